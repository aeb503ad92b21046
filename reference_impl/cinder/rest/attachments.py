"""Attachments over REST: a volume is kept for a server, connected, and at last in use."""

from __future__ import annotations

import falcon

from ...http import Fault, Fields, Request
from ..model import Attachment as Value
from ..model import Volumes
from .discovery import minor_of
from .policy import attachment_of, check_project, is_admin, volume_of
from .reading import uuid
from .views import attachment_view

_SINCE, _COMPLETE_SINCE = 27, 44
_MODES = ("rw", "ro")


class Attachments:
    """`/v3/attachments`."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes

    def on_get(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """Lists, in brief."""
        shown = [attachment_view(each, in_full=False) for each in self._listed(req, resp, project_id)]
        resp.media = {"attachments": shown}

    def on_get_detail(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """Lists, in full."""
        resp.media = {"attachments": [attachment_view(each) for each in self._listed(req, resp, project_id)]}

    def on_post(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """Keeps a volume for a server; with a connector it is connected at once (steps 25 to 27)."""
        _check(req, resp, project_id)
        asked = req.fields.object("attachment")
        volume_id, instance_id = uuid(asked, "volume_uuid"), uuid(asked, "instance_uuid")
        volume_of(req, self._volumes, volume_id)
        connector, mode = _connector(asked), _mode(asked)
        attachment = self._volumes.reserve(volume_id, instance_id, mode)
        if connector:
            attachment = self._volumes.connect(attachment.id, connector)
        resp.media = {"attachment": attachment_view(attachment)}

    def _listed(self, req: Request, resp: falcon.Response, project_id: str | None) -> list[Value]:
        _check(req, resp, project_id)
        everybody = is_admin(req) and req.get_param("all_tenants") in ("1", "true", "True")
        wanted = {name: req.get_param(name) for name in ("id", "status", "volume_id", "instance_id")}
        seen = {each.id for each in self._volumes.all() if everybody or each.project_id == req.ctx.project_id}
        return [
            each
            for each in self._volumes.attachments()
            if each.volume_id in seen and all(want in (None, getattr(each, name)) for name, want in wanted.items())
        ]


class Attachment:
    """`/v3/attachments/{id}`."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes

    def on_get(self, req: Request, resp: falcon.Response, attachment_id: str, project_id: str | None = None) -> None:
        """Shows one."""
        _check(req, resp, project_id)
        resp.media = {"attachment": attachment_view(attachment_of(req, self._volumes, attachment_id))}

    def on_put(self, req: Request, resp: falcon.Response, attachment_id: str, project_id: str | None = None) -> None:
        """Says where it is to be connected, and is told how."""
        _check(req, resp, project_id)
        attachment_of(req, self._volumes, attachment_id)
        connector = _connector(req.fields.object("attachment"))
        if not connector:
            raise Fault(400, "Invalid input for field/attribute attachment: 'connector' is a required property.")
        resp.media = {"attachment": attachment_view(self._volumes.connect(attachment_id, connector))}

    def on_delete(self, req: Request, resp: falcon.Response, attachment_id: str, project_id: str | None = None) -> None:
        """Ends it; the attachments that the volume still has are what is said."""
        _check(req, resp, project_id)
        attachment = attachment_of(req, self._volumes, attachment_id)
        self._volumes.detach(attachment_id)
        left = self._volumes.attachments(attachment.volume_id)
        resp.media = {"attachments": [attachment_view(each, in_full=False) for each in left]}


class AttachmentAction:
    """`POST /v3/attachments/{id}/action`."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes

    def on_post(self, req: Request, resp: falcon.Response, attachment_id: str, project_id: str | None = None) -> None:
        """Says that it is connected."""
        minor = _check(req, resp, project_id)
        attachment_of(req, self._volumes, attachment_id)
        if "os-complete" not in req.fields or minor < _COMPLETE_SINCE:
            raise Fault(400, "There is no such action.")
        self._volumes.complete(attachment_id)
        resp.status = falcon.HTTP_204


def _check(req: Request, resp: falcon.Response, project_id: str | None) -> int:
    check_project(req, project_id)
    minor = minor_of(req, resp)
    if minor < _SINCE:
        raise Fault(404, "The resource could not be found.")
    return minor


def _connector(asked: Fields) -> dict[str, object] | None:
    """Where it is to be connected. cinder asks for no key of it; the host, if it is said, is a name."""
    connector = asked.raw("connector")
    if connector is None:
        return None
    host = asked.object("connector")
    if "host" in host:
        host.text("host")
    return dict(connector)


def _mode(asked: Fields) -> str:
    mode = asked.maybe_text("mode") or "rw"
    if mode not in _MODES:
        raise Fault(400, f"Invalid input for field/attribute mode: is not one of {', '.join(_MODES)}.")
    return mode
