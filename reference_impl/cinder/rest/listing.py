"""Lists volumes: those that the user may see and that fit, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from ...http import Fault, Request
from ..model import Volume, Volumes
from .policy import is_admin
from .reading import whole

MOST = 1000
_FILTERS = ("name", "status", "id", "user_id")


def page(req: Request, volumes: Volumes, view: Callable[[Volume], dict[str, Any]]) -> dict[str, Any]:
    """A page of the list, the newest first, with a link to the next one if there is more.

    :raises Fault: 400, a limit or marker is none.
    """
    found = [volume for volume in volumes.all() if _is_listed(req, volume)]
    start, limit = _start(req, found), _limit(req)
    shown = found[start : start + limit]
    body: dict[str, Any] = {"volumes": [view(volume) for volume in shown]}
    if shown and start + limit < len(found):
        query = urlencode({**req.params, "marker": shown[-1].id}, doseq=True)
        body["volumes_links"] = [{"rel": "next", "href": f"{req.prefix}{req.path}?{query}"}]
    return body


def _is_listed(req: Request, volume: Volume) -> bool:
    everybody = is_admin(req) and req.get_param("all_tenants") in ("1", "true", "True")
    if not everybody and volume.project_id != req.ctx.project_id:
        return False
    return all(req.get_param(name) in (None, getattr(volume, name)) for name in _FILTERS)


def _limit(req: Request) -> int:
    limit = req.get_param("limit")
    return MOST if limit is None else min(whole(limit, "limit"), MOST)


def _start(req: Request, found: list[Volume]) -> int:
    marker = req.get_param("marker")
    if marker is None:
        return 0
    places = [place for place, each in enumerate(found) if each.id == marker]
    if not places:
        raise Fault(400, "marker not found")
    return places[0] + 1
