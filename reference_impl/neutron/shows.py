"""What exchanges with neutron show: ports, the servers that they are for, and their addresses."""

from __future__ import annotations

from typing import Any

from ..http import NOTHING, Shows, Side, names, segment, text, texts

Found = dict[str, Any]
_ID = 2
"""Where a path has its id: `/v2.0/ports/{id}`."""


def _wanted_port(side: Side) -> Found:
    port = names(side.json, "port")
    return {**text("network_id", names(port, "network_id")), **_server(port)}


def _changed_port(side: Side) -> Found:
    return {**_port_id(side), **_server(names(side.json, "port"))}


def _port(side: Side) -> Found:
    port = names(side.json, "port")
    return {
        **text("port_id", names(port, "id")),
        **text("network_id", names(port, "network_id")),
        **_addresses(names(port, "fixed_ips")),
        **_server(port),
    }


def _server(port: Any) -> Found:
    """The server that a port is for; a port that is for none has an empty device."""
    device = names(port, "device_id")
    return text("instance_id", device) if device else {}


def _addresses(fixed_ips: Any) -> Found:
    return texts("fixed_ips", (names(each, "ip_address") for each in fixed_ips)) if isinstance(fixed_ips, list) else {}


def _port_id(side: Side) -> Found:
    return text("port_id", segment(side.path, _ID))


def _network_id(side: Side) -> Found:
    return text("network_id", segment(side.path, _ID))


def _network(side: Side) -> Found:
    return text("network_id", names(side.json, "network", "id"))


CREATE_PORT = Shows(_wanted_port, _port)
SHOW_PORT = Shows(_port_id, _port)
UPDATE_PORT = Shows(_changed_port, _port)
DELETE_PORT = Shows(_port_id)
SHOW_NETWORK = Shows(_network_id, _network)
LIST_NETWORKS = NOTHING
"""Which networks there are is no fact of a boot: `network_ids` are those that it asks for."""
