"""`/v2.0/subnets`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from ipaddress import ip_network
from types import MappingProxyType
from typing import Any

from ...context import Context
from ..model import Networking, Subnet
from ..model.errors import InvalidInput, NetworkNotFound, SubnetNotFound
from . import convert
from .attributes import COMMON, Attribute, Attributes, Values
from .policy import forbidden, owns, sees_network, sees_subnet
from .views import subnet_view

_MODES = convert.or_none(convert.one_of("slaac", "dhcpv6-stateless", "dhcpv6-stateful"))


_SUBNET: Attributes = MappingProxyType(
    {
        **COMMON,
        "network_id": Attribute(convert.uuid, "network_id", can_update=False, is_required=True),
        "ip_version": Attribute(convert.one_of(4, 6, "4", "6"), "ip_version", can_update=False, is_required=True),
        "cidr": Attribute(convert.subnet, "cidr", can_update=False, is_required=True),
        "gateway_ip": Attribute(convert.or_none(convert.address), "gateway_ip"),
        "allocation_pools": Attribute(convert.many(convert.pool), "pools"),
        "enable_dhcp": Attribute(convert.flag, "enable_dhcp"),
        "dns_nameservers": Attribute(convert.many(convert.text), "dns_nameservers"),
        "host_routes": Attribute(convert.many(convert.route), "host_routes"),
        "ipv6_ra_mode": Attribute(_MODES, "ra_mode", can_update=False),
        "ipv6_address_mode": Attribute(_MODES, "address_mode", can_update=False),
    }
)


class SubnetKind:
    """Subnets: a project sees its own, and those of networks that are its own or all may use."""

    name = "subnet"
    plural = "subnets"
    attributes: Attributes = _SUBNET
    filters: Collection[str] = frozenset(_SUBNET) | {"id"}

    def __init__(self, model: Networking) -> None:
        self._model = model

    def all(self, ctx: Context) -> Sequence[Subnet]:
        """Those that the asker sees."""
        networks = {each.id: each for each in self._model.networks.all()}
        return [
            each
            for each in self._model.subnets.all()
            if each.network_id in networks and sees_subnet(ctx, each, networks[each.network_id])
        ]

    def get(self, ctx: Context, thing_id: str) -> Subnet:
        """One that the asker sees."""
        subnet = self._model.subnets.get(thing_id)
        if not sees_subnet(ctx, subnet, self._model.networks.get(subnet.network_id)):
            raise SubnetNotFound(thing_id)
        return subnet

    def may_change(self, ctx: Context, thing: Subnet) -> bool:
        """Its owner may, and its network's."""
        return owns(ctx, thing) or owns(ctx, self._model.networks.get(thing.network_id))

    def create(self, ctx: Context, project_id: str, values: Values) -> Subnet:
        """Makes one, on a network that is the asker's."""
        network = self._model.networks.get(values["network_id"])
        if not sees_network(ctx, network):
            raise NetworkNotFound(network.id)
        if not owns(ctx, network):
            raise forbidden("rule:create_subnet")
        _check_version(values)
        return self._model.subnets.create(project_id=project_id, **values)

    def update(self, ctx: Context, thing: Subnet, values: Values) -> Subnet:  # noqa: ARG002 -- as every kind
        """Changes one."""
        return self._model.subnets.update(thing.id, **values)

    def delete(self, thing: Subnet) -> None:
        """Deletes one."""
        self._model.subnets.delete(thing.id)

    def view(self, ctx: Context, thing: Subnet) -> dict[str, Any]:  # noqa: ARG002 -- as every kind
        """All of it."""
        return subnet_view(thing)


def _check_version(values: Values) -> None:
    """Takes the version out of the values: the range of addresses has it as well."""
    version = int(values.pop("ip_version"))
    if ip_network(values["cidr"]).version != version:
        raise InvalidInput(f"cidr '{values['cidr']}' does not match the ip_version '{version}'")
    if version == 4 and (values.get("ra_mode") or values.get("address_mode")):
        raise InvalidInput("ipv6_ra_mode or ipv6_address_mode cannot be set when ip_version is 4")
