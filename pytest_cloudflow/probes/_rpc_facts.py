"""Facts of an rpc message: of a call from where its method keeps them, of a reply by what it answers."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from ..trace._events import Facts
from ._fields import failure, items, known, mapping, text, texts
from ._objects import (
    Found,
    data,
    instance_facts,
    members,
    name,
    network_facts,
    object_facts,
    selection_facts,
    shown,
    spec_facts,
    volume_facts,
)  # fmt: skip
from ._oslo import Call, Reply

_BY_INSTANCE = ("InstanceAction", "InstanceActionEvent")
"""Objects whose class methods take the instance's id first."""


def call_facts(call: Call) -> tuple[str | None, Facts]:
    """The instance that a call, cast or fanout is about, if it is one, and what it shows."""
    instances, found = _on_object(call) if call.on_object else _plain(call)
    ids = list(dict.fromkeys(each for each in instances if each))
    if len(ids) > 1:
        found = {"instance_ids": texts(ids)} | {k: v for k, v in found.items() if k in ("user_id", "project_id")}
    return (ids[0] if len(ids) == 1 else None), Facts(**found)


def reply_facts(call: Call | None, reply: Reply) -> Facts:
    """What a reply shows; `call` is what it answers, if that was seen."""
    if reply.failure is not None:
        said = failure(reply.failure.get("class"), reply.failure.get("message"))
        return Facts(failure=said)
    if call is None:
        return Facts()
    if call.method == "select_destinations":
        chosen = items(reply.result)
        return Facts(**selection_facts(members(chosen[0]))) if len(chosen) == 1 else Facts()
    if call.method == "attachment_update":
        return Facts(connection=bool(mapping(reply.result)))
    return Facts(**object_facts(reply.result)[1]) if call.on_object else Facts()


def _plain(call: Call) -> tuple[list[str | None], Found]:
    args = call.args
    if call.method.startswith("attachment_"):
        return [], _attachment(args)
    instances = [data(each) for each in (args.get("instance"), *items(args.get("instances")))]
    instances += [data(each.get("instance")) for each in members(items(args.get("build_requests")))]
    ids = [known(each.get("uuid")) for each in instances] + [known(each) for each in items(args.get("instance_uuids"))]
    if not any(ids):
        ids = [known(args.get("instance_uuid"))]
    found: Found = {}
    for spec in (args.get("spec_obj"), args.get("request_spec"), *items(args.get("request_specs"))[:1]):
        found |= shown(spec_facts(data(spec)))
    for instance in instances[:1] if instances[0] else instances[1:2]:
        found |= shown(instance_facts(instance))
    found |= network_facts(args.get("requested_networks"))
    for key in ("block_device_mapping", "block_device_mapping_v2"):
        found |= volume_facts(_first_list(args.get(key)))
    return ids, found


def _first_list(value: Any) -> Any:
    """`schedule_and_build_instances` has one list object for each instance."""
    held = items(value)
    return held[0] if held and name(held[0]) == "BlockDeviceMappingList" else value


def _attachment(args: Any) -> Found:
    return {
        "attachment_id": text(args.get("attachment_id")),
        "volume_id": text(data(args.get("vref")).get("id")),
        "host": text(mapping(args.get("connector")).get("host")),
    }


def _on_object(call: Call) -> tuple[list[str | None], Found]:
    args, kwargs = call.args, mapping(call.args.get("kwargs"))
    if "objinst" in args:
        instance, found = object_facts(args["objinst"])
        return [instance], found
    first = next(iter(items(args.get("args"))), None)
    about_instance = args.get("objname") in _BY_INSTANCE or "instance_uuid" in str(args.get("objmethod"))
    instance = known(kwargs.get("instance_uuid")) or (known(first) if about_instance else None)
    return [instance], {"host": text(kwargs.get("host")) if about_instance else UNSET}
