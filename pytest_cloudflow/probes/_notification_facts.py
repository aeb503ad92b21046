"""Facts of a notification: what it is about, by where its format keeps that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from ..trace._events import Facts
from ._fields import failure, items, known, mapping, text, texts
from ._objects import Found, data, flavor_facts, image, members, spec_facts
from ._oslo import Notification
from ._ports import port_facts


def notification_facts(message: Notification) -> tuple[str | None, Facts]:
    """The instance that a notification is about, if it is one, and what it shows."""
    payload = message.payload
    fields = data(payload)
    if fields:
        instance, found = _versioned(fields)
    elif message.event_type.startswith("port."):
        instance, found = port_facts(mapping(payload.get("port")))
    else:
        instance, found = _unversioned(payload)
    return instance, Facts(**found)


def _versioned(fields: Mapping[str, Any]) -> tuple[str | None, Found]:
    if "request_spec" in fields:
        spec = data(fields["request_spec"])
        instance = known(fields.get("instance_uuid")) or known(spec.get("instance_uuid"))
        return instance, spec_facts(spec) | _failed(fields.get("reason"))
    instance = known(fields.get("uuid")) or known(fields.get("instance_uuid"))
    found = flavor_facts(data(fields.get("flavor"))) | _owner(fields) | _failed(fields.get("fault"))
    found |= {"image_id": image(fields, "image_uuid"), "host": text(fields.get("host"))}
    if isinstance(fields.get("ip_addresses"), list):
        found["fixed_ips"] = texts(each.get("address") for each in members(fields["ip_addresses"]))
    if isinstance(fields.get("block_devices"), list):
        found["volume_ids"] = texts(each.get("volume_id") for each in members(fields["block_devices"]))
    return instance, found


def _unversioned(payload: Mapping[str, Any]) -> tuple[str | None, Found]:
    properties = mapping(mapping(payload.get("request_spec")).get("instance_properties"))
    instance = known(payload.get("instance_id")) or known(payload.get("instance_uuid")) or known(properties.get("uuid"))
    found = _owner(payload) | {"host": text(payload.get("host")), "volume_id": text(payload.get("volume_id"))}
    addresses = payload.get("fixed_ips")
    if isinstance(addresses, list):
        found["fixed_ips"] = texts(mapping(each).get("address") for each in items(addresses))
    return instance, found


def _owner(fields: Mapping[str, Any]) -> Found:
    return {"user_id": text(fields.get("user_id")), "project_id": text(fields.get("tenant_id"))}


def _failed(value: Any) -> Found:
    """An `ExceptionPayload`, where there is one."""
    fields = data(value)
    return {"failure": failure(fields.get("exception"), fields.get("exception_message")) if fields else UNSET}
