"""What an exchange showed, read off what went over the wire.

Each route has one reader for its request and one for its answer. The caller uses them on what it sends and gets; the
service's door uses the same ones for callers that tell nothing. What they give are the facts of `docs/trace.md`, and
`instance_id` where the exchange is about one server. They are given whatever was sent, so they take any JSON: a value
that is not what it should be is left out, for it is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Found = dict[str, Any]


class Side(NamedTuple):
    """One side of an exchange: its request, or its answer.

    :param path: from the version on, without query; the same on both sides.
    :param json: the body, decoded; `None` where there is none or it is no JSON.
    :param header: the value of a header by its lower-case name, or `None`.
    """

    path: str
    json: Any
    header: Callable[[str], str | None]


Read = Callable[[Side], Found]


def nothing(_side: Side) -> Found:
    """A side that shows nothing that a trace keeps."""
    return {}


@dataclass(frozen=True, slots=True)
class Shows:
    """The readers of a route. An answer is read where its status is below 400; others show their failure."""

    request: Read = nothing
    response: Read = nothing


NOTHING = Shows()


def names(json: Any, *keys: str) -> Any:
    """What stands at the end of a chain of keys in a JSON body; `None` where the chain breaks off."""
    for key in keys:
        if not isinstance(json, Mapping):
            return None
        json = json.get(key)
    return json


def text(key: str, value: Any) -> Found:
    """The fact, if the value is a string."""
    return {key: value} if isinstance(value, str) else {}


def texts(key: str, values: Iterable[Any]) -> Found:
    """The fact, if all values are strings."""
    listed = list(values)
    return {key: listed} if all(isinstance(each, str) for each in listed) else {}


def segment(path: str, place: int) -> str | None:
    """A segment of a path, counted from 0 at the version: of `/v2/images/i1`, 2 is `i1`."""
    parts = path.strip("/").split("/")
    return parts[place] if place < len(parts) else None


def failure(status: int, json: Any) -> Found:
    """What an answer of 400 or more shows. A fault is named by its `type` or `title`, or the key it stands under."""
    for key, fault in json.items() if isinstance(json, Mapping) else ():
        if isinstance(fault, Mapping):
            return {"failure": {"class": str(fault.get("type") or fault.get("title") or key), **_message(fault)}}
    title = names(json, "title")
    return {"failure": {"class": title if isinstance(title, str) else f"HTTP {status}", **_message(json)}}


def _message(fault: Any) -> Found:
    return text("message", names(fault, "message"))
