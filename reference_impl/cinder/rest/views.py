"""How volumes and attachments look on the wire."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ..model import TYPE, Attachment, Volume


def brief(base: str, volume: Volume) -> dict[str, Any]:
    """A volume in a list."""
    link = f"{base}/v3/{volume.project_id}/volumes/{volume.id}"
    return {"id": volume.id, "name": volume.name, "links": [{"rel": "self", "href": link}]}


def detailed(base: str, volume: Volume, attachments: list[Attachment], *, admin: bool = False) -> dict[str, Any]:
    """A volume in full. Of its attachments only those that are made; where they are only administrators see."""
    shown = {
        **brief(base, volume),
        "description": volume.description,
        "size": volume.size,
        "status": volume.status,
        "bootable": str(volume.bootable).lower(),
        "volume_type": TYPE,
        "availability_zone": "nova",
        "created_at": date(volume.created),
        "updated_at": date(volume.updated),
        "user_id": volume.user_id,
        "os-vol-tenant-attr:tenant_id": volume.project_id,
        "metadata": dict(volume.metadata),
        "attachments": [_of_volume(each, admin=admin) for each in attachments if each.status == "attached"],
        "encrypted": False,
        "multiattach": False,
        "snapshot_id": None,
        "source_volid": None,
        "consistencygroup_id": None,
        "replication_status": None,
    }
    if volume.image_id is not None:
        shown["volume_image_metadata"] = {"image_id": volume.image_id}
    return shown


def attachment_view(attachment: Attachment, *, in_full: bool = True) -> dict[str, Any]:
    """An attachment; how it is connected is said in full only."""
    shown: dict[str, Any] = {
        "id": attachment.id,
        "status": attachment.status,
        "instance": attachment.instance_id,
        "volume_id": attachment.volume_id,
    }
    if in_full:
        shown["attached_at"] = date(attachment.attached) or ""
        shown["detached_at"] = ""
        shown["attach_mode"] = attachment.mode
        shown["connection_info"] = dict(attachment.connection or {})
    return shown


def date(seconds: float | None) -> str | None:
    """As cinder writes it: without a zone, and meaning UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def _of_volume(attachment: Attachment, *, admin: bool) -> dict[str, Any]:
    host = (attachment.connector or {}).get("host") if admin else None
    return {
        "id": attachment.volume_id,
        "volume_id": attachment.volume_id,
        "attachment_id": attachment.id,
        "server_id": attachment.instance_id,
        "host_name": host,
        "device": None,
        "attached_at": date(attachment.attached),
    }
