"""What several violations do with the REST client of a component: one of its requests goes another way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..context import Context
from ..deployment import Seam
from ..http import Response
from ._around import Around


class Asks(NamedTuple):
    """A request, by its method, the service, how its path ends, and how it does not."""

    method: str
    service: str
    ending: str
    other: str = "/another"

    def meant(self, method: str, service: str, path: str) -> bool:
        """Whether this is it."""
        ends = path.endswith(self.ending) and not path.endswith(self.other)
        return ends and (method, service) == (self.method, self.service)


FOR_VALIDATION = Asks("GET", "keystone", "/auth/tokens")
FOR_A_PORT = Asks("POST", "neutron-server", "/ports")
FOR_AN_ATTACHMENT = Asks("POST", "cinder-api", "/attachments")

Way = Callable[..., Response]
"""Takes the client, the context, and what else `http.Client.request` takes."""


class _Another(Around):
    def __init__(self, inner: Any, asks: Asks, way: Way) -> None:
        super().__init__(inner)
        self._asks = asks
        self._way = way

    def request(self, ctx: Context, method: str, service: str, path: str, *body: Any, **more: Any) -> Response:
        if self._asks.meant(method, service, path):
            return self._way(self._inner, ctx, method, service, path, *body, **more)
        answer: Response = self._inner.request(ctx, method, service, path, *body, **more)
        return answer


def another_way(component: str, asks: Asks, way: Way) -> Seam[Any]:
    """One request of a component is made in another way."""
    return lambda name, rest: _Another(rest, asks, way) if name == component else rest


def in_the_name_of(other: str, component: str, asks: Asks) -> Seam[Any]:
    """One request of a component is made by another component."""
    clients: dict[str, Any] = {}

    def way(_own: Any, *asked: Any, **more: Any) -> Response:
        answer: Response = clients[other].request(*asked, **more)
        return answer

    def seam(name: str, rest: Any) -> Any:
        clients[name] = rest
        return _Another(rest, asks, way) if name == component else rest

    return seam
