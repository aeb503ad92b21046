"""The way back: a server that is deleted gives back all that it had."""

from __future__ import annotations

from ...context import Context
from ..database import Fault, Instance
from ._build import domain_of
from ._parts import Parts
from ._taken import Taken


def remove(parts: Parts, ctx: Context, instance_id: str) -> None:
    """Takes an instance down. One that has something left which cannot be given back stays, in error."""
    instance = parts.conductor.instance(ctx, instance_id)
    kept = _holdings(parts, ctx, instance).give_back()
    if not kept:
        parts.conductor.destroy(ctx, instance_id)
        return
    fault = Fault(500, f"could not be deleted: {', '.join(kept)} could not be given back", parts.now())
    parts.conductor.update(ctx, instance_id, vm_state="error", task_state=None, fault=fault)


def _holdings(parts: Parts, ctx: Context, instance: Instance) -> Taken:
    """What it holds, in the order in which it was taken."""
    taken = Taken()
    if instance.launched is None:  # it never ran: its build has given back what it had taken
        return taken
    taken.note(f"its share of host {parts.host}", lambda: parts.conductor.give_back(ctx, instance, parts.host))
    for vif in instance.vifs:
        taken.note(f"port {vif.port_id}", lambda vif=vif: parts.networks.release(ctx, vif))  # type: ignore[misc]
    for device in instance.block_devices:
        taken.note(
            f"the attachment of volume {device.volume_id}",
            lambda device=device: parts.volumes.detach(ctx, device.attachment_id),  # type: ignore[misc]
        )
    domain = domain_of(instance, instance.vifs, instance.block_devices)
    taken.note(f"domain {domain.name}", lambda: parts.hypervisor.destroy(ctx, domain))
    return taken
