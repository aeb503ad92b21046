"""Facts of a port, as neutron's API and its notifications both write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._fields import items, known, mapping, text, texts
from ._objects import Found


def port_facts(port: Mapping[str, Any]) -> tuple[str | None, Found]:
    """The instance that a port is for, and what the port shows."""
    found: Found = {
        "port_id": text(port.get("id")),
        "network_id": text(port.get("network_id")),
        "project_id": text(port.get("tenant_id", port.get("project_id"))),
        "host": text(port.get("binding:host_id")),
    }
    addresses = [mapping(each).get("ip_address") for each in items(port.get("fixed_ips"))]
    if any(addresses) or port.get("fixed_ips") == []:
        found["fixed_ips"] = texts(addresses)
    return known(port.get("device_id")), found
