"""Before nova-api enters an instance, it asks glance, neutron and cinder about all that the request names.

It asks with the user's own token, so what is there is what the user may use. Only an answer decides: a service that
cannot be reached, or cannot serve, says nothing about the image, network or volume, and nova-compute will ask it again
when it is needed, and fail there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...context import Context
from ...http import BadAnswer, Client, Fault, Unreachable, names
from ..database import AUTO
from .asked import Asked

Thing = Mapping[str, Any]
_GONE = (400, 403, 404)


def networks_for(http: Client, ctx: Context, asked: Asked) -> tuple[str, ...]:
    """Sees that all is there that the request names, and gives the networks to use.

    :raises Fault: 400 or 409, in nova's words.
    """
    if asked.image_id is not None:
        _check_image(http, ctx, asked.image_id)
    for volume_id in asked.volumes:
        _check_volume(http, ctx, volume_id, boot=asked.image_id is None and volume_id == asked.volumes[0])
    for port_id in asked.ports:
        _check_port(http, ctx, port_id)
    return _networks(http, ctx, asked.networks)


def available_volume(http: Client, ctx: Context, volume_id: str, missing: Fault) -> Thing | None:
    """The volume, if it is free to be attached; `None` where cinder cannot say.

    :param missing: what is raised where it is not there.
    :raises Fault: 400, it is in use.
    """
    volume = _asked(http, ctx, "cinder-api", f"/v3/volumes/{volume_id}", missing, "volume")
    if volume is not None and volume.get("status") != "available":
        raise Fault(
            400,
            f"Invalid volume: volume '{volume_id}' status must be 'available'. Currently in '{volume.get('status')}'",
        )
    return volume


def _check_image(http: Client, ctx: Context, image_id: str) -> None:
    missing = Fault(400, f"Image {image_id} could not be found.")
    image = _asked(http, ctx, "glance-api", f"/v2/images/{image_id}", missing)
    if image is not None and image.get("status") != "active":
        raise Fault(400, f"Image {image_id} is not active.")


def _check_volume(http: Client, ctx: Context, volume_id: str, *, boot: bool) -> None:
    missing = Fault(400, f"Block Device Mapping is Invalid: failed to get volume {volume_id}.")
    volume = available_volume(http, ctx, volume_id, missing)
    if boot and volume is not None and volume.get("bootable") == "false":
        raise Fault(400, f"Block Device {volume_id} is not bootable.")


def _check_port(http: Client, ctx: Context, port_id: str) -> None:
    missing = Fault(400, f"Port id {port_id} could not be found.")
    port = _asked(http, ctx, "neutron-server", f"/v2.0/ports/{port_id}", missing, "port")
    if port is None:
        return
    if port.get("device_id"):
        raise Fault(409, f"Port {port_id} is still in use.")
    if port.get("fixed_ips") == []:
        raise Fault(400, f"Port {port_id} requires a FixedIP in order to be used.")


def _networks(http: Client, ctx: Context, networks: tuple[str, ...] | None) -> tuple[str, ...]:
    if networks is None:
        return _only_network(http, ctx)
    if networks == (AUTO,):
        _check_some(http, ctx)
        return networks
    for network_id in dict.fromkeys(networks):
        _check_network(http, ctx, network_id)
    return networks


def _check_network(http: Client, ctx: Context, network_id: str) -> None:
    missing = Fault(400, f"Network {network_id} could not be found.")
    network = _asked(http, ctx, "neutron-server", f"/v2.0/networks/{network_id}", missing, "network")
    if network is not None and network.get("subnets") == []:
        raise Fault(400, f"Network {network_id} requires a subnet in order to boot instances on.")


def _check_some(http: Client, ctx: Context) -> None:
    if _usable(http, ctx) == []:
        raise Fault(400, f"Unable to automatically allocate a network for project {ctx.project_id}")


def _only_network(http: Client, ctx: Context) -> tuple[str, ...]:
    """What older clients mean that name none: the only network there is, if there is one."""
    found = _usable(http, ctx)
    if found is None:
        return (AUTO,)
    if len(found) > 1:
        raise Fault(
            409,
            "Multiple possible networks found, use a Network ID to be more specific.",
        )
    return tuple(str(network["id"]) for network in found)


def _usable(http: Client, ctx: Context) -> list[Thing] | None:
    """The networks that the project may use: its own and shared ones; `None` where neutron cannot say."""
    body = _asked(http, ctx, "neutron-server", "/v2.0/networks", None)
    listed = names(body, "networks")
    if not isinstance(listed, list):
        return None
    return [each for each in listed if each.get("shared") or each.get("project_id") == ctx.project_id]


def _asked(
    http: Client, ctx: Context, service: str, path: str, missing: Fault | None, key: str | None = None
) -> Thing | None:
    """What a service has at a path, in its envelope `key`; `None` where it cannot say."""
    try:
        response = http.request(ctx, "GET", service, path)
    except (Unreachable, BadAnswer):
        return None  # it has been told as what it is; nova-compute will ask again
    if response.status in _GONE and missing is not None:
        raise missing
    if response.status != 200:
        return None
    thing = response.json if key is None else names(response.json, key)
    return thing if isinstance(thing, Mapping) else None
