"""How an instance and a flavor look to a client, by the microversion that it wants and by who asks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from ...http import Request
from ..database import Flavor, Instance, Vif
from .parts import is_admin
from .versions import minor

_STATUSES = MappingProxyType({
    "building": "BUILD",
    "active": "ACTIVE",
    "stopped": "SHUTOFF",
    "error": "ERROR",
    "deleted": "DELETED",
})  # fmt: skip
_POWER_STATES = MappingProxyType({"nostate": 0, "running": 1, "paused": 3, "shutdown": 4, "crashed": 6})
SECURITY_GROUPS = ({"name": "default"},)


@dataclass(frozen=True, slots=True)
class Eye:
    """For whom something is shown.

    :param prefix: where the client reached nova-api, as `http://nova.cloud`.
    :param minor: the microversion wanted.
    """

    prefix: str
    minor: int
    admin: bool

    @classmethod
    def of(cls, req: Request) -> Eye:
        """Whoever sent a request."""
        return cls(req.prefix, minor(req), is_admin(req.ctx))


def iso(time: float) -> str:
    """As `2026-10-09T08:53:20Z`."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def micro(time: float | None) -> str | None:
    """As `2026-10-09T08:53:20.000000`, in UTC without saying so: nova's other way to write times."""
    return None if time is None else datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def links(eye: Eye, kind: str, thing_id: str) -> list[dict[str, str]]:
    """Where a thing is, with the version and without."""
    return [
        {"rel": "self", "href": f"{eye.prefix}/v2.1/{kind}/{thing_id}"},
        {"rel": "bookmark", "href": f"{eye.prefix}/{kind}/{thing_id}"},
    ]


def status(instance: Instance) -> str:
    """The one word that users read."""
    return _STATUSES.get(instance.vm_state, "UNKNOWN")


def host_id(instance: Instance, host: str | None = None) -> str:
    """Tells a project its hosts apart and not which they are; empty where there is none."""
    name = host or instance.host
    return hashlib.sha224(f"{instance.project_id}{name}".encode()).hexdigest() if name else ""


def brief(eye: Eye, instance: Instance) -> dict[str, Any]:
    """A server in a list without details."""
    return {"id": instance.id, "name": instance.name, "links": links(eye, "servers", instance.id)}


def server(eye: Eye, instance: Instance) -> dict[str, Any]:
    """A server with all that is known of it."""
    shown = {
        **brief(eye, instance),
        "status": status(instance),
        "tenant_id": instance.project_id,
        "user_id": instance.user_id,
        "metadata": dict(instance.metadata),
        "hostId": host_id(instance),
        "image": _image(eye, instance),
        "flavor": _own_flavor(eye, instance.flavor),
        "created": iso(instance.created),
        "updated": iso(instance.updated),
        "addresses": addresses(instance, extended=True),
        "accessIPv4": "",
        "accessIPv6": "",
        "OS-DCF:diskConfig": "MANUAL",
        "OS-EXT-AZ:availability_zone": instance.availability_zone if instance.host else "",
        "config_drive": "",
        "key_name": None,
        "OS-SRV-USG:launched_at": micro(instance.launched),
        "OS-SRV-USG:terminated_at": None,
        "security_groups": list(SECURITY_GROUPS),
        "OS-EXT-STS:task_state": instance.task_state,
        "OS-EXT-STS:vm_state": instance.vm_state,
        "OS-EXT-STS:power_state": _POWER_STATES.get(instance.power_state, 0),
        "os-extended-volumes:volumes_attached": _volumes(eye, instance),
    }
    _add_progress(shown, instance)
    _add_since(eye, shown, instance)
    if eye.admin:
        _add_for_admins(eye, shown, instance)
    return shown


def addresses(instance: Instance, *, extended: bool = False) -> dict[str, list[dict[str, Any]]]:
    """All addresses, by the name of their network; extended by what they are and whose."""
    found: dict[str, list[dict[str, Any]]] = {}
    for vif in instance.vifs:
        found.setdefault(vif.network_name, []).extend(_address(vif, ip, extended) for ip in vif.fixed_ips)
    return found


