"""Long lists come in pages: `limit` things after the one named by `marker`, and a link to the next page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from ....http import Fault, Request

MAX_LIMIT = 1000
_NUMBER = re.compile("[0-9]{1,9}")
_T = TypeVar("_T")


def page(
    req: Request, kind: str, things: Sequence[_T], id_of: Callable[[_T], str]
) -> tuple[Sequence[_T], dict[str, Any]]:
    """The page that the query wants of `/{kind}`, and the link to the next one if there is more.

    :raises Fault: 400, `limit` is no number or there is no `marker`.
    """
    limit, start = _limit(req), _start(req, things, id_of)
    shown = things[start : start + limit]
    if start + limit >= len(things) or not shown:
        return shown, {}
    query = urlencode({**req.params, "limit": limit, "marker": id_of(shown[-1])}, doseq=True)
    href = f"{req.prefix}{req.path}?{query}"
    return shown, {f"{kind}_links": [{"rel": "next", "href": href}]}


def number(text: str, otherwise: str) -> int:
    """A number of at most nine digits.

    :param otherwise: what is said of a text that is none.
    :raises Fault: 400.
    """
    if not _NUMBER.fullmatch(text):
        raise Fault(400, otherwise)
    return int(text)


def _limit(req: Request) -> int:
    asked = req.get_param("limit")
    if asked is None:
        return MAX_LIMIT
    return min(number(asked, "limit param must be an integer"), MAX_LIMIT) or MAX_LIMIT


def _start(req: Request, things: Sequence[_T], id_of: Callable[[_T], str]) -> int:
    marker = req.get_param("marker")
    if marker is None:
        return 0
    for place, thing in enumerate(things):
        if id_of(thing) == marker:
            return place + 1
    raise Fault(400, f"marker [{marker}] not found")
