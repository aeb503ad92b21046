"""`/os-hypervisors`, `/os-services` and `/os-availability-zone`: where servers may run. For administrators."""

from __future__ import annotations

import uuid
from typing import Any

import falcon

from ....http import Fault, Fields, Request
from ...database import ComputeNode, NotFound
from ..asked import ZONE
from ..parts import NAME, Parts, admins, readers
from ..versions import minor, versioned
from ..views import micro

BINARY = "nova-compute"
_IDS = uuid.UUID("6f0a7c7e-53d3-4a6b-8c57-0d5d5b2a7a11")
"""From a host's name and this, the ids of its hypervisor and its service follow."""


@versioned
class Hypervisors:
    """`/os-hypervisors`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists hypervisors by name."""
        resp.media = {"hypervisors": [_brief(req, place, node) for place, node in self._nodes(req)]}

    def on_get_detail(self, req: Request, resp: falcon.Response) -> None:
        """`detail`: with what they have and what is used."""
        resp.media = {"hypervisors": [_detail(req, place, node) for place, node in self._nodes(req)]}

    def on_get_one(self, req: Request, resp: falcon.Response, hypervisor_id: str) -> None:
        """`/{id}`: one of them."""
        for place, node in self._nodes(req):
            if hypervisor_id == str(_id_of(req, place, node, "hypervisor")):
                resp.media = {"hypervisor": _detail(req, place, node)}
                return
        raise Fault(404, f"Hypervisor with ID '{hypervisor_id}' could not be found.")

    def _nodes(self, req: Request) -> list[tuple[int, ComputeNode]]:
        """The hosts whose name holds what the query asks for, numbered."""
        admins(req.ctx, "os-hypervisors:list")
        wanted = req.get_param("hypervisor_hostname_pattern", default="")
        nodes = self._parts.database.hosts(req.ctx, NAME)
        return [(place, node) for place, node in enumerate(nodes, 1) if wanted in node.host]


@versioned
class Services:
    """`/os-services`: the nova-compute of each host."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists services."""
        admins(req.ctx, "os-services:list")
        reasons = self._parts.database.disabled_reasons()
        asked = (req.get_param("host"), req.get_param("binary"))
        listed = [
            self._service(req, place, node, reasons.get(node.host))
            for place, node in self._nodes(req)
            if asked[0] in (None, node.host) and asked[1] in (None, BINARY)
        ]
        resp.media = {"services": listed}

    def on_put_one(self, req: Request, resp: falcon.Response, service_id: str) -> None:
        """`/{id}`, since 2.53: lets servers be scheduled to the host, or no longer. Before, `/enable` and the like."""
        admins(req.ctx, "os-services:update")
        if minor(req) < 53:
            self._put_by_name(req, resp, service_id)
            return
        place, node = self._found(req, service_id)
        status, reason = _status(req.fields)
        self._parts.database.enable_host(node.host, enabled=status == "enabled", reason=reason)
        [changed] = [each for each in self._parts.database.hosts(req.ctx, NAME) if each.host == node.host]
        resp.media = {"service": self._service(req, place, changed, reason if status == "disabled" else None)}

    def _put_by_name(self, req: Request, resp: falcon.Response, action: str) -> None:
        if action not in ("enable", "disable", "disable-log-reason"):
            raise Fault(404, "Unknown action")
        host, binary = req.fields.text("host"), req.fields.text("binary")
        reason = req.fields.text("disabled_reason") if action == "disable-log-reason" else None
        if binary != BINARY:
            raise _no_host(host)
        try:
            self._parts.database.enable_host(host, enabled=action == "enable", reason=reason)
        except NotFound:
            raise _no_host(host) from None
        service = {"host": host, "binary": binary, "status": "enabled" if action == "enable" else "disabled"}
        resp.media = {"service": {**service, "disabled_reason": reason} if reason else service}

    def _found(self, req: Request, service_id: str) -> tuple[int, ComputeNode]:
        for place, node in self._nodes(req):
            if service_id == str(_id_of(req, place, node, "service")):
                return place, node
        raise Fault(404, f"Service {service_id} could not be found.")

    def _nodes(self, req: Request) -> list[tuple[int, ComputeNode]]:
        return list(enumerate(self._parts.database.hosts(req.ctx, NAME), 1))

    def _service(self, req: Request, place: int, node: ComputeNode, reason: str | None) -> dict[str, Any]:
        service = {
            "id": _id_of(req, place, node, "service"),
            "binary": BINARY,
            "host": node.host,
            "zone": ZONE,
            "status": "enabled" if node.enabled else "disabled",
            "state": "up",
            "updated_at": micro(self._parts.world.now()),
            "disabled_reason": reason,
        }
        return {**service, "forced_down": False} if minor(req) >= 11 else service


