"""What a project may have, and the types of volumes there are: one."""

from __future__ import annotations

from typing import Any

import falcon

from ...http import Fault, Request
from ..model import TYPE, Volume, Volumes
from .discovery import minor_of
from .policy import check_project, is_admin

_TYPE_ID = "6685584b-1eac-4da6-b5c3-555430cf68ff"
_UNLIMITED = -1
_QUOTAS = ("volumes", "gigabytes", "snapshots", "backups", "backup_gigabytes", "per_volume_gigabytes", "groups")


class Types:
    """`/v3/types`."""

    def on_get(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """All of them."""
        check_project(req, project_id)
        minor_of(req, resp)
        resp.media = {"volume_types": [_type()]}

    def on_get_one(self, req: Request, resp: falcon.Response, type_id: str, project_id: str | None = None) -> None:
        """One, or the `default`."""
        check_project(req, project_id)
        minor_of(req, resp)
        if type_id not in (_TYPE_ID, "default"):
            raise Fault(404, f"Volume type {type_id} could not be found.")
        resp.media = {"volume_type": _type()}


class Limits:
    """`GET /v3/limits`."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes

    def on_get(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """There are none, and so much is used."""
        check_project(req, project_id)
        minor_of(req, resp)
        used = _used(self._volumes.all(), req.ctx.project_id)
        absolute = {
            "maxTotalVolumes": _UNLIMITED,
            "maxTotalVolumeGigabytes": _UNLIMITED,
            "maxTotalSnapshots": _UNLIMITED,
            "maxTotalBackups": _UNLIMITED,
            "maxTotalBackupGigabytes": _UNLIMITED,
            "totalVolumesUsed": used["volumes"],
            "totalGigabytesUsed": used["gigabytes"],
            "totalSnapshotsUsed": used["snapshots"],
            "totalBackupsUsed": used["backups"],
            "totalBackupGigabytesUsed": used["backup_gigabytes"],
        }
        resp.media = {"limits": {"rate": [], "absolute": absolute}}


class Quotas:
    """`GET /v3/os-quota-sets/{id}` and its `/defaults`, of one's own project; of any for administrators."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes

    def on_get(self, req: Request, resp: falcon.Response, whose: str, project_id: str | None = None) -> None:
        """There are none; with `usage=True` also what is used."""
        _check_quotas(req, resp, whose, project_id)
        shown: dict[str, Any] = dict.fromkeys(_QUOTAS, _UNLIMITED)
        if req.get_param("usage") in ("1", "true", "True"):
            used = _used(self._volumes.all(), whose)
            shown = {name: {"limit": limit, "in_use": used[name], "reserved": 0} for name, limit in shown.items()}
        resp.media = {"quota_set": {"id": whose, **shown}}

    def on_get_defaults(self, req: Request, resp: falcon.Response, whose: str, project_id: str | None = None) -> None:
        """What a project has that nobody has given any: none either."""
        _check_quotas(req, resp, whose, project_id)
        resp.media = {"quota_set": {"id": whose, **dict.fromkeys(_QUOTAS, _UNLIMITED)}}


def _check_quotas(req: Request, resp: falcon.Response, whose: str, project_id: str | None) -> None:
    check_project(req, project_id)
    minor_of(req, resp)
    if whose != req.ctx.project_id and not is_admin(req):
        raise Fault(403, "Policy doesn't allow volume_extension:quotas:show to be performed.")


def _used(volumes: list[Volume], project_id: str | None) -> dict[str, int]:
    """What a project has; sizes in GiB. There are no snapshots and backups in this cloud."""
    sizes = [volume.size for volume in volumes if volume.project_id == project_id]
    return {**dict.fromkeys(_QUOTAS, 0), "volumes": len(sizes), "gigabytes": sum(sizes)}


def _type() -> dict[str, Any]:
    return {
        "id": _TYPE_ID,
        "name": TYPE,
        "is_public": True,
        "os-volume-type-access:is_public": True,
        "description": None,
        "extra_specs": {},
        "qos_specs_id": None,
    }
