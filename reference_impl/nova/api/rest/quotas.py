"""`/os-quota-sets` and `/limits`: how much projects may have, and how much they have."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import falcon

from ....context import Context
from ....http import Fault, Request
from ...database import Quota
from ..parts import NAME, Parts, admins, is_admin, readers
from ..versions import minor, versioned

_FIXED = {"key_pairs": 100, "metadata_items": 128, "server_groups": 10, "server_group_members": 10}
"""Limits that nobody can change here, for there is nothing that they limit."""
_INJECTED = {"injected_files": 5, "injected_file_content_bytes": 10240, "injected_file_path_bytes": 255}
_NETWORK = {"fixed_ips": -1, "floating_ips": -1, "security_groups": -1, "security_group_rules": -1}
_LEAST, _MOST = -1, 2**31 - 1


@versioned
class Quotas:
    """`/os-quota-sets/{project}`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get(self, req: Request, resp: falcon.Response, project_id: str) -> None:
        """What a project may have."""
        resp.media = _quota_set(req, project_id, self._limits(req, project_id))

    def on_get_defaults(self, req: Request, resp: falcon.Response, project_id: str) -> None:
        """`defaults`: what it may have if nobody says otherwise."""
        _check(req.ctx, project_id, "os-quota-sets:defaults")
        resp.media = _quota_set(req, project_id, self._parts.database.default_quota())

    def on_get_detail(self, req: Request, resp: falcon.Response, project_id: str) -> None:
        """`detail`: beside it what it has."""
        limits = _limits(req, self._limits(req, project_id))
        used = asdict(self._parts.database.used(project_id))
        detail = {name: {"limit": most, "in_use": used.get(name, 0), "reserved": 0} for name, most in limits.items()}
        resp.media = {"quota_set": {"id": project_id, **detail}}

    def on_put(self, req: Request, resp: falcon.Response, project_id: str) -> None:
        """Sets limits; only administrators may."""
        admins(req.ctx, "os-quota-sets:update")
        quota = self._parts.database.set_quota(project_id, **_asked(req))
        resp.media = {"quota_set": _limits(req, quota)}

    def on_delete(self, req: Request, resp: falcon.Response, project_id: str) -> None:
        """The defaults hold again; only administrators may."""
        admins(req.ctx, "os-quota-sets:delete")
        self._parts.database.delete_quota(project_id)
        resp.status = falcon.HTTP_202

    def _limits(self, req: Request, project_id: str) -> Quota:
        _check(req.ctx, project_id, "os-quota-sets:show")
        return self._parts.database.quota(req.ctx, NAME, project_id)


@versioned
class Limits:
    """`/limits`: a project's own view of the same."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """What the project may have, and has."""
        project_id = readers(req.ctx, "limits")
        asked = req.get_param("tenant_id")
        if asked is not None:
            _check(req.ctx, asked, "limits:other_project")
        database, of = self._parts.database, asked or project_id
        absolute = _absolute(req, database.quota(req.ctx, NAME, of), database.used(of))
        resp.media = {"limits": {"rate": [], "absolute": absolute}}


def _check(ctx: Context, project_id: str, rule: str) -> None:
    """A project's own, unless an administrator asks."""
    if readers(ctx, rule) != project_id and not is_admin(ctx):
        raise Fault(403, f"Policy doesn't allow os_compute_api:{rule} to be performed.")


def _limits(req: Request, quota: Quota) -> dict[str, int]:
    """All limits that the microversion knows."""
    limits = {**asdict(quota), **_FIXED}
    if minor(req) < 57:
        limits.update(_INJECTED)
    if minor(req) < 36:
        limits.update(_NETWORK)
    return limits


def _quota_set(req: Request, project_id: str, quota: Quota) -> dict[str, Any]:
    return {"quota_set": {"id": project_id, **_limits(req, quota)}}


def _asked(req: Request) -> dict[str, int]:
    quota_set = req.fields.object("quota_set")
    settable = asdict(Quota())
    changes = {name: quota_set.integer(name) for name in settable if name in quota_set}
    for name, limit in changes.items():
        if not _LEAST <= limit <= _MOST:
            raise Fault(400, f"Invalid input for field/attribute {name}: is not from {_LEAST} to {_MOST}.")
    others = sorted(name for name in req.json["quota_set"] if name not in {*settable, "force", "tenant_id"})
    if others:
        raise Fault(400, f"{', '.join(others)}: this cloud limits {', '.join(settable)} alone")
    return changes


def _absolute(req: Request, limit: Quota, used: Quota) -> dict[str, int]:
    absolute = {
        "maxTotalInstances": limit.instances,
        "maxTotalCores": limit.cores,
        "maxTotalRAMSize": limit.ram,
        "maxTotalKeypairs": _FIXED["key_pairs"],
        "maxServerMeta": _FIXED["metadata_items"],
        "maxServerGroups": _FIXED["server_groups"],
        "maxServerGroupMembers": _FIXED["server_group_members"],
        "totalInstancesUsed": used.instances,
        "totalCoresUsed": used.cores,
        "totalRAMUsed": used.ram,
        "totalServerGroupsUsed": 0,
    }
    if minor(req) < 39:
        absolute["maxImageMeta"] = _FIXED["metadata_items"]
    if minor(req) < 57:
        absolute.update({"maxPersonality": _INJECTED["injected_files"], "maxPersonalitySize": 10240})
    return absolute
