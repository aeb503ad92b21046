"""What one component calls another with. It tells each exchange: when it sends, and when the answer is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias
from urllib.parse import urlencode

import msgspec

from ..context import Context
from ..observe import Observe, nobody
from ..world import World
from .exchange import HEADER, Exchange
from .facts import NOTHING, Found, Shows, Side, failure

App: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""A WSGI application."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


class HttpError(Exception):
    """An exchange came to no answer that could be used."""


class Unreachable(HttpError):
    """The service could not be reached."""

    def __init__(self, service: str, kind: str, message: str) -> None:
        super().__init__(f"{service} cannot be reached: {message}")
        self.service = service
        self.kind = kind
        self.message = message


class BadAnswer(HttpError):
    """The service called its answer JSON, and it is none."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a service answered. `headers` by lower-case name; `json` is `None` where the body is none."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    json: Any = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a transport carries. `path` is percent-encoded, `query` without its question mark."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Carries requests to services by their component ids."""

    def send(self, service: str, outgoing: Outgoing) -> Response:
        """The answer, its JSON not decoded.

        :raises Unreachable: there is nobody.
        """


class Client:
    """Calls for one component.

    :param component: its id in FLOW.md, as `nova-compute`.
    :ivar world: its time, ids and chance.
    """

    def __init__(self, component: str, transport: Transport, world: World, observe: Observe = nobody) -> None:
        self.component = component
        self.world = world
        self._transport = transport
        self._observe = observe

    def request(
        self,
        ctx: Context,
        method: str,
        service: str,
        path: str,
        json: Any = None,
        *,
        shows: Shows = NOTHING,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        service_token: str | None = None,
    ) -> Response:
        """Asks a service and waits for its answer, whatever its status. The token shown is that of the context.

        :param service: component id, as `glance-api`.
        :param path: from the version on, as `/v2/images/…`; percent-encoded.
        :param json: the body, or `body` as it is, which comes with a `Content-Type` among the headers.
        :param shows: what the exchange shows; the service's package has it for each of its routes.
        :raises Unreachable: there is nobody.
        :raises BadAnswer: the answer says it is JSON, and is not.
        """
        asked = self.ask(
            ctx, method, service, path, json,
            shows=shows, query=query, headers=headers, body=body, service_token=service_token,
        )  # fmt: skip
        return asked.answer()

    def ask(
        self,
        ctx: Context,
        method: str,
        service: str,
        path: str,
        json: Any = None,
        *,
        shows: Shows = NOTHING,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        service_token: str | None = None,
    ) -> Asked:
        """The same, for who does something else before it waits for the answer."""
        exchange = self._exchange(ctx, method, service, path, service_token)
        sent = _headers(exchange, headers)
        if json is not None:
            body = _encode(json)
            sent["Content-Type"] = "application/json"
        outgoing = Outgoing(method, path, urlencode(query) if query else "", sent, body)
        side = Side(path, json, _lookup(sent))
        exchange.tell_request(self._observe, shows.request(side) if shows is not NOTHING else {})
        return Asked(exchange, outgoing, shows, self._transport, self._observe)

    def _exchange(self, ctx: Context, method: str, service: str, path: str, service_token: str | None) -> Exchange:
        return Exchange(
            self.world.uuid(),
            self.component,
            service,
            method,
            path,
            ctx.token,
            service_token,
            ctx.serving,
            ctx.request_id,
        )


class Asked:
    """A request that is out. The service gets it when it is sent, and its answer is told once it was waited for."""

    __slots__ = ("_exchange", "_observe", "_outgoing", "_shows", "_transport")

    def __init__(
        self, exchange: Exchange, outgoing: Outgoing, shows: Shows, transport: Transport, observe: Observe
    ) -> None:
        self._exchange = exchange
        self._outgoing = outgoing
        self._shows = shows
        self._transport = transport
        self._observe = observe

    def answer(self) -> Response:
        """Waits for the answer.

        :raises Unreachable: there is nobody.
        :raises BadAnswer: the answer says it is JSON, and is not.
        """
        exchange, got = self._exchange, self._sent()
        try:
            response = _decoded(got)
        except msgspec.DecodeError as broken:
            found: Found = {"failure": {"class": "BadAnswer", "message": "the answer is not valid JSON"}}
            exchange.tell_response(self._observe, found, got.status)
            asked = f"{exchange.method} {exchange.path}"
            raise BadAnswer(f"{exchange.target} answered {asked} with broken JSON") from broken
        exchange.tell_response(self._observe, _found(exchange.path, response, self._shows), response.status)
        return response

    def leave(self) -> None:
        """Does not wait: the service does what it was asked for, and nobody is there when it answers."""
        self._transport.send(self._exchange.target, self._outgoing)

    def _sent(self) -> Response:
        try:
            return self._transport.send(self._exchange.target, self._outgoing)
        except Unreachable as lost:
            failed = {"failure": {"class": lost.kind, "message": lost.message}}
            self._exchange.tell_response(self._observe, failed)
            raise


def _headers(exchange: Exchange, more: Mapping[str, str] | None) -> dict[str, str]:
    headers = {
        "Accept": "application/json",
        HEADER: exchange.id,
        "X-Openstack-Request-Id": exchange.request_id,
    }
    if exchange.token is not None:
        headers["X-Auth-Token"] = exchange.token
    if exchange.service_token is not None:
        headers["X-Service-Token"] = exchange.service_token
    return {**headers, **more} if more else headers


def _lookup(headers: Mapping[str, str]) -> Callable[[str], str | None]:
    return lambda name: next((value for key, value in headers.items() if key.lower() == name), None)


def _decoded(got: Response) -> Response:
    if not got.body or not got.headers.get("content-type", "").startswith("application/json"):
        return got
    return Response(got.status, got.headers, got.body, _decode(got.body))


def _found(path: str, response: Response, shows: Shows) -> Found:
    if response.status >= 400:
        return failure(response.status, response.json)
    return shows.response(Side(path, response.json, response.headers.get))
