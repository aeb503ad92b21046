"""What exchanges with nova-api show, whoever tells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...http import Shows, Side, names, segment, text, texts
from ...http.facts import Found
from .asked import flavor_ref, items_of


def _boot_asked(side: Side) -> Found:
    """What the server is asked to have; `image_id` is none where it boots from a volume."""
    server = names(side.json, "server")
    if not isinstance(server, Mapping):
        return {}
    found: Found = {**_image(server), **_networks(server.get("networks"))}
    found.update(texts("volume_ids", (each.get("uuid") for each in _volumes(server))))
    flavor = server.get("flavorRef")
    return {**found, **text("flavor_id", flavor_ref(flavor) if isinstance(flavor, str) else flavor)}


def _image(server: Mapping[str, Any]) -> Found:
    if server.get("imageRef"):
        return text("image_id", server["imageRef"])
    return {"image_id": None} if any(str(each.get("boot_index")) == "0" for each in _volumes(server)) else {}


def _volumes(server: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [each for each in items_of(server.get("block_device_mapping_v2")) if each.get("source_type") == "volume"]


def _networks(asked: Any) -> Found:
    if isinstance(asked, str):
        return {"network_ids": [asked] if asked == "auto" else [], "port_ids": []}
    if not isinstance(asked, list):
        return {}
    entries = items_of(asked)
    ports = [each["port"] for each in entries if each.get("port") is not None]
    networks = [each.get("uuid") for each in entries if each.get("port") is None]
    return {**texts("network_ids", networks), **texts("port_ids", ports)}


def _booted(side: Side) -> Found:
    return text("instance_id", names(side.json, "server", "id"))


def _instance(side: Side) -> Found:
    """The server that the path names."""
    return text("instance_id", segment(side.path, 2))


def _shown(side: Side) -> Found:
    """The server with all its addresses."""
    networks = names(side.json, "server", "addresses")
    if not isinstance(networks, Mapping):
        return _booted(side)
    addresses = [each.get("addr") for listed in networks.values() for each in items_of(listed)]
    return {**_booted(side), **texts("fixed_ips", addresses)}


def _attached(side: Side) -> Found:
    return {**_instance(side), **text("volume_id", names(side.json, "volumeAttachment", "volumeId"))}


def _detached(side: Side) -> Found:
    return {**_instance(side), **text("volume_id", segment(side.path, 4))}


BOOT = Shows(_boot_asked, _booted)
"""`POST /v2.1/servers`: steps 3 to 8 go on under it."""
SHOW_SERVER = Shows(_instance, _shown)
"""`GET /v2.1/servers/{id}`."""
DELETE_SERVER = Shows(_instance)
"""`DELETE /v2.1/servers/{id}`, and whatever else is about one server."""
OF_SERVER = Shows(_instance)
"""Any exchange about one server, which its path names."""
ATTACH_VOLUME = Shows(_attached, _attached)
"""`POST /v2.1/servers/{id}/os-volume_attachments`."""
DETACH_VOLUME = Shows(_detached)
"""`DELETE /v2.1/servers/{id}/os-volume_attachments/{volume}`."""
