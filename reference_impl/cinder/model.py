"""The volumes and their attachments, and what may be done to them."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from ..world import World

Connector: TypeAlias = Mapping[str, Any]
"""Where a volume is to be connected: `host` and what the kind of connection needs."""
TYPE = "lvm"
"""The one type of volume."""


class NotFound(LookupError):
    """There is no such thing. The text is what cinder says."""


class Invalid(ValueError):
    """A thing is not in a state for that. The text is what cinder says."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume. `size` is GiB, times are UNIX seconds; `image_id` is the image that is on it, if one is."""

    id: str
    project_id: str
    user_id: str
    size: int
    created: float
    updated: float
    name: str | None = None
    description: str | None = None
    status: str = "available"
    bootable: bool = False
    image_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A volume attached to a server, or about to be. `attached` is UNIX seconds, or `None` until it is."""

    id: str
    volume_id: str
    instance_id: str
    status: Literal["reserved", "attaching", "attached"]
    mode: str = "rw"
    connector: Connector | None = None
    connection: Mapping[str, Any] | None = None
    attached: float | None = None


class Volumes:
    """All volumes and attachments by their ids. They are never changed in place, so readers need no lock."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._volumes: dict[str, Volume] = {}
        self._attachments: dict[str, Attachment] = {}

    def create(self, project_id: str, user_id: str, size: int, **given: Any) -> Volume:
        """A new volume; one that an image is put on can be booted from."""
        now = self._world.now()
        bootable = given.pop("bootable", False) or given.get("image_id") is not None
        volume = Volume(self._world.uuid(), project_id, user_id, size, now, now, bootable=bootable, **given)
        with self._lock:
            self._volumes[volume.id] = volume
        return volume

    def get(self, volume_id: str) -> Volume:
        """The volume of that id.

        :raises NotFound: there is none.
        """
        volume = self._volumes.get(volume_id)
        if volume is None:
            raise NotFound(f"Volume {volume_id} could not be found.")
        return volume

    def all(self) -> list[Volume]:
        """All of them, the newest first."""
        return sorted(self._volumes.values(), key=lambda volume: (volume.created, volume.id), reverse=True)

    def update(self, volume_id: str, **changes: Any) -> Volume:
        """Changes fields of a volume.

        :raises NotFound: there is none of that id.
        """
        with self._lock:
            return self._put(self.get(volume_id), **changes)

    def extend(self, volume_id: str, size: int, *, in_use: bool = False) -> None:
        """Makes a volume larger.

        :param in_use: also if a server has it.
        :raises NotFound: there is none of that id.
        :raises Invalid: its status forbids it, or it is as large.
        """
        with self._lock:
            volume = self.get(volume_id)
            if volume.status != "available" and not (in_use and volume.status == "in-use"):
                raise Invalid(f"Invalid volume: Volume {volume_id} status must be 'available' to extend.")
            if size <= volume.size:
                raise Invalid(
                    "Invalid input received: New size for extend must be greater than current size. "
                    f"(current: {volume.size}, extended: {size})."
                )
            self._put(volume, size=size)

    def delete(self, volume_id: str) -> None:
        """Deletes a volume.

        :raises NotFound: there is none of that id.
        :raises Invalid: a server has it.
        """
        with self._lock:
            volume = self.get(volume_id)
            if volume.status not in ("available", "error") or self.attachments(volume_id):
                raise Invalid(
                    "Invalid volume: Volume status must be available or error or error_restoring or error_extending "
                    "or error_managing and must not be migrating, attached, belong to a group, have snapshots, "
                    "awaiting a transfer, or be disassociated from snapshots after volume transfer."
                )
            del self._volumes[volume_id]

    def attachments(self, volume_id: str | None = None) -> list[Attachment]:
        """The attachments of a volume, or all of them."""
        return [each for each in list(self._attachments.values()) if volume_id in (None, each.volume_id)]

    def attachment(self, attachment_id: str) -> Attachment:
        """The attachment of that id.

        :raises NotFound: there is none.
        """
        attachment = self._attachments.get(attachment_id)
        if attachment is None:
            raise NotFound(f"Volume attachment could not be found with filter: attachment_id = {attachment_id}.")
        return attachment

    def reserve(self, volume_id: str, instance_id: str, mode: str = "rw") -> Attachment:
        """Keeps a volume for a server.

        :raises NotFound: there is no such volume.
        :raises Invalid: somebody has it.
        """
        with self._lock:
            volume = self.get(volume_id)
            if volume.status != "available":
                raise Invalid(
                    f"Invalid volume: Volume {volume_id} status must be available or downloading to reserve, "
                    f"but the current status is {volume.status}."
                )
            attachment = Attachment(self._world.uuid(), volume_id, instance_id, "reserved", mode)
            self._attachments[attachment.id] = attachment
            self._put(volume, status="reserved")
        return attachment

    def connect(self, attachment_id: str, connector: Connector) -> Attachment:
        """Says how a volume that is kept is connected there.

        :raises NotFound: there is no such attachment.
        :raises Invalid: the volume is in use by it.
        """
        with self._lock:
            attachment = self.attachment(attachment_id)
            if attachment.status == "attached":
                raise Invalid(f"Invalid attachment: attachment {attachment_id} is attached.")
            connection = _connection(attachment, connector)
            changed = replace(attachment, status="attaching", connector=connector, connection=connection)
            self._attachments[attachment_id] = changed
            self._put(self.get(attachment.volume_id), status="attaching")
        return changed

    def complete(self, attachment_id: str) -> None:
        """It is connected: the volume is in use.

        :raises NotFound: there is no such attachment.
        :raises Invalid: nobody has said where it is connected.
        """
        with self._lock:
            attachment = self.attachment(attachment_id)
            if attachment.connector is None:
                raise Invalid(f"Invalid attachment: attachment {attachment_id} has no connector.")
            now = self._world.now()
            self._attachments[attachment_id] = replace(attachment, status="attached", attached=now)
            self._put(self.get(attachment.volume_id), status="in-use")

    def detach(self, attachment_id: str) -> None:
        """The volume is free again, if this was its last attachment.

        :raises NotFound: there is no such attachment.
        """
        with self._lock:
            attachment = self.attachment(attachment_id)
            del self._attachments[attachment_id]
            if not self.attachments(attachment.volume_id):
                self._put(self.get(attachment.volume_id), status="available")

    def _put(self, volume: Volume, **changes: Any) -> Volume:
        changed = replace(volume, **changes, updated=self._world.now())
        self._volumes[volume.id] = changed
        return changed


def _connection(attachment: Attachment, connector: Connector) -> Mapping[str, Any]:
    """As a target on the host itself."""
    return {
        "driver_volume_type": "local",
        "attachment_id": attachment.id,
        "volume_id": attachment.volume_id,
        "access_mode": attachment.mode,
        "device_path": f"/dev/cinder/volume-{attachment.volume_id}",
        "host": connector.get("host"),
    }
