"""What exchanges with cinder show, whoever tells them."""

from __future__ import annotations

from typing import Any

from ..http import Shows, Side, names, text
from ..http.facts import Found


def _wanted(side: Side) -> Found:
    attachment = names(side.json, "attachment")
    instance = names(attachment, "instance_uuid")
    return {**text("volume_id", names(attachment, "volume_uuid")), **text("instance_id", instance)}


def _made(side: Side) -> Found:
    attachment: Any = names(side.json, "attachment")
    if attachment is None:
        return {}
    return {
        **text("attachment_id", names(attachment, "id")),
        **text("volume_id", names(attachment, "volume_id")),
        **text("instance_id", names(attachment, "instance")),
        "connection": bool(names(attachment, "connection_info")),
    }


def _attachment_id(side: Side) -> Found:
    return text("attachment_id", side.path.rsplit("/attachments/", 1)[-1].split("/", 1)[0])


def _volume_id(side: Side) -> Found:
    return text("volume_id", side.path.rsplit("/volumes/", 1)[-1].split("/", 1)[0])


def _volume(side: Side) -> Found:
    return text("volume_id", names(side.json, "volume", "id"))


CREATE_ATTACHMENT = Shows(_wanted, _made)
"""`POST /v3/attachments`: steps 25 and 27."""
OF_ATTACHMENT = Shows(_attachment_id, _made)
"""`GET` or `PUT /v3/attachments/{id}`, and what is done to it."""
DELETE_ATTACHMENT = Shows(_attachment_id)
"""`DELETE /v3/attachments/{id}`."""
SHOW_VOLUME = Shows(_volume_id, _volume)
"""`GET /v3/volumes/{id}`."""