def _address(vif: Vif, ip: str, extended: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {"version": 6 if ":" in ip else 4, "addr": ip}
    if extended:
        plain.update({"OS-EXT-IPS:type": "fixed", "OS-EXT-IPS-MAC:mac_addr": vif.mac})
    return plain


def flavor(eye: Eye, flavor: Flavor) -> dict[str, Any]:
    """A flavor with its size: `ram` in MiB, `disk` in GiB."""
    shown: dict[str, Any] = {
        "id": flavor.id,
        "name": flavor.name,
        "ram": flavor.memory_mb,
        "disk": flavor.disk_gb,
        "vcpus": flavor.vcpus,
        "swap": 0 if eye.minor >= 75 else "",
        "OS-FLV-EXT-DATA:ephemeral": 0,
        "OS-FLV-DISABLED:disabled": False,
        "os-flavor-access:is_public": True,
        "rxtx_factor": 1.0,
        "links": links(eye, "flavors", flavor.id),
    }
    if eye.minor >= 55:
        shown["description"] = None
    if eye.minor >= 61:
        shown["extra_specs"] = {}
    return shown


def _own_flavor(eye: Eye, flavor: Flavor) -> dict[str, Any]:
    """A server's flavor: since 2.47 what it is, before where it is."""
    if eye.minor < 47:
        return {"id": flavor.id, "links": links(eye, "flavors", flavor.id)[1:]}
    return {
        "vcpus": flavor.vcpus,
        "ram": flavor.memory_mb,
        "disk": flavor.disk_gb,
        "ephemeral": 0,
        "swap": 0,
        "original_name": flavor.name,
        "extra_specs": {},
    }


def _image(eye: Eye, instance: Instance) -> dict[str, Any] | str:
    """Empty text where the server booted from a volume."""
    if instance.image_id is None:
        return ""
    return {"id": instance.image_id, "links": links(eye, "images", instance.image_id)[1:]}


def _volumes(eye: Eye, instance: Instance) -> list[dict[str, Any]]:
    more = {"delete_on_termination": False} if eye.minor >= 3 else {}
    return [{"id": device.volume_id, **more} for device in instance.block_devices]


def _add_progress(shown: dict[str, Any], instance: Instance) -> None:
    if instance.vm_state in ("building", "active"):
        shown["progress"] = 0
    if instance.vm_state in ("error", "deleted") and instance.fault is not None:
        fault = instance.fault
        shown["fault"] = {"code": fault.code, "created": iso(fault.created), "message": fault.message}


def _add_since(eye: Eye, shown: dict[str, Any], instance: Instance) -> None:
    """What came with a microversion."""
    since: dict[int, dict[str, Any]] = {
        9: {"locked": False},
        19: {"description": instance.description},
        26: {"tags": list(instance.tags)},
        63: {"trusted_image_certificates": None},
        71: {"server_groups": []},
        73: {"locked_reason": None},
        90: {"OS-EXT-SRV-ATTR:hostname": _hostname(instance)},
        96: {"pinned_availability_zone": None},
    }
    for number, fields in since.items():
        if eye.minor >= number:
            shown.update(fields)


def _add_for_admins(eye: Eye, shown: dict[str, Any], instance: Instance) -> None:
    own = "OS-EXT-SRV-ATTR:"
    shown[f"{own}host"] = instance.host
    shown[f"{own}hypervisor_hostname"] = instance.host
    shown[f"{own}instance_name"] = f"instance-{instance.id}"
    if eye.minor >= 3:
        shown[f"{own}reservation_id"] = None
        shown[f"{own}launch_index"] = 0
        shown[f"{own}hostname"] = _hostname(instance)
        shown[f"{own}kernel_id"] = ""
        shown[f"{own}ramdisk_id"] = ""
        shown[f"{own}root_device_name"] = "/dev/vda"
        shown[f"{own}user_data"] = None
    if eye.minor >= 16:
        shown["host_status"] = "UP" if instance.host else ""


def _hostname(instance: Instance) -> str:
    """The name, as far as hosts may be called so."""
    plain = "".join(each if each.isascii() and each.isalnum() else "-" for each in instance.name.lower())
    return plain.strip("-")[:63] or f"server-{instance.id}"
