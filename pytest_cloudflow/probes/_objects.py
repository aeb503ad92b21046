"""Facts from the versioned objects that travel in rpc messages and versioned notifications.

An object is `{"nova_object.name": …, "nova_object.data": {…}}` (cinder's: `versioned_object.…`). Only what stands here
is ever read from one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import UNSET

from ._fields import items, known, mapping, number, text, texts

Found = dict[str, Any]
"""Fields of `Facts`; one that is not known is `UNSET` or left out."""

_PREFIXES = ("nova_object", "versioned_object")


def data(value: Any) -> Mapping[str, Any]:
    """The fields of an object; of a list object, `objects` holds its members."""
    outer = mapping(value)
    return next((mapping(outer[f"{p}.data"]) for p in _PREFIXES if f"{p}.data" in outer), {})


def members(value: Any) -> list[Mapping[str, Any]]:
    """The fields of each member of a list object, or of a plain list of objects."""
    return [data(each) for each in items(data(value).get("objects") if isinstance(value, dict) else value)]


def name(value: Any) -> str | None:
    """What kind of object it is."""
    outer = mapping(value)
    return next((known(outer[f"{p}.name"]) for p in _PREFIXES if f"{p}.name" in outer), None)


def flavor_facts(fields: Mapping[str, Any]) -> Found:
    """Of a `Flavor`: `disk_gb` is its root disk, as in the classic flow."""
    return {
        "flavor_id": text(fields.get("flavorid")),
        "vcpus": number(fields.get("vcpus")),
        "memory_mb": number(fields.get("memory_mb")),
        "disk_gb": number(fields.get("root_gb")),
    }


def instance_facts(fields: Mapping[str, Any]) -> Found:
    """Of an `Instance`. Its host stays out until it is set: before that it says nothing of where the instance goes."""
    found = shown(flavor_facts(fields) | flavor_facts(data(fields.get("flavor"))))
    return found | {
        "user_id": text(fields.get("user_id")),
        "project_id": text(fields.get("project_id")),
        "image_id": image(fields, "image_ref"),
        "host": text(fields.get("host")),
    }


def spec_facts(fields: Mapping[str, Any]) -> Found:
    """Of a `RequestSpec`."""
    of_image = data(fields.get("image"))
    return flavor_facts(data(fields.get("flavor"))) | {
        "user_id": text(fields.get("user_id")),
        "project_id": text(fields.get("project_id")),
        "image_id": image(of_image, "id"),
    }


def selection_facts(alternatives: Iterable[Mapping[str, Any]]) -> Found:
    """Of the `Selection`s for one instance: the first is the host, the others stand in for it."""
    hosts = [each.get("service_host") for each in alternatives]
    return {"host": text(hosts[0]), "hosts": texts(hosts)} if hosts else {}


def network_facts(value: Any) -> Found:
    """Of a `NetworkRequestList`: nova writes the choices `auto` and `none` as the id of a network."""
    if not isinstance(value, dict):
        return {}
    asked = members(value)
    networks = [each.get("network_id") for each in asked if not known(each.get("port_id"))]
    if networks == ["none"]:
        networks = []
    return {"network_ids": texts(networks), "port_ids": texts(each.get("port_id") for each in asked)}


def volume_facts(value: Any) -> Found:
    """Of a `BlockDeviceMappingList`: the volumes that existed before the boot."""
    if not isinstance(value, dict | list):
        return {}
    mappings = [each for each in members(value) if each.get("source_type") == "volume"]
    return {"volume_ids": texts(each.get("volume_id") for each in mappings)}


def mapping_facts(fields: Mapping[str, Any]) -> Found:
    """Of one `BlockDeviceMapping`, as it is saved."""
    found: Found = {
        "volume_id": text(fields.get("volume_id")),
        "attachment_id": text(fields.get("attachment_id")),
    }
    if fields.get("connection_info"):
        found["connection"] = True
    return found


def object_facts(value: Any) -> tuple[str | None, Found]:
    """The instance that an object belongs to, and what it shows."""
    fields = data(value)
    match name(value):
        case "Instance":
            return known(fields.get("uuid")), instance_facts(fields)
        case "BlockDeviceMapping":
            return known(fields.get("instance_uuid")), mapping_facts(fields)
        case "Flavor":
            return None, flavor_facts(fields)
        case "RequestSpec":
            return known(fields.get("instance_uuid")), spec_facts(fields)
    return known(fields.get("instance_uuid")), {}


def image(fields: Mapping[str, Any], key: str) -> Any:
    """The image under `key`: an instance that boots from a volume has an empty one, which is none."""
    if key not in fields:
        return UNSET
    return None if fields[key] in ("", None) else text(fields[key])


def shown(found: Found) -> Found:
    """What is known of it, so that what is not does not hide what another source knows."""
    return {key: value for key, value in found.items() if value is not UNSET}
