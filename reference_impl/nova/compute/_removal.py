"""The way back: a server that is deleted gives back all that it had."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from ...context import Context
from ...hypervisor import NoSuchDomain
from ...messaging import RemoteError
from ..database import BlockDevice, Fault, Instance, Vif
from ._build import domain_of
from ._parts import Parts
from ._taken import Taken

_SHARE, _DOMAIN = "its share of the host", "its domain"
_log = logging.getLogger(__name__)


def remove(parts: Parts, ctx: Context, instance_id: str) -> None:
    """Takes an instance down. One that has something left which cannot be given back stays, in error, with that."""
    try:
        instance = parts.conductor.instance(ctx, instance_id)
    except RemoteError as error:
        if error.class_name != "NotFound":
            raise
        return  # somebody else has taken it down
    kept = frozenset(_holdings(parts, ctx, instance).give_back())
    if not kept:
        parts.conductor.destroy(ctx, instance_id)
        return
    fault = Fault(500, f"could not be deleted: {', '.join(sorted(kept))} could not be given back", parts.now())
    left: dict[str, Any] = {
        "vifs": tuple(vif for vif in instance.vifs if _port(vif) in kept),
        "block_devices": tuple(device for device in instance.block_devices if _attachment(device) in kept),
        "launched": instance.launched if {_DOMAIN, _SHARE} & kept else None,
    }
    parts.conductor.update(ctx, instance_id, vm_state="error", task_state=None, fault=fault, **left)


def _holdings(parts: Parts, ctx: Context, instance: Instance) -> Taken:
    """What it holds, in the order in which it was taken. One that never ran has neither domain nor share.

    Where it failed because somebody did not answer, only who was asked knows what it has.
    """
    taken = Taken()
    if instance.vm_state == "error" and instance.launched is None:
        taken.note("what ports it may have", lambda: parts.networks.clear(ctx, instance.id, instance.ports))
        taken.note("what attachments it may have", lambda: parts.volumes.clear(ctx, instance.id))
    if instance.launched is not None:
        taken.note(_SHARE, lambda: parts.conductor.give_back(ctx, instance, parts.host))
    for vif in instance.vifs:
        taken.note(_port(vif), partial(parts.networks.release, ctx, vif))
    for device in instance.block_devices:
        taken.note(_attachment(device), partial(parts.volumes.detach, ctx, device.attachment_id))
    if instance.launched is not None:
        taken.note(_DOMAIN, lambda: _destroy(parts, ctx, instance))
    return taken


def _destroy(parts: Parts, ctx: Context, instance: Instance) -> None:
    try:
        parts.hypervisor.destroy(ctx, domain_of(instance, instance.vifs, instance.block_devices))
    except NoSuchDomain as gone:
        _log.info("instance %s: %s", instance.id, gone)


def _port(vif: Vif) -> str:
    return f"port {vif.port_id}"


def _attachment(device: BlockDevice) -> str:
    return f"the attachment of volume {device.volume_id}"
