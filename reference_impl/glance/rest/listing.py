"""Lists images: those that the user may see and that fit, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from ...http import Fault, Request
from ..model import Image
from .policy import is_admin
from .reading import VISIBILITIES
from .views import view

MOST = 1000
_DEFAULT = 25
_MOST_DIGITS = 18
_NOT_FILTERS = frozenset(("limit", "marker", "sort", "sort_key", "sort_dir", "member_status"))
_SORTED_BY = ("name", "status", "container_format", "disk_format", "size", "id", "created_at", "updated_at")


def page(req: Request, images: list[Image]) -> dict[str, Any]:
    """A page of the list, with a link to the next one if there is more.

    :param images: the newest first.
    :raises Fault: 400, a limit, marker, bound or order is none.
    """
    _check_visibility(req)
    found = [image for image in images if _is_listed(req, image) and _fits(req, view(image))]
    for key, direction in reversed(_order(req)):
        found.sort(key=_rank_by(key), reverse=direction == "desc")
    start, limit = _start(req, found), _limit(req)
    shown = found[start : start + limit]
    body: dict[str, Any] = {
        "images": [view(image) for image in shown],
        "first": _link(req, None),
        "schema": "/v2/schemas/images",
    }
    if shown and start + limit < len(found):
        body["next"] = _link(req, shown[-1].id)
    return body


def _link(req: Request, marker: str | None) -> str:
    query = {name: value for name, value in req.params.items() if name != "marker"}
    if marker is not None:
        query["marker"] = marker
    return f"/v2/images?{urlencode(query, doseq=True)}" if query else "/v2/images"


def _is_listed(req: Request, image: Image) -> bool:
    """Community images are listed only where they are asked for, hidden ones too."""
    hidden = req.get_param("os_hidden") in ("true", "True")
    mine = image.owner == req.ctx.project_id
    if image.visibility == "community" and not mine and req.get_param("visibility") not in ("community", "all"):
        return False
    return image.hidden is hidden and image.is_visible_to(req.ctx.project_id, admin=is_admin(req.ctx))


def _check_visibility(req: Request) -> None:
    wanted = req.get_param("visibility")
    if wanted is not None and wanted not in (*VISIBILITIES, "all"):
        raise Fault(400, f"Invalid visibility value: it must be one of {', '.join(VISIBILITIES)}, all.")


def _fits(req: Request, shown: dict[str, Any]) -> bool:
    return all(_fits_one(shown, name, value) for name, value in req.params.items())


def _fits_one(shown: dict[str, Any], name: str, value: str | list[str]) -> bool:
    if name in _NOT_FILTERS or (name == "visibility" and value == "all"):
        return True
    wanted = value if isinstance(value, list) else [value]
    if name == "tag":
        return set(wanted) <= set(shown["tags"])
    if name in ("size_min", "size_max"):
        return all(_is_within(shown["size"] or 0, name, each) for each in wanted)
    return any(_is(shown.get(name), each) for each in wanted)


def _is_within(size: int, name: str, bound: str) -> bool:
    return size >= _number(name, bound) if name == "size_min" else size <= _number(name, bound)


def _is(has: Any, wanted: str) -> bool:
    choices = wanted.removeprefix("in:").split(",") if wanted.startswith("in:") else [wanted]
    return any(str(has) == each or (isinstance(has, bool) and str(has).lower() == each.lower()) for each in choices)


def _order(req: Request) -> list[tuple[str, str]]:
    """What is sorted by, the weightiest first: `sort=name:asc,size`, or `sort_key` and `sort_dir`."""
    asked = (req.get_param("sort") or "").split(",")
    if asked == [""]:
        keys, directions = (req.get_param_as_list(name) or [] for name in ("sort_key", "sort_dir"))
        more = directions[-1:] * len(keys)
        asked = [f"{key}:{way}" for key, way in zip(keys, [*directions, *more] or ["desc"] * len(keys), strict=False)]
    return [_checked(*each.strip().partition(":")) for each in asked]


def _checked(key: str, _colon: str, direction: str) -> tuple[str, str]:
    if key not in _SORTED_BY:
        raise Fault(400, f"Invalid sort key. It must be one of the following: {', '.join(_SORTED_BY)}.")
    if direction not in ("", "asc", "desc"):
        raise Fault(400, "Invalid sort direction. It must be asc or desc.")
    return key, direction or "desc"


def _rank_by(key: str) -> Callable[[Image], tuple[bool, str | int]]:
    """Orders images by values of one kind; those that have none stand before all others."""

    def rank(image: Image) -> tuple[bool, str | int]:
        value = view(image)[key]
        return (False, "") if value is None else (True, value)

    return rank


def _limit(req: Request) -> int:
    text = req.get_param("limit")
    return _DEFAULT if text is None else min(_number("limit", text), MOST)


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise Fault(400, f"{name} param must be a whole number, not negative")
    return int(text)


def _start(req: Request, found: list[Image]) -> int:
    marker = req.get_param("marker")
    if marker is None:
        return 0
    places = [place for place, image in enumerate(found) if image.id == marker]
    if not places:
        raise Fault(400, "No image found with the ID of the marker")
    return places[0] + 1