@versioned
class Zones:
    """`/os-availability-zone`: there is one."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists zones by name, for everybody."""
        readers(req.ctx, "os-availability-zone:list")
        resp.media = _zones(None)

    def on_get_detail(self, req: Request, resp: falcon.Response) -> None:
        """`detail`: with their hosts, for administrators."""
        admins(req.ctx, "os-availability-zone:detail")
        now = micro(self._parts.world.now())
        nodes = self._parts.database.hosts(req.ctx, NAME)
        resp.media = _zones({
            node.host: {BINARY: {"active": node.enabled, "available": True, "updated_at": now}} for node in nodes
        })  # fmt: skip


def _zones(hosts: dict[str, Any] | None) -> dict[str, Any]:
    return {"availabilityZoneInfo": [{"zoneName": ZONE, "zoneState": {"available": True}, "hosts": hosts}]}


def _status(asked: Fields) -> tuple[str, str | None]:
    status, reason = asked.text("status"), asked.maybe_text("disabled_reason")
    if status not in ("enabled", "disabled"):
        raise Fault(400, "Invalid input for field/attribute status: is not one of ['enabled', 'disabled'].")
    if reason is not None and status == "enabled":
        raise Fault(400, "Specifying 'disabled_reason' when status is 'enabled' is invalid.")
    return status, reason


def _no_host(host: str) -> Fault:
    return Fault(404, f"Host {host} could not be found.")


def _id_of(req: Request, place: int, node: ComputeNode, what: str) -> str | int:
    """Since 2.53 a uuid, before a number."""
    return str(uuid.uuid5(_IDS, f"{what} {node.host}")) if minor(req) >= 53 else place


def _brief(req: Request, place: int, node: ComputeNode) -> dict[str, Any]:
    return {
        "id": _id_of(req, place, node, "hypervisor"),
        "hypervisor_hostname": node.host,
        "state": "up",
        "status": "enabled" if node.enabled else "disabled",
    }


def _detail(req: Request, place: int, node: ComputeNode) -> dict[str, Any]:
    service = {"id": _id_of(req, place, node, "service"), "host": node.host, "disabled_reason": None}
    shown = {
        **_brief(req, place, node),
        "host_ip": "127.0.0.1",
        "hypervisor_type": "QEMU",
        "hypervisor_version": 10_000_000,
        "service": service,
    }
    return shown if minor(req) >= 88 else {**shown, **_resources(node)}


def _resources(node: ComputeNode) -> dict[str, Any]:
    """What a hypervisor said of itself until placement took that over, in 2.88."""
    return {
        "cpu_info": {},
        "current_workload": 0,
        "running_vms": 0,
        "vcpus": node.vcpus,
        "vcpus_used": node.vcpus_used,
        "memory_mb": node.memory_mb,
        "memory_mb_used": node.memory_mb_used,
        "free_ram_mb": node.free_memory_mb,
        "local_gb": node.disk_gb,
        "local_gb_used": node.disk_gb_used,
        "free_disk_gb": node.free_disk_gb,
        "disk_available_least": node.free_disk_gb,
    }
