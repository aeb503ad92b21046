"""neutron-server: the model and the API v2.0 over it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..http import Api, Shows, neutron_form
from ..http.api import Guard
from ..observe import Observe, nobody
from ..world import World
from .model import Conflict, Invalid, Networking, NeutronError, NotFound
from .rest.absent import Nothing
from .rest.discovery import Extension, Extensions, Version, Versions
from .rest.kind import Kind
from .rest.networks import NetworkKind
from .rest.ports import PortKind
from .rest.resource import Collection, Item
from .rest.security_groups import GroupKind, RuleKind
from .rest.subnets import SubnetKind
from .shows import CREATE_PORT, DELETE_PORT, LIST_NETWORKS, SHOW_NETWORK, SHOW_PORT, UPDATE_PORT

NAME = "neutron-server"
_REFUSALS: tuple[tuple[type[NeutronError], int], ...] = ((NotFound, 404), (Conflict, 409), (Invalid, 400))


class Neutron:
    """The service.

    :param guard: has each request's token validated, but for those that ask what the API is.
    :ivar app: its WSGI application.
    :ivar networks, subnets, ports, security_groups: what it keeps, for who wants to put something in without REST.
    """

    def __init__(self, world: World, observe: Observe = nobody, *, guard: Guard | None = None) -> None:
        self.model = Networking(world)
        self.networks = self.model.networks
        self.subnets = self.model.subnets
        self.ports = self.model.ports
        self.security_groups = self.model.security_groups
        self.app = Api(NAME, neutron_form, world, observe, guard=guard)
        self._route()
        _refuse(self.app)

    def _route(self) -> None:
        app, model = self.app, self.model
        app.route("/", Versions(), is_open=True)
        app.route("/v2.0", Version(), is_open=True)
        app.route("/v2.0/extensions", Extensions())
        app.route("/v2.0/extensions/{alias}", Extension())
        ports = {"GET": SHOW_PORT, "PUT": UPDATE_PORT, "DELETE": DELETE_PORT}
        self._offer("networks", NetworkKind(model), {"GET": LIST_NETWORKS}, {"GET": SHOW_NETWORK})
        self._offer("subnets", SubnetKind(model))
        self._offer("ports", PortKind(model), {"POST": CREATE_PORT}, ports)
        self._offer("security-groups", GroupKind(model))
        self._offer("security-group-rules", RuleKind(model))
        for absent in ("floatingips", "routers"):
            app.route(f"/v2.0/{absent}", Nothing(absent))

    def _offer(
        self,
        path: str,
        kind: Kind[Any],
        all_show: Mapping[str, Shows] | None = None,
        one_shows: Mapping[str, Shows] | None = None,
    ) -> None:
        self.app.route(f"/v2.0/{path}", Collection(kind), shows=all_show)
        self.app.route(f"/v2.0/{path}/{{thing_id}}", Item(kind), shows=one_shows)


def _refuse(app: Api) -> None:
    """Each error of the model under its own name."""
    for base, status in _REFUSALS:
        app.refuses(base, status)
        for error in base.__subclasses__():
            app.refuses(error, status, error.__name__)
