"""Volumes over REST."""

from __future__ import annotations

from typing import Any

import falcon

from ...http import Fault, Fields, Request
from ..model import TYPE, Volumes
from ..model import Volume as Value
from .discovery import minor_of
from .policy import check_project, is_admin, volume_of
from .views import brief, detailed

_STATES = ("creating", "available", "deleting", "error", "error_deleting", "in-use", "maintenance", "reserved")


class VolumeList:
    """`/v3/volumes`."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes

    def on_get(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """Lists, in brief."""
        resp.media = {"volumes": [brief(req.prefix, each) for each in self._listed(req, resp, project_id)]}

    def on_get_detail(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """Lists, in full."""
        found = self._listed(req, resp, project_id)
        shown = [detailed(req.prefix, each, self._volumes.attachments(each.id)) for each in found]
        resp.media = {"volumes": shown}

    def on_post(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """Makes a volume."""
        check_project(req, project_id)
        minor_of(req, resp)
        if req.ctx.project_id is None:
            raise Fault(403, "Policy doesn't allow volume:create to be performed.")
        asked = req.fields.object("volume")
        volume = self._volumes.create(req.ctx.project_id, req.ctx.user_id or "", _size(asked), **_given(asked))
        resp.status = falcon.HTTP_202
        resp.media = {"volume": detailed(req.prefix, volume, [])}

    def _listed(self, req: Request, resp: falcon.Response, project_id: str | None) -> list[Value]:
        check_project(req, project_id)
        minor_of(req, resp)
        everybody = is_admin(req) and req.get_param("all_tenants") in ("1", "true", "True")
        found = (each for each in self._volumes.all() if everybody or each.project_id == req.ctx.project_id)
        wanted = {name: req.get_param(name) for name in ("name", "status", "id")}
        listed = [each for each in found if all(want in (None, getattr(each, name)) for name, want in wanted.items())]
        return _page(req, listed)


class Volume:
    """`/v3/volumes/{id}`."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes

    def on_get(self, req: Request, resp: falcon.Response, volume_id: str, project_id: str | None = None) -> None:
        """Shows one."""
        check_project(req, project_id)
        minor_of(req, resp)
        volume = volume_of(req, self._volumes, volume_id)
        resp.media = {"volume": detailed(req.prefix, volume, self._volumes.attachments(volume_id))}

    def on_put(self, req: Request, resp: falcon.Response, volume_id: str, project_id: str | None = None) -> None:
        """Changes name, description or metadata."""
        check_project(req, project_id)
        minor_of(req, resp)
        volume_of(req, self._volumes, volume_id)
        asked = req.fields.object("volume")
        changes: dict[str, Any] = {name: asked.maybe_text(name) for name in ("name", "description") if name in asked}
        if "metadata" in asked:
            changes["metadata"] = _metadata(asked)
        volume = self._volumes.update(volume_id, **changes)
        resp.media = {"volume": detailed(req.prefix, volume, self._volumes.attachments(volume_id))}

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
        minor_of(req, resp)
        volume_of(req, self._volumes, volume_id)
        body = req.fields
        resp.status = falcon.HTTP_202
        if "os-extend" in body:
            self._volumes.extend(volume_id, _positive(body.object("os-extend"), "new_size"))
        elif "os-set_bootable" in body:
            self._volumes.update(volume_id, bootable=body.object("os-set_bootable").flag("bootable", True))
            resp.status = falcon.HTTP_200
        elif "os-reset_status" in body:
            self._reset(req, body.object("os-reset_status"), volume_id)
        else:
            raise Fault(400, f"There is no such action: {', '.join(body.names()) or 'none is named'}")

    def _reset(self, req: Request, asked: Fields, volume_id: str) -> None:
        if not is_admin(req):
            raise Fault(403, "Policy doesn't allow volume_extension:volume_admin_actions:reset_status to be performed.")
        status = asked.text("status")
        if status not in _STATES:
            raise Fault(400, f"Invalid input for field/attribute status: is not one of {', '.join(_STATES)}.")
        self._volumes.update(volume_id, status=status)


def _size(asked: Fields) -> int:
    return _positive(asked, "size")


def _positive(asked: Fields, name: str) -> int:
    """A whole number above 0; older clients send it as text."""
    value = asked.raw(name)
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    elif name not in asked or not isinstance(value, int):
        value = asked.integer(name)
    if value <= 0:
        raise Fault(400, f"Invalid input for field/attribute {name}: is less than the minimum of 1.")
    return int(value)


def _given(asked: Fields) -> dict[str, Any]:
    """What else a volume is made with. What would need something that there is not is refused."""
    for name in ("snapshot_id", "source_volid", "backup_id", "consistencygroup_id"):
        if asked.raw(name) is not None:
            raise Fault(400, f"Invalid input for field/attribute {name}: there are none in this cloud.")
    if asked.maybe_text("volume_type") not in (None, TYPE):
        raise Fault(404, f"Volume type with name {asked.text('volume_type')} could not be found.")
    given = {name: asked.maybe_text(name) for name in ("name", "description")}
    return {**given, "image_id": asked.maybe_text("imageRef"), "metadata": _metadata(asked)}


def _metadata(asked: Fields) -> dict[str, str]:
    metadata = asked.raw("metadata") or {}
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise Fault(400, "Invalid input for field/attribute metadata: is not an object of strings.")
    return metadata


def _page(req: Request, found: list[Value]) -> list[Value]:
    marker, limit = req.get_param("marker"), req.get_param("limit")
    if marker is not None:
        places = [place for place, each in enumerate(found) if each.id == marker]
        if not places:
            raise Fault(400, f"marker [{marker}] not found")
        found = found[places[0] + 1 :]
    if limit is not None and not limit.isdigit():
        raise Fault(400, "limit param must be an integer")
    return found[: int(limit)] if limit is not None else found
