"""`/servers/{id}/os-instance-actions`: what was done to a server, also to one that is gone."""

from __future__ import annotations

import hashlib
from typing import Any

import falcon

from ....context import Context
from ....http import Fault, Request
from ...database import Action, ActionEvent
from ..parts import Parts, instance_of, is_admin, no_instance, readers
from ..versions import minor, versioned
from ..views import micro


@versioned
class Actions:
    """`/servers/{id}/os-instance-actions`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get(self, req: Request, resp: falcon.Response, instance_id: str) -> None:
        """Lists actions without their events, the latest first."""
        found = _actions(self._parts, req, instance_id)
        resp.media = {"instanceActions": [_brief(req, action) for action in found]}

    def on_get_one(self, req: Request, resp: falcon.Response, instance_id: str, request_id: str) -> None:
        """`/{request}`: what a request did, with its events."""
        for action in _actions(self._parts, req, instance_id):
            if action.request_id == request_id:
                resp.media = {"instanceAction": _full(req, action)}
                return
        raise Fault(404, f"Action {request_id} not found")


def _actions(parts: Parts, req: Request, instance_id: str) -> list[Action]:
    """All actions, if the server is or was the project's; of those that are gone, since 2.21."""
    readers(req.ctx, "os-instance-actions:list")
    found = parts.database.actions(instance_id)
    if minor(req) < 21 or not found:
        instance_of(parts, req.ctx, instance_id)
    elif not _is_own(req.ctx, found):
        raise no_instance(instance_id)
    return found


def _is_own(ctx: Context, actions: list[Action]) -> bool:
    """Its first action, which made it, is its project's."""
    return is_admin(ctx) or actions[-1].project_id == ctx.project_id


def _brief(req: Request, action: Action) -> dict[str, Any]:
    shown = {
        "action": action.action,
        "instance_uuid": action.instance_id,
        "request_id": action.request_id,
        "user_id": action.user_id,
        "project_id": action.project_id,
        "start_time": micro(action.started),
        "message": action.message,
    }
    if minor(req) >= 58:
        shown["updated_at"] = micro(action.updated)
    return shown


def _full(req: Request, action: Action) -> dict[str, Any]:
    shown = _brief(req, action)
    if is_admin(req.ctx) or minor(req) >= 51:
        shown["events"] = [_event(req, action, event) for event in action.events]
    return shown


def _event(req: Request, action: Action, event: ActionEvent) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "event": event.name,
        "start_time": micro(event.started),
        "finish_time": micro(event.finished),
        "result": event.result,
    }
    if is_admin(req.ctx):
        shown["traceback"] = None
    if minor(req) >= 62:
        shown["hostId"] = _host_id(action, event.host)
        if is_admin(req.ctx):
            shown["host"] = event.host
    if minor(req) >= 84:
        shown["details"] = event.details
    return shown


def _host_id(action: Action, host: str | None) -> str:
    return hashlib.sha224(f"{action.project_id}{host}".encode()).hexdigest() if host else ""
