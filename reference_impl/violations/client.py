"""What a client may have others ask for: steps 1 and 3.

A client may be of any kind (openstacksdk, say), so what it has somebody else ask for is passed on in front of the
service's door; the reference's own client has a seam of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import msgspec

from ..context import Context
from ..deployment import Seams
from ..http import Shows
from ..http.api import Environ, StartResponse
from ..keystone import AUTHENTICATE
from ..nova.api import BOOT
from ._around import Around
from ._rest import Asks, in_the_name_of

_OTHER = "cinder-api"


class _PassesOn(Around):
    """A door in front of which one request of strangers is made by a component in their stead."""

    def __init__(self, inner: Any, asks: Asks, shows: Shows, clients: dict[str, Any]) -> None:
        super().__init__(inner)
        self._asks = asks
        self._shows = shows
        self._clients = clients

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        asked = (environ["REQUEST_METHOD"], self._asks.service, environ["PATH_INFO"])
        if "HTTP_X_EXCHANGE" in environ or not self._asks.meant(*asked):
            served: Iterable[bytes] = self._inner(environ, start_response)
            return served
        return self._passed_on(environ, start_response, asked)

    def _passed_on(
        self, environ: Environ, start_response: StartResponse, asked: tuple[str, str, str]
    ) -> Iterable[bytes]:
        rest = self._clients[_OTHER]
        ctx = Context(rest.world.request_id(), environ.get("HTTP_X_AUTH_TOKEN"))
        body = msgspec.json.decode(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        version = environ.get("HTTP_OPENSTACK_API_VERSION")
        headers = {"OpenStack-API-Version": version} if version else {}
        answer = rest.request(ctx, *asked, body, shows=self._shows, headers=headers)
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", list(answer.headers.items()))
        return [answer.body]


def _through_another(asks: Asks, shows: Shows) -> Seams:
    """A request of the client is made by another component."""
    clients: dict[str, Any] = {}
    own = in_the_name_of(_OTHER, "client", asks)

    def rest(name: str, thing: Any) -> Any:
        clients[name] = thing
        return own(name, thing)

    def api(name: str, thing: Any) -> Any:
        return _PassesOn(thing, asks, shows, clients) if name == asks.service else thing

    return Seams(rest=rest, api=api)


def login_passed_on() -> Seams:
    """The client has cinder-api log in for it."""
    return _through_another(Asks("POST", "keystone", "/auth/tokens"), AUTHENTICATE)


def boot_passed_on() -> Seams:
    """The client has cinder-api ask for the server."""
    return _through_another(Asks("POST", "nova-api", "/servers"), BOOT)
