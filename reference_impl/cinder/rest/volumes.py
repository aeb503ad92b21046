"""Volumes over REST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import falcon

from ...context import Context
from ...http import Fault, Fields, Request
from ..model import Volume as Value
from ..model import Volumes
from .discovery import minor_of
from .listing import page
from .policy import check_project, is_admin, volume_of
from .reading import changes, given, refusal, size
from .views import brief, detailed

HasImage: TypeAlias = Callable[[Context, str], bool]
"""Whether who asks may use the image of that id."""
_EXTENDED_IN_USE_SINCE = 42
_STATES = ("creating", "available", "deleting", "error", "error_deleting", "in-use", "maintenance", "reserved")


class VolumeList:
    """`/v3/volumes`."""

    def __init__(self, volumes: Volumes, has_image: HasImage | None = None) -> None:
        self._volumes = volumes
        self._has_image = has_image

    def on_get(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """Lists, in brief."""
        check_project(req, project_id)
        minor_of(req, resp)
        resp.media = page(req, self._volumes, lambda volume: brief(req.prefix, volume))

    def on_get_detail(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """Lists, in full."""
        check_project(req, project_id)
        minor_of(req, resp)
        resp.media = page(req, self._volumes, lambda volume: _view(req, self._volumes, volume))

    def on_post(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """Makes a volume."""
        check_project(req, project_id)
        minor_of(req, resp)
        if req.ctx.project_id is None:
            raise Fault(403, "Policy doesn't allow volume:create to be performed.")
        asked = req.fields.object("volume")
        wanted, gigabytes = given(asked), size(asked)
        self._check_image(req, wanted["image_id"])
        volume = self._volumes.create(req.ctx.project_id, req.ctx.user_id or "", gigabytes, **wanted)
        resp.status = falcon.HTTP_202
        resp.media = {"volume": _view(req, self._volumes, volume)}

    def _check_image(self, req: Request, image_id: str | None) -> None:
        """Sees that there is the image that a volume is to be made from.

        :raises Fault: 400, there is not, or not for who asks.
        """
        if image_id is not None and self._has_image is not None and not self._has_image(req.ctx, image_id):
            raise Fault(400, "Invalid image identifier or unable to access requested image.")


class Volume:
    """`/v3/volumes/{id}`."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes

    def on_get(self, req: Request, resp: falcon.Response, volume_id: str, project_id: str | None = None) -> None:
        """Shows one."""
        check_project(req, project_id)
        minor_of(req, resp)
        volume = volume_of(req, self._volumes, volume_id)
        resp.media = {"volume": _view(req, self._volumes, volume)}

    def on_put(self, req: Request, resp: falcon.Response, volume_id: str, project_id: str | None = None) -> None:
        """Changes name, description or metadata."""
        check_project(req, project_id)
        minor_of(req, resp)
        volume_of(req, self._volumes, volume_id)
        volume = self._volumes.update(volume_id, **changes(req.fields.object("volume")))
        resp.media = {"volume": _view(req, self._volumes, volume)}

    def on_delete(self, req: Request, resp: falcon.Response, volume_id: str, project_id: str | None = None) -> None:
        """Deletes one that no server has."""
        check_project(req, project_id)
        minor_of(req, resp)
        volume_of(req, self._volumes, volume_id)
        self._volumes.delete(volume_id)
        resp.status = falcon.HTTP_202


class VolumeAction:
    """`POST /v3/volumes/{id}/action`."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes

    def on_post(self, req: Request, resp: falcon.Response, volume_id: str, project_id: str | None = None) -> None:
        """Extends a volume, says whether it can be booted from, or, for administrators, sets its status."""
        check_project(req, project_id)
        minor = minor_of(req, resp)
        volume_of(req, self._volumes, volume_id)
        body = req.fields
        resp.status = falcon.HTTP_202
        if "os-extend" in body:
            new_size = size(body.object("os-extend"), "new_size")
            self._volumes.extend(volume_id, new_size, in_use=minor >= _EXTENDED_IN_USE_SINCE)
        elif "os-set_bootable" in body:
            self._volumes.update(volume_id, bootable=body.object("os-set_bootable").flag("bootable", True))
            resp.status = falcon.HTTP_200
        elif "os-reset_status" in body:
            self._reset(req, body.object("os-reset_status"), volume_id)
        else:
            raise Fault(400, "There is no such action.")

    def _reset(self, req: Request, asked: Fields, volume_id: str) -> None:
        if not is_admin(req):
            raise Fault(403, "Policy doesn't allow volume_extension:volume_admin_actions:reset_status to be performed.")
        status = asked.text("status")
        if status not in _STATES:
            raise refusal("status", f"is not one of {', '.join(_STATES)}")
        self._volumes.update(volume_id, status=status)


def _view(req: Request, volumes: Volumes, volume: Value) -> dict[str, Any]:
    return detailed(req.prefix, volume, volumes.attachments(volume.id), admin=is_admin(req))
