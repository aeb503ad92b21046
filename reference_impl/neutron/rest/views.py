"""How neutron shows its things: the attributes of the extensions that it says it has, and no others."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from ..model import Network, Port, Rule, SecurityGroup, Subnet

View = dict[str, Any]


def network_view(network: Network) -> View:
    """A network."""
    return {
        "id": network.id,
        "name": network.name,
        "tenant_id": network.project_id,
        "project_id": network.project_id,
        "admin_state_up": network.admin_state_up,
        "mtu": network.mtu,
        "status": "ACTIVE",
        "subnets": list(network.subnets),
        "shared": network.shared,
        "router:external": network.external,
        "description": network.description,
        **_kept(network),
    }


def subnet_view(subnet: Subnet) -> View:
    """A subnet."""
    return {
        "id": subnet.id,
        "name": subnet.name,
        "tenant_id": subnet.project_id,
        "project_id": subnet.project_id,
        "network_id": subnet.network_id,
        "ip_version": subnet.ip_version,
        "cidr": subnet.cidr,
        "gateway_ip": subnet.gateway_ip,
        "allocation_pools": [{"start": pool.start, "end": pool.end} for pool in subnet.pools],
        "enable_dhcp": subnet.enable_dhcp,
        "dns_nameservers": list(subnet.dns_nameservers),
        "host_routes": [{"destination": to, "nexthop": by} for to, by in subnet.host_routes],
        "ipv6_ra_mode": subnet.ra_mode,
        "ipv6_address_mode": subnet.address_mode,
        "subnetpool_id": None,
        "description": subnet.description,
        **_kept(subnet),
    }


def port_view(port: Port, *, full: bool) -> View:
    """A port.

    :param full: with what only administrators are shown: where it is bound.
    """
    view = {
        "id": port.id,
        "name": port.name,
        "network_id": port.network_id,
        "tenant_id": port.project_id,
        "project_id": port.project_id,
        "mac_address": port.mac_address,
        "admin_state_up": port.admin_state_up,
        "status": port.status,
        "device_id": port.device_id,
        "device_owner": port.device_owner,
        "fixed_ips": [{"subnet_id": subnet, "ip_address": address} for subnet, address in port.fixed_ips],
        "security_groups": list(port.security_groups),
        "binding:vnic_type": port.vnic_type,
        "description": port.description,
        **_kept(port),
    }
    if full:
        view.update(_binding(port))
    return view


def group_view(group: SecurityGroup) -> View:
    """A security group with its rules."""
    return {
        "id": group.id,
        "name": group.name,
        "stateful": True,
        "tenant_id": group.project_id,
        "project_id": group.project_id,
        "description": group.description,
        "security_group_rules": rule_views(group, group.rules),
        **_kept(group),
    }


def rule_views(group: SecurityGroup, rules: Iterable[Rule]) -> list[View]:
    """Rules of a group."""
    return [rule_view(group, rule) for rule in rules]


def rule_view(group: SecurityGroup, rule: Rule) -> View:
    """A rule of a group."""
    return {
        "id": rule.id,
        "tenant_id": group.project_id,
        "project_id": group.project_id,
        "security_group_id": group.id,
        "direction": rule.direction,
        "ethertype": rule.ethertype,
        "protocol": rule.protocol,
        "port_range_min": rule.port_min,
        "port_range_max": rule.port_max,
        "remote_group_id": rule.remote_group,
        "remote_ip_prefix": rule.remote_prefix,
        "description": rule.description,
        "created_at": _date(rule.created),
        "updated_at": _date(rule.created),
        "revision_number": 0,
    }


def _binding(port: Port) -> View:
    bound = bool(port.host)
    return {
        "binding:host_id": port.host,
        "binding:profile": dict(port.profile),
        "binding:vif_type": "ovs" if bound else "unbound",
        "binding:vif_details": {"port_filter": True} if bound else {},
    }


def _kept(thing: Network | Subnet | Port | SecurityGroup) -> View:
    return {
        "created_at": _date(thing.created),
        "updated_at": _date(thing.updated),
        "revision_number": thing.revision,
    }


def _date(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
