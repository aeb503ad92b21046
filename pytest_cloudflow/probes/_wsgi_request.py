"""What a WSGI environ shows of a request. A body is read ahead only where it is JSON, short, and shows something."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ..trace._events import Text, fingerprint
from ._fields import json_of, known
from ._http_facts import reads_body
from .http_exchanges import plain_path

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LONGEST = 256 << 10
"""Bytes of a body that is looked at. A token's body with its catalog has some ten thousand."""
_LONGEST_PATH = 4096


def path_of(environ: WSGIEnvironment) -> str:
    """The path from the version on; of one that is longer than any of OpenStack's, the beginning."""
    raw = str(environ.get("SCRIPT_NAME", "")) + str(environ.get("PATH_INFO", ""))
    return plain_path(raw[:_LONGEST_PATH].encode("latin-1", "replace").decode(errors="replace"))


def header(environ: WSGIEnvironment, name: str) -> str | None:
    """A header of the request, by its name in the environ without `HTTP_`."""
    return known(environ.get(f"HTTP_{name}"))


def token_in(environ: WSGIEnvironment, name: str) -> Text:
    """The fingerprint of the token in a header, `None` where there is none."""
    token = environ.get(f"HTTP_{name}")
    return fingerprint(token) if token else None


def body_of(environ: WSGIEnvironment, path: str) -> Any:
    """The body as JSON, `None` where it is not looked at. The application still reads all of it."""
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not (length.isdigit() and 0 < int(length) <= LONGEST and is_json(environ.get("CONTENT_TYPE"))):
        return None
    return json_of(_ahead(environ, int(length))) if reads_body(path) else None


def is_json(content_type: object) -> bool:
    """Whether a content type is one of JSON's."""
    return isinstance(content_type, str) and "json" in content_type.lower()


def _ahead(environ: WSGIEnvironment, length: int) -> bytes:
    """Reads the body, and puts in its place one that reads the same, up to the error that reading it ended in."""
    source, body = environ["wsgi.input"], b""
    try:
        while len(body) < length and (piece := source.read(length - len(body))):
            body += piece
    except Exception as error:  # noqa: BLE001 -- it is the application's to meet
        environ["wsgi.input"] = io.BufferedReader(_Broken(body, error))
        return b""
    environ["wsgi.input"] = io.BytesIO(body)
    return body


class _Broken(io.RawIOBase):
    """A body that ends in an error."""

    def __init__(self, body: bytes, error: Exception) -> None:
        self._body = io.BytesIO(body)
        self._error = error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._body.readinto(buffer)
        if not count:
            raise self._error
        return count
