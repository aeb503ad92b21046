"""What nova-compute asks of cinder: an attachment for each volume, steps 25 and 27."""

from __future__ import annotations

from string import ascii_lowercase

from ... import http
from ...cinder import CREATE_ATTACHMENT, DELETE_ATTACHMENT
from ...context import Context
from ..database import BlockDevice

_SERVICE = "cinder-api"
_VERSION = {"OpenStack-API-Version": "volume 3.44"}
"""The first with `os-complete` (cinder's history of microversions)."""


class Volumes:
    """cinder, with the user's token.

    :param host: where the volumes are connected.
    """

    def __init__(self, rest: http.Client, host: str) -> None:
        self._rest = rest
        self._connector = {"host": host, "initiator": f"iqn.2016-04.com.open-iscsi:{host}", "multipath": False}

    def attach(self, ctx: Context, instance_id: str, volume_id: str, place: int, *, boot: bool) -> BlockDevice:
        """Attaches a volume and says how it is connected.

        :param place: of the disk, counted from 1: the first is `/dev/vda`.
        :raises Refused: it is in use, or not the project's.
        """
        wanted = {"instance_uuid": instance_id, "volume_uuid": volume_id, "connector": self._connector}
        response = self._rest.request(
            ctx, "POST", _SERVICE, "/v3/attachments", {"attachment": wanted}, shows=CREATE_ATTACHMENT, headers=_VERSION
        )
        attachment = http.accepted(_SERVICE, "the attachment", response).json["attachment"]
        return BlockDevice(volume_id, attachment["id"], device_at(place), boot)

    def complete(self, ctx: Context, device: BlockDevice) -> None:
        """The volume is connected: from now on it is in use."""
        path = f"/v3/attachments/{device.attachment_id}/action"
        response = self._rest.request(ctx, "POST", _SERVICE, path, {"os-complete": {}}, headers=_VERSION)
        http.accepted(_SERVICE, "to complete the attachment", response)

    def clear(self, ctx: Context, instance_id: str) -> None:
        """Ends all attachments that an instance has."""
        query = {"instance_id": instance_id}
        listed = self._rest.request(ctx, "GET", _SERVICE, "/v3/attachments", query=query, headers=_VERSION)
        for each in http.accepted(_SERVICE, "the attachments", listed).json["attachments"]:
            self.detach(ctx, each["id"])

    def detach(self, ctx: Context, attachment_id: str) -> None:
        """The volume is free again."""
        path = f"/v3/attachments/{attachment_id}"
        response = self._rest.request(ctx, "DELETE", _SERVICE, path, shows=DELETE_ATTACHMENT, headers=_VERSION)
        if response.status != 404:  # somebody else has deleted it: so much the better
            http.accepted(_SERVICE, "to delete the attachment", response)


def device_at(place: int) -> str:
    """What the disk at a place is called, counted from 1: `/dev/vda`, … `/dev/vdz`, `/dev/vdaa`."""
    letters = ""
    while place:
        place, letter = divmod(place - 1, len(ascii_lowercase))
        letters = ascii_lowercase[letter] + letters
    return f"/dev/vd{letters}"
