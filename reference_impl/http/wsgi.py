"""Calls a WSGI application (PEP 3333) without a server."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import IO, Any, NamedTuple
from urllib.parse import unquote_to_bytes

from .api import Environ
from .client import App


class Answer(NamedTuple):
    """What an application answered; the headers as it gave them."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes


def environ_of(
    method: str, host: str, path: str, query: str, headers: Mapping[str, str], body: bytes | IO[bytes]
) -> Environ:
    """The environment of one request.

    :param host: with a port, if it is not 80.
    :param path: as it would stand in the request line, percent-encoded.
    """
    name, _, port = host.partition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1") if "%" in path or not path.isascii() else path,
        "QUERY_STRING": query,
        "SERVER_NAME": name,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body) if isinstance(body, bytes) else body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for key, value in headers.items():
        environ[_key(key)] = value
    if isinstance(body, bytes) and body:
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


def call(app: App, environ: Environ) -> Answer:
    """Has an application serve a request, and takes in all of its answer."""
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> None:
        started[:] = status, headers

    chunks = app(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    status, headers = started
    return Answer(int(status[:3]), status[4:], headers, body)


@lru_cache(maxsize=256)
def _key(header: str) -> str:
    name = header.upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
