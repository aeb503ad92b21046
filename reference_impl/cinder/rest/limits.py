"""What a project may have, and the types of volumes there are: one."""

from __future__ import annotations

from typing import Any

import falcon

from ...http import Fault, Request
from ..model import TYPE, Volumes
from .policy import check_project

_TYPE_ID = "6685584b-1eac-4da6-b5c3-555430cf68ff"
_UNLIMITED = -1


class Types:
    """`/v3/types`."""

    def on_get(self, req: Request, resp: falcon.Response, project_id: str | None = None) -> None:
        """All of them."""
        check_project(req, project_id)
        resp.media = {"volume_types": [_type()]}

    def on_get_one(self, req: Request, resp: falcon.Response, type_id: str, project_id: str | None = None) -> None:
        """One, or the `default`."""
        check_project(req, project_id)
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
        mine = [volume for volume in self._volumes.all() if volume.project_id == req.ctx.project_id]
        absolute = {
            "maxTotalVolumes": _UNLIMITED,
            "maxTotalVolumeGigabytes": _UNLIMITED,
            "maxTotalSnapshots": _UNLIMITED,
            "maxTotalBackups": _UNLIMITED,
            "maxTotalBackupGigabytes": _UNLIMITED,
            "totalVolumesUsed": len(mine),
            "totalGigabytesUsed": sum(volume.size for volume in mine),
            "totalSnapshotsUsed": 0,
            "totalBackupsUsed": 0,
            "totalBackupGigabytesUsed": 0,
        }
        resp.media = {"limits": {"rate": [], "absolute": absolute}}


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
