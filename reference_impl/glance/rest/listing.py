"""Lists images: those that the user may see and that fit, a page at a time."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from ...http import Fault, Request
from ..model import Image
from .policy import is_admin
from .views import view

MOST = 1000
_DEFAULT = 25
_NOT_FILTERS = frozenset(("limit", "marker", "sort", "sort_key", "sort_dir", "member_status"))


def page(req: Request, images: list[Image]) -> dict[str, Any]:
    """A page of the list, with a link to the next one if there is more.

    :raises Fault: 400, a limit or marker is none.
    """
    found = [image for image in images if _is_listed(req, image) and _fits(req, view(image))]
    key, reverse = _order(req)
    if key is not None:
        found.sort(
            key=lambda image: (view(image).get(key) is None, view(image).get(key) or "", image.id), reverse=reverse
        )
    start, limit = _start(req, found), _limit(req)
    shown = found[start : start + limit]
    body: dict[str, Any] = {
        "images": [view(image) for image in shown],
        "first": "/v2/images",
        "schema": "/v2/schemas/images",
    }
    if start + limit < len(found):
        body["next"] = f"/v2/images?{urlencode({**req.params, 'marker': shown[-1].id}, doseq=True)}"
    return body


def _is_listed(req: Request, image: Image) -> bool:
    """Community images are listed only where they are asked for, hidden ones too."""
    hidden = req.get_param("os_hidden") in ("true", "True")
    mine = image.owner == req.ctx.project_id
    if image.visibility == "community" and not mine and req.get_param("visibility") not in ("community", "all"):
        return False
    return image.hidden is hidden and image.is_visible_to(req.ctx.project_id, admin=is_admin(req.ctx))


def _fits(req: Request, shown: dict[str, Any]) -> bool:
    for name, value in req.params.items():
        if name in _NOT_FILTERS or (name == "visibility" and value == "all"):
            continue
        wanted = value if isinstance(value, list) else [value]
        if name == "tag":
            if not set(wanted) <= set(shown["tags"]):
                return False
        elif not any(_is(shown, name, each) for each in wanted):
            return False
    return True


def _is(shown: dict[str, Any], name: str, wanted: str) -> bool:
    if name in ("size_min", "size_max"):
        size, bound = shown["size"] or 0, int(wanted) if wanted.isdigit() else 0
        return bool(size >= bound if name == "size_min" else size <= bound)
    has, choices = shown.get(name), wanted.removeprefix("in:").split(",") if wanted.startswith("in:") else [wanted]
    return any(str(has) == each or (isinstance(has, bool) and str(has).lower() == each.lower()) for each in choices)


def _order(req: Request) -> tuple[str | None, bool]:
    key, _, direction = (req.get_param("sort") or "").partition(":")
    key = key or req.get_param("sort_key") or ""
    return key or None, (direction or req.get_param("sort_dir") or "desc") == "desc"


def _limit(req: Request) -> int:
    text = req.get_param("limit") or str(_DEFAULT)
    if not text.isdigit():
        raise Fault(400, "limit param must be an integer")
    return min(int(text), MOST) or _DEFAULT


def _start(req: Request, found: list[Image]) -> int:
    marker = req.get_param("marker")
    if marker is None:
        return 0
    places = [place for place, image in enumerate(found) if image.id == marker]
    if not places:
        raise Fault(400, f"No image found with ID {marker}")
    return places[0] + 1
