"""`/servers/{id}/os-volume_attachments`: the volumes of a server. Its host attaches and detaches them."""

from __future__ import annotations

from typing import Any

import falcon
import msgspec

from .... import messaging
from ....context import Context
from ....http import Fault, Request
from ...database import BlockDevice, Instance
from ..neighbours import available_volume
from ..parts import Parts, instance_of, members, readers
from ..versions import minor, versioned


@versioned
class Attachments:
    """`/servers/{id}/os-volume_attachments`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get(self, req: Request, resp: falcon.Response, instance_id: str) -> None:
        """Lists the volumes that are attached."""
        readers(req.ctx, "os-volumes-attachments:index")
        instance = instance_of(self._parts, req.ctx, instance_id)
        resp.media = {"volumeAttachments": [_shown(req, instance, device) for device in instance.block_devices]}

    def on_post(self, req: Request, resp: falcon.Response, instance_id: str) -> None:
        """Attaches a volume, and answers when that is done."""
        members(req.ctx, "os-volumes-attachments:create")
        volume_id = req.fields.object("volumeAttachment").text("volumeId")
        instance = instance_of(self._parts, req.ctx, instance_id)
        host = _host(instance, "attach_volume")
        missing = Fault(404, f"Volume {volume_id} could not be found.")
        available_volume(self._parts.http, req.ctx, volume_id, missing)
        self._parts.database.start_action(req.ctx, instance_id, "attach_volume")
        device = _attach(self._parts, req.ctx, host, instance_id, volume_id)
        resp.media = {"volumeAttachment": _attachment(req, instance, device)}


@versioned
class Attachment:
    """`/servers/{id}/os-volume_attachments/{volume}`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get(self, req: Request, resp: falcon.Response, instance_id: str, volume_id: str) -> None:
        """Shows how a volume is attached."""
        readers(req.ctx, "os-volumes-attachments:show")
        instance = instance_of(self._parts, req.ctx, instance_id)
        resp.media = {"volumeAttachment": _shown(req, instance, _device(instance, volume_id))}

    def on_delete(self, req: Request, resp: falcon.Response, instance_id: str, volume_id: str) -> None:
        """Has a volume detached; 202, for its host has yet to do it."""
        members(req.ctx, "os-volumes-attachments:delete")
        instance = instance_of(self._parts, req.ctx, instance_id)
        if _device(instance, volume_id).boot:
            raise Fault(403, "Cannot detach a root device volume")
        host = _host(instance, "detach_volume")
        self._parts.database.start_action(req.ctx, instance_id, "detach_volume")
        self._parts.rpc.cast(
            req.ctx, "compute", "detach_volume", server=host, instance_uuid=instance_id, volume_id=volume_id
        )
        resp.status = falcon.HTTP_202


def _host(instance: Instance, action: str) -> str:
    """Where a server is that runs.

    :raises Fault: 409, it does not.
    """
    if instance.task_state is not None:
        state = f"task_state {instance.task_state}"
    elif instance.vm_state != "active" or instance.host is None:
        state = f"vm_state {instance.vm_state}"
    else:
        return instance.host
    raise Fault(409, f"Cannot '{action}' instance {instance.id} while it is in {state}")


def _device(instance: Instance, volume_id: str) -> BlockDevice:
    for device in instance.block_devices:
        if device.volume_id == volume_id:
            return device
    raise Fault(404, f"volume_id not found: {volume_id}")


def _attach(parts: Parts, ctx: Context, host: str, instance_id: str, volume_id: str) -> BlockDevice:
    """Has nova-compute attach a volume.

    :raises Fault: 409, something else is being done to the server; 500, it could not.
    """
    try:
        result = parts.rpc.call(
            ctx,
            "compute",
            "attach_volume",
            server=host,
            timeout=parts.timeout,
            instance_uuid=instance_id,
            volume_id=volume_id,
        )
    except messaging.MessagingError as failed:
        parts.database.fail_action(ctx, instance_id)
        why = failed.message if isinstance(failed, messaging.RemoteError) else type(failed).__name__
        if isinstance(failed, messaging.RemoteError) and failed.class_name == "Busy":
            raise Fault(409, f"Cannot 'attach_volume' instance {instance_id}: {why}") from failed
        raise Fault(500, f"Volume {volume_id} could not be attached: {why}") from failed
    return msgspec.convert(result, BlockDevice)


def _attachment(req: Request, instance: Instance, device: BlockDevice) -> dict[str, Any]:
    """As it is answered to whoever has attached it."""
    shown: dict[str, Any] = {
        "id": device.volume_id,
        "volumeId": device.volume_id,
        "serverId": instance.id,
        "device": device.device,
    }
    if minor(req) >= 70:
        shown["tag"] = None
    if minor(req) >= 79:
        shown["delete_on_termination"] = False
    return shown


def _shown(req: Request, instance: Instance, device: BlockDevice) -> dict[str, Any]:
    """As it is shown later: since 2.89 by cinder's id of the attachment instead of the volume's."""
    shown = _attachment(req, instance, device)
    if minor(req) >= 89:
        del shown["id"]
        shown.update({"attachment_id": device.attachment_id, "bdm_uuid": device.attachment_id})
    return shown
