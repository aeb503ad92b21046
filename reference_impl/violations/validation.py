"""What nova-api may do wrong about the token that it is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..context import Context
from ..deployment import Seams
from ..http import Request, Response
from ..keystone import AUTHENTICATE
from ..nova.database import Flavor
from ._around import Around, around, keeping
from ._rest import FOR_VALIDATION, another_way, in_the_name_of
from .services import Trusts, guards

_SUBJECT = "X-Subject-Token"


def nova_trusts_others() -> Seams:
    """nova-api does not ask keystone about a token that cinder-api has asked about."""
    return Seams(guard=guards("nova-api", Trusts, told="cinder-api"))


def nova_asks_about_another() -> Seams:
    """nova-api has the user's token exchanged for another one, and that one validated."""

    def way(rest: Any, ctx: Context, *asked: Any, headers: Any, **more: Any) -> Response:
        another = {_SUBJECT: _exchanged(rest, ctx, headers[_SUBJECT])}
        answer: Response = rest.request(ctx, *asked, headers=another, **more)
        return answer

    return Seams(rest=another_way("nova-api", FOR_VALIDATION, way))


def _exchanged(rest: Any, ctx: Context, token: str) -> str:
    identity = {"methods": ["token"], "token": {"id": token}}
    scope = {"project": {"name": "demo", "domain": {"id": "default"}}}
    body = {"auth": {"identity": identity, "scope": scope}}
    issued: Response = rest.request(ctx, "POST", "keystone", "/v3/auth/tokens", body, shows=AUTHENTICATE)
    return issued.headers["x-subject-token"]


def cinder_asks_for_nova() -> Seams:
    """nova-api has cinder-api ask keystone about the token."""
    return Seams(rest=in_the_name_of("cinder-api", "nova-api", FOR_VALIDATION))


def nova_does_not_say_who_asks() -> Seams:
    """nova-api asks keystone about the token and shows none of its own, so it is told nothing."""

    def way(rest: Any, ctx: Context, *asked: Any, **more: Any) -> Response:
        answer: Response = rest.request(replace(ctx, token=None), *asked, **more)
        return answer

    return Seams(rest=another_way("nova-api", FOR_VALIDATION, way))


class _Notes(Around):
    """Notes what keystone says of tokens."""

    def __init__(self, inner: Any, said: dict[str, Response]) -> None:
        super().__init__(inner)
        self._said = said

    def request(self, *asked: Any, **more: Any) -> Response:
        answer: Response = self._inner.request(*asked, **more)
        if FOR_VALIDATION.meant(*asked[1:4]):
            self._said[more["headers"][_SUBJECT]] = answer
        return answer


def nova_does_not_wait() -> Seams:
    """nova-api asks keystone about the token, and goes on by what cinder-api was told of it before."""
    said: dict[str, Response] = {}

    def way(rest: Any, *asked: Any, headers: Any, **more: Any) -> Response:
        rest.ask(*asked, headers=headers, **more).leave()
        return said[headers[_SUBJECT]]

    nova = another_way("nova-api", FOR_VALIDATION, way)

    def seam(name: str, rest: Any) -> Any:
        return _Notes(rest, said) if name == "cinder-api" else nova(name, rest)

    return Seams(rest=seam)


class _LooksFirst(Around):
    """Looks the flavor of a boot request up before it has the token validated."""

    databases: list[Any]

    def __call__(self, request: Request) -> None:
        if request.method == "POST" and request.path.endswith("/servers"):
            self.databases[0].flavor(request.ctx, "nova-api", request.json["server"]["flavorRef"])
        self._inner(request)


class RemembersFlavors(Around):
    """Does not look flavors up."""

    def flavor(self, _ctx: object, _by: str, flavor_id: str) -> Flavor:
        """From memory."""
        known: dict[str, Flavor] = {flavor.id: flavor for flavor in self._inner.flavors()}
        return known[flavor_id]


def flavor_looked_up_first() -> Seams:
    """nova-api looks the flavor up before it knows whether the token holds."""
    databases: list[Any] = []
    remembers = around("nova-api", RemembersFlavors)
    first = type("_", (_LooksFirst,), {"databases": databases})
    return Seams(database=keeping(databases, remembers), guard=around("nova-api", first))
