"""Reads what a body says of an image, by the names that the model has for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ...http import Fault, Fields

LONGEST = 255
"""Characters of a name or a tag."""
LARGEST = 2**31 - 1
"""Of `min_disk` and `min_ram`."""
CLEARED: Mapping[str, Any] = MappingProxyType({
    "name": None,
    "container_format": None,
    "disk_format": None,
    "min_disk": 0,
    "min_ram": 0,
    "protected": False,
    "hidden": False,
    "tags": (),
})  # fmt: skip
"""What stands where nothing is said; who sees it apart, which is never unsaid."""
READ_ONLY = frozenset(
    ("status", "size", "checksum", "os_hash_algo", "os_hash_value", "created_at", "updated_at", "file", "self",
     "schema", "virtual_size", "direct_url", "locations", "stores")
)  # fmt: skip
BASE = frozenset(
    ("id", "name", "owner", "visibility", "tags", "protected", "os_hidden", "min_disk", "min_ram", "disk_format",
     "container_format")
)  # fmt: skip
"""What every image has, and can be set."""
VISIBILITIES = ("private", "shared", "community", "public")
FORMATS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "container_format": ("ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"),
    "disk_format": ("ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop", "gpt"),
})  # fmt: skip
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def read(body: Fields) -> dict[str, Any]:
    """What a body says, `properties` among it.

    :raises Fault: 400, something is mistyped; 403, it cannot be set.
    """
    given: dict[str, Any] = {}
    for name in body.names():
        if name in READ_ONLY:
            raise Fault(403, f"Attribute '{name}' is read-only.")
        if name in _READERS:
            given[_NAMES.get(name, name)] = _READERS[name](body, name)
    own = {name: _property(body, name) for name in body.names() if name not in BASE}
    return {**given, "properties": own}


def wanted_id(body: Fields) -> str | None:
    """The id that a new image is to have, if one is asked for.

    :raises Fault: 400, it is none.
    """
    if "id" not in body:
        return None
    wanted = body.text("id")
    if not _UUID.fullmatch(wanted):
        raise _refusal("id", "is not a 'uuid'")
    return wanted


def short(value: str, name: str) -> str:
    """A text that is not too long.

    :raises Fault: 400, it is.
    """
    if len(value) > LONGEST:
        raise _refusal(name, f"is longer than {LONGEST} characters")
    return value


def _name(body: Fields, name: str) -> str | None:
    value = body.maybe_text(name)
    return None if value is None else short(value, name)


def _format(body: Fields, name: str) -> str | None:
    value = body.maybe_text(name)
    return None if value is None else _one_of(value, name, FORMATS[name])


def _visibility(body: Fields, name: str) -> str:
    return _one_of(body.text(name), name, VISIBILITIES)


def _number(body: Fields, name: str) -> int:
    value = body.integer(name)
    if not 0 <= value <= LARGEST:
        raise _refusal(name, f"is not between 0 and {LARGEST}")
    return value


def _flag(body: Fields, name: str) -> bool:
    return body.flag(name, False)


def _tags(body: Fields, name: str) -> tuple[str, ...]:
    tags = body.items(name)
    if not all(isinstance(tag, str) for tag in tags):
        raise _refusal(name, "is not an array of strings")
    return tuple(dict.fromkeys(short(tag, name) for tag in tags))


def _property(body: Fields, name: str) -> str:
    return body.text(short(name, "name of a property"))


def _one_of(value: str, name: str, values: tuple[str, ...]) -> str:
    if value not in values:
        raise _refusal(name, f"is not one of {', '.join(values)}")
    return value


def _refusal(name: str, what: str) -> Fault:
    return Fault(400, f"Invalid input for field/attribute {name}: {what}.")


_NAMES = {"os_hidden": "hidden"}
_READERS: dict[str, Callable[[Fields, str], Any]] = {
    "name": _name,
    "container_format": _format,
    "disk_format": _format,
    "visibility": _visibility,
    "min_disk": _number,
    "min_ram": _number,
    "protected": _flag,
    "os_hidden": _flag,
    "tags": _tags,
}
