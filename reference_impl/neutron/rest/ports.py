"""`/v2.0/ports`: what nova-compute asks for in step 22."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from types import MappingProxyType
from typing import Any

from ...context import Context
from ..model import Networking, Port
from ..model.errors import NetworkNotFound, PortNotFound, SecurityGroupNotFound
from . import convert
from .attributes import COMMON, Attribute, Attributes, Values
from .policy import is_admin, owns, sees_network, sees_port
from .views import port_view

_VNICS = convert.one_of(
    "normal", "direct", "macvtap", "baremetal", "direct-physical", "virtio-forwarder", "smart-nic", "vdpa",
    "accelerator-direct", "accelerator-direct-physical", "remote-managed",
)  # fmt: skip


_PORT: Attributes = MappingProxyType(
    {
        **COMMON,
        "network_id": Attribute(convert.uuid, "network_id", can_update=False, is_required=True),
        "admin_state_up": Attribute(convert.flag, "admin_state_up"),
        "mac_address": Attribute(convert.mac, "mac_address", can_update=False),
        "fixed_ips": Attribute(convert.many(convert.wanted), "fixed_ips"),
        "security_groups": Attribute(convert.many(convert.uuid), "security_groups"),
        "device_id": Attribute(convert.text, "device_id"),
        "device_owner": Attribute(convert.text, "device_owner"),
        "binding:host_id": Attribute(convert.maybe_text, "host"),
        "binding:vnic_type": Attribute(_VNICS, "vnic_type"),
        "binding:profile": Attribute(convert.mapping, "profile"),
    }
)


class PortKind:
    """Ports: a project sees its own, and those on its networks."""

    name = "port"
    plural = "ports"
    attributes: Attributes = _PORT
    filters: Collection[str] = frozenset(_PORT) | {"id", "status", "binding:vif_type"}

    def __init__(self, model: Networking) -> None:
        self._model = model

    def all(self, ctx: Context) -> Sequence[Port]:
        """Those that the asker sees."""
        networks = {each.id: each for each in self._model.networks.all()}
        return [
            each
            for each in self._model.ports.all()
            if each.network_id in networks and sees_port(ctx, each, networks[each.network_id])
        ]

    def get(self, ctx: Context, thing_id: str) -> Port:
        """One that the asker sees."""
        port = self._model.ports.get(thing_id)
        if not owns(ctx, port) and not owns(ctx, self._model.networks.get(port.network_id)):
            raise PortNotFound(thing_id)
        return port

    def may_change(self, ctx: Context, thing: Port) -> bool:
        """Whoever sees it may."""
        return owns(ctx, thing) or owns(ctx, self._model.networks.get(thing.network_id))

    def create(self, ctx: Context, project_id: str, values: Values) -> Port:
        """Makes one, on a network that the asker sees."""
        network_id = values["network_id"]
        if not sees_network(ctx, self._model.networks.get(network_id)):
            raise NetworkNotFound(network_id)
        self._check_groups(ctx, values)
        return self._model.ports.create(project_id, **values)

    def update(self, ctx: Context, thing: Port, values: Values) -> Port:
        """Changes one."""
        self._check_groups(ctx, values)
        return self._model.ports.update(thing.id, **values)

    def delete(self, thing: Port) -> None:
        """Deletes one; its addresses are free again."""
        self._model.ports.delete(thing.id)

    def view(self, ctx: Context, thing: Port) -> dict[str, Any]:
        """All of it to an administrator; to others not where it is bound."""
        return port_view(thing, full=is_admin(ctx))

    def _check_groups(self, ctx: Context, values: Values) -> None:
        for group_id in values.get("security_groups", ()):
            if not owns(ctx, self._model.security_groups.get(group_id)):
                raise SecurityGroupNotFound(group_id)
