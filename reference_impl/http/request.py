"""A request as a service's resources get it."""

from __future__ import annotations

from typing import Any

import falcon
import msgspec

from ..context import Context
from .exchange import Exchange
from .facts import Side
from .faults import Fault
from .fields import Fields

MAX_BODY = 114_688
"""Bytes; what oslo.middleware lets through unless told otherwise."""

_decode = msgspec.json.Decoder().decode
_UNREAD = object()


class Request(falcon.Request):
    """Falcon's request, and beside it the context to act under and the exchange that is served.

    `ctx` holds the user, project and roles once the service has had the token validated; `service_roles` the roles of
    the service that asks for the user, if it has shown a token of its own.
    """

    ctx: Context
    service_roles: tuple[str, ...] = ()
    exchange: Exchange | None = None
    told_by_caller = False
    max_body = MAX_BODY
    _json: Any = _UNREAD
    _refused: falcon.HTTPError | None = None

    @property
    def json(self) -> Any:
        """The body, decoded; `None` if it is empty.

        :raises falcon.HTTPError: 400, it is no JSON, or its length is none; 413, it is longer than the service takes.
        """
        if self._json is _UNREAD:
            self._read()
        if self._refused is not None:
            raise self._refused
        return self._json

    @property
    def fields(self) -> Fields:
        """The body, which must be an object.

        :raises falcon.HTTPError: as `json`; 400, it is something else.
        """
        return Fields(self.json)

    def side(self, path: str) -> Side:
        """What a reader of this request is given; a body that cannot be read shows nothing."""
        if self._json is _UNREAD:
            self._read()
        return Side(path, self._json, self.get_header)

    def _read(self) -> None:
        """Keeps the body, or why it is refused: the request has to be told before it can be refused."""
        self._json = None
        try:
            raw = self._bytes()
            self._json = _decode(raw) if raw.strip() else None
        except falcon.HTTPError as refused:
            self._refused = refused
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._refused = Fault(400, "The body is not valid JSON.")

    def _bytes(self) -> bytes:
        length = self.content_length
        if length is None:
            if not self.env.get("wsgi.input_terminated"):
                return b""
            length = self.max_body + 1  # sent in pieces: it ends when it ends
        elif length > self.max_body:
            raise Fault(413, "Request is too large.")
        raw = self.env["wsgi.input"].read(length)
        if len(raw) > self.max_body:
            raise Fault(413, "Request is too large.")
        return bytes(raw)
