"""A service's REST API: routes, refusals, and the door that every request comes in by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeAlias

import falcon
import msgspec
from falcon.media import JSONHandler

from ..context import Context
from ..observe import Observe, nobody
from ..world import World
from .exchange import Exchange
from .facts import NOTHING, Found, Shows, Side, failure
from .faults import Fault, Form, body_of
from .request import MAX_BODY, Request

Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Any]

STRANGER = "client"
_REQUEST_ID = re.compile(r"req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TOKEN_IN_PATH = re.compile(r"(?<=tokens/).*")


class Guard(Protocol):
    """Lets a request through, with its context completed, or refuses it."""

    def __call__(self, request: Request) -> None:
        """Completes `request.ctx`, or raises a `Fault`."""


class Api:
    """A WSGI application that is one service.

    :param component: the service's id in FLOW.md, as `glance-api`.
    :param form: how the service words its refusals.
    :param guard: has each request's token validated before a resource sees the request, but for routes that are open.
    :param max_body: bytes of JSON that are taken; more is refused with 413.
    """

    def __init__(
        self,
        component: str,
        form: Form,
        world: World,
        observe: Observe = nobody,
        *,
        guard: Guard | None = None,
        max_body: int = MAX_BODY,
    ) -> None:
        self._door = _Door(component, world, observe, guard, max_body)
        self._app = falcon.App(request_type=Request, middleware=[self._door])
        self._app.req_options.strip_url_path_trailing_slash = True
        handler = JSONHandler(dumps=msgspec.json.encode, loads=msgspec.json.decode)
        self._app.resp_options.media_handlers[falcon.MEDIA_JSON] = handler
        self._app.set_error_serializer(_serializer(form))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serves one request (PEP 3333)."""
        return self._app(environ, start_response)

    def route(
        self,
        template: str,
        resource: object,
        *,
        shows: Mapping[str, Shows] | None = None,
        suffix: str | None = None,
        is_open: bool = False,
    ) -> None:
        """Has a Falcon resource (`on_get(req, resp, …)`) answer at a path.

        :param shows: what the exchange shows, by HTTP method.
        :param suffix: as Falcon's: `on_get_<suffix>`.
        :param is_open: no token is asked for.
        """
        self._app.add_route(template, resource, suffix=suffix)
        self._door.knows(template, shows or {}, is_open=is_open)

    def within(self, layer: Any) -> None:
        """Puts Falcon middleware behind the door: it sees what was let in, and answers before the answer is told."""
        self._app.add_middleware(layer)

    def refuses(self, error: type[Exception], status: int, kind: str | None = None) -> None:
        """Answers an error of the service's model with a status; its text is the message."""

        def refuse(_req: Request, _resp: falcon.Response, raised: Exception, _params: Mapping[str, Any]) -> None:
            raise Fault(status, str(raised), kind)

        self._app.add_error_handler(error, refuse)


class _Door:
    """Falcon middleware: names the exchange, tells it for strangers, and asks the guard."""

    def __init__(self, component: str, world: World, observe: Observe, guard: Guard | None, max_body: int) -> None:
        self._component = component
        self._world = world
        self._observe = observe
        self._guard = guard
        self._max_body = max_body
        self._shows: dict[tuple[str, str], Shows] = {}
        self._open: set[str] = set()

    def knows(self, template: str, shows: Mapping[str, Shows], *, is_open: bool) -> None:
        """What a route shows, and whether it asks for a token."""
        self._shows.update({(template, method): each for method, each in shows.items()})
        if is_open:
            self._open.add(template)

    def process_request(self, req: Request, resp: falcon.Response) -> None:
        """A request has come in."""
        exchange = self._exchange(req.env, req.method, _shown(req.path))
        req.exchange = exchange
        req.told_by_caller = "HTTP_X_EXCHANGE" in req.env
        req.max_body = self._max_body
        req.ctx = Context(exchange.request_id, exchange.token, serving=exchange.id)
        resp.set_header("x-openstack-request-id", exchange.request_id)

    def process_resource(
        self, req: Request, _resp: falcon.Response, _resource: object, _params: Mapping[str, Any]
    ) -> None:
        """It is known what it asks for; nothing has been done about it."""
        self._tell_request(req)
        if req.method not in falcon.COMBINED_METHODS:
            raise Fault(405, "The method is not allowed for this resource.")
        if self._guard is not None and req.uri_template not in self._open:
            self._guard(req)

    def process_response(self, req: Request, resp: falcon.Response, resource: object | None, _succeeded: bool) -> None:
        """The answer has been made."""
        exchange = req.exchange
        if exchange is None or req.told_by_caller:
            return
        if resource is None:  # an unknown path has no resource whose turn it would have been
            self._tell_request(req)
        exchange.tell_response(self._observe, self._found(req, resp, exchange), resp.status_code)

    def _tell_request(self, req: Request) -> None:
        if req.told_by_caller or req.exchange is None:
            return
        shows = self._shows_of(req)
        found = shows.request(req.side(req.exchange.path)) if shows is not NOTHING else {}
        req.exchange.tell_request(self._observe, found)

    def _found(self, req: Request, resp: falcon.Response, exchange: Exchange) -> Found:
        if resp.status_code >= 400:
            return failure(resp.status_code, resp.media)
        return self._shows_of(req).response(Side(exchange.path, resp.media, resp.get_header))

    def _shows_of(self, req: Request) -> Shows:
        return self._shows.get((req.uri_template or "", req.method), NOTHING)

    def _exchange(self, env: Environ, method: str, path: str) -> Exchange:
        """The exchange as a stranger's; what a component's own is beyond its id and request, its caller tells."""
        own = env.get("HTTP_X_EXCHANGE")
        request_id = env.get("HTTP_X_OPENSTACK_REQUEST_ID") or ""
        if not request_id or not (own or _REQUEST_ID.fullmatch(request_id)):
            request_id = self._world.request_id()
        return Exchange(
            own or self._world.uuid(),
            STRANGER,
            self._component,
            method,
            path,
            env.get("HTTP_X_AUTH_TOKEN") or None,
            env.get("HTTP_X_SERVICE_TOKEN") or None,
            None,
            request_id,
        )


def _shown(path: str) -> str:
    """The path as it may be told: a token in it, as older identity APIs had, stays out."""
    return _TOKEN_IN_PATH.sub("***", path) if "tokens/" in path else path


def _serializer(form: Form) -> Callable[[falcon.Request, falcon.Response, falcon.HTTPError], None]:
    def serialize(_req: falcon.Request, resp: falcon.Response, error: falcon.HTTPError) -> None:
        resp.content_type = falcon.MEDIA_JSON
        resp.media = body_of(error, form)

    return serialize
