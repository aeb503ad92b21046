"""Lists: which things, in which order, from where on, and what of each (`?name=a&id=1&id=2&fields=id&limit=2`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from ...http import Fault, Request
from .convert import Unfit, whole

View = dict[str, Any]
Reader = Callable[[View], Any]
_CONTROLS = frozenset({"fields", "sort_key", "sort_dir", "limit", "marker", "page_reverse"})
_TRUE = frozenset({"true", "1"})
_MOST = 2**31


def answer(req: Request, plural: str, views: Sequence[View], filters: Collection[str]) -> View:
    """The body of a list.

    :param filters: the names of attributes that the things can be picked by.
    :raises Fault: 400, something is asked for that cannot be; 404, the marker is not there.
    """
    if not req.query_string:
        return {plural: views}
    query = _query(req)
    picked = [each for each in views if _fits(each, query, filters)]
    page, is_cut = _page(_sorted(picked, query), query)
    body: View = {plural: [chosen(each, query.get("fields", ())) for each in page]}
    if is_cut:
        following = {**req.params, "marker": page[-1]["id"]}
        body[f"{plural}_links"] = [{"rel": "next", "href": f"{req.prefix}{req.path}?{urlencode(following, True)}"}]
    return body


def fields_of(req: Request) -> Sequence[str]:
    """What of a thing is asked for; nothing: all."""
    return _query(req).get("fields", ()) if req.query_string else ()


def chosen(view: View, fields: Collection[str]) -> View:
    """What was asked for of a thing."""
    return {name: value for name, value in view.items() if name in fields} if fields else view


def _query(req: Request) -> Mapping[str, Sequence[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in req.params.items()}


def _fits(view: View, query: Mapping[str, Sequence[str]], filters: Collection[str]) -> bool:
    for name, values in query.items():
        if name in _CONTROLS:
            continue
        if name not in filters:
            raise _bad(f"['{name[:100]}'] is invalid attribute for filtering")
        if not _is_one(view.get(name), values):
            return False
    return True


def _is_one(value: Any, wanted: Sequence[str]) -> bool:
    if isinstance(value, bool):
        return any((each.lower() in _TRUE) == value for each in wanted)
    if isinstance(value, list):
        return any(_has(each, text) for each in value for text in wanted)
    return ("" if value is None else str(value)) in wanted


def _has(entry: Any, wanted: str) -> bool:
    """An entry of a list; of `fixed_ips` as `ip_address=10.0.0.3` or `subnet_id=…`."""
    if not isinstance(entry, dict):
        return str(entry) == wanted
    name, _, value = wanted.partition("=")
    return name in entry and str(entry[name]) == value


def _sorted(views: list[View], query: Mapping[str, Sequence[str]]) -> list[View]:
    """By each key; what is sorted by first is done last."""
    keys, ways = query.get("sort_key", ()), query.get("sort_dir", ())
    for key, way in reversed(list(zip_longest(keys, ways[: len(keys)], fillvalue="asc"))):
        if way not in ("asc", "desc"):
            raise _bad(f"The value for sort_dir is '{way[:20]}', it should be either 'asc' or 'desc'")
        views = sorted(views, key=_by(key), reverse=way == "desc")
    return views


def _by(key: str) -> Callable[[View], tuple[bool, Any]]:
    """What things are compared by: those that have none come first."""

    def read(view: View) -> tuple[bool, Any]:
        value = view.get(key, ())
        if value is not None and not isinstance(value, (str, int)):
            raise _bad(f"['{key[:100]}'] is invalid attribute for sort_key")
        return value is not None, value

    return read


def _page(views: list[View], query: Mapping[str, Sequence[str]]) -> tuple[list[View], bool]:
    """What lies behind the marker, up to the limit; and whether more follows."""
    limit, marker = _limit(query), query.get("marker", [""])[-1]
    start = 0
    if marker:
        start = next((place for place, each in enumerate(views, 1) if each["id"] == marker), 0)
        if not start:
            raise Fault(404, f"Resource {marker[:100]} could not be found.", "HTTPNotFound")
    stop = start + limit if limit else len(views)
    return views[start:stop], stop < len(views)


def _limit(query: Mapping[str, Sequence[str]]) -> int:
    try:
        return int(whole(0, _MOST)(query.get("limit", ["0"])[-1]))
    except Unfit as unfit:
        raise _bad(f"Invalid input for limit. Reason: {unfit}.") from unfit


def _bad(message: str) -> Fault:
    return Fault(400, message, "HTTPBadRequest")
