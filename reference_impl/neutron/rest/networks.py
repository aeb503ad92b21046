"""`/v2.0/networks`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from types import MappingProxyType
from typing import Any

from ...context import Context
from ..model import Network, Networking
from ..model.errors import NetworkNotFound
from . import convert
from .attributes import COMMON, Attribute, Attributes, Values
from .policy import owns, sees_network
from .views import network_view

_LEAST_MTU, _MOST_MTU = 68, 65_535


_NETWORK: Attributes = MappingProxyType(
    {
        **COMMON,
        "admin_state_up": Attribute(convert.flag, "admin_state_up"),
        "shared": Attribute(convert.flag, "shared", is_privileged=True),
        "router:external": Attribute(convert.flag, "external", is_privileged=True),
        "mtu": Attribute(convert.whole(_LEAST_MTU, _MOST_MTU), "mtu"),
    }
)


class NetworkKind:
    """Networks: a project sees its own, those that all may use, and those that lead out."""

    name = "network"
    plural = "networks"
    attributes: Attributes = _NETWORK
    filters: Collection[str] = frozenset(_NETWORK) | {"id", "status"}

    def __init__(self, model: Networking) -> None:
        self._networks = model.networks

    def all(self, ctx: Context) -> Sequence[Network]:
        """Those that the asker sees."""
        return [each for each in self._networks.all() if sees_network(ctx, each)]

    def get(self, ctx: Context, thing_id: str) -> Network:
        """One that the asker sees."""
        network = self._networks.get(thing_id)
        if not sees_network(ctx, network):
            raise NetworkNotFound(thing_id)
        return network

    def may_change(self, ctx: Context, thing: Network) -> bool:
        """Its owner may."""
        return owns(ctx, thing)

    def create(self, ctx: Context, project_id: str, values: Values) -> Network:  # noqa: ARG002 -- as every kind
        """Makes one."""
        return self._networks.create(project_id, **values)

    def update(self, ctx: Context, thing: Network, values: Values) -> Network:  # noqa: ARG002 -- as every kind
        """Changes one."""
        return self._networks.update(thing.id, **values)

    def delete(self, thing: Network) -> None:
        """Deletes one, with its subnets."""
        self._networks.delete(thing.id)

    def view(self, ctx: Context, thing: Network) -> dict[str, Any]:  # noqa: ARG002 -- as every kind
        """All of it."""
        return network_view(thing)
