"""Reads what bodies and queries say; what makes no sense is refused with 400, as cinder words it."""

from __future__ import annotations

import re
from typing import Any

from ...http import Fault, Fields
from ..model import TYPE

LONGEST = 255
"""Characters of a text."""
LARGEST = 2**31 - 1
"""GiB of a volume, and items of a list that can be asked for."""
_UUID = re.compile(r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_WHOLE = re.compile(r"[0-9]{1,10}")
_NONE_HERE = ("snapshot_id", "source_volid", "backup_id", "consistencygroup_id")


def uuid(asked: Fields, name: str) -> str:
    """The id of that name."""
    value = asked.text(name)
    if not _UUID.fullmatch(value):
        raise refusal(name, "is not a 'uuid'")
    return value


def size(asked: Fields, name: str = "size") -> int:
    """So many GiB, above 0; older clients send them as text."""
    value = asked.raw(name)
    number = int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else asked.integer(name)
    if not 1 <= number <= LARGEST:
        raise refusal(name, f"is not between 1 and {LARGEST}")
    return number


def given(asked: Fields) -> dict[str, Any]:
    """What a volume is made with beside its size. What would need something that there is not is refused.

    :raises Fault: 400; 404, there is no such type of volumes.
    """
    for name in _NONE_HERE:
        if asked.raw(name) is not None:
            raise refusal(name, "there are none in this cloud")
    if asked.maybe_text("volume_type") not in (None, TYPE):
        raise Fault(404, "The volume type could not be found.")
    image_id = None if asked.raw("imageRef") in (None, "") else uuid(asked, "imageRef")
    texts = {name: text(asked, name) for name in ("name", "description")}
    return {**texts, "image_id": image_id, "metadata": metadata(asked)}


def changes(asked: Fields) -> dict[str, Any]:
    """What of a volume is to be changed."""
    found: dict[str, Any] = {name: text(asked, name) for name in ("name", "description") if name in asked}
    if "metadata" in asked:
        found["metadata"] = metadata(asked)
    return found


def text(asked: Fields, name: str) -> str | None:
    """The text of that name, if there is one, and it is not too long."""
    value = asked.maybe_text(name)
    if value is not None and len(value) > LONGEST:
        raise refusal(name, f"is longer than {LONGEST} characters")
    return value


def metadata(asked: Fields) -> dict[str, str]:
    """Keys and values that the user gives a volume."""
    if asked.raw("metadata") is None:
        return {}
    values = asked.object("metadata")
    for key in values.names():
        if not 1 <= len(key) <= LONGEST:
            raise refusal("metadata", f"a key has not 1 to {LONGEST} characters")
        if len(values.text(key)) > LONGEST:
            raise refusal("metadata", f"a value is longer than {LONGEST} characters")
    return {key: values.text(key) for key in values.names()}


def whole(value: str, name: str) -> int:
    """The number that a query names, 0 or more."""
    if not _WHOLE.fullmatch(value):
        raise Fault(400, f"{name} param must be a whole number, not negative")
    return int(value)


def refusal(name: str, what: str) -> Fault:
    """As cinder refuses a field of a body."""
    return Fault(400, f"Invalid input for field/attribute {name}: {what}.")
