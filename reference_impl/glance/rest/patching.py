"""Changes an image by a JSON patch (RFC 6902) of the operations that glance knows: add, replace, remove."""

from __future__ import annotations

import re
from typing import Any

from ...http import Fault, Fields
from ..model import Image
from .reading import BASE, CLEARED, FORMATS, READ_ONLY, read
from .views import view

MEDIA_TYPES = ("application/openstack-images-v2.1-json-patch", "application/openstack-images-v2.0-json-patch")
_FIXED = ("id", "owner")
_POINTER = re.compile(r"/((?:[^/~]|~0|~1)+)")


def patched(image: Image, json: Any) -> dict[str, Any]:
    """What an image is to be after the operations, all or none.

    :raises Fault: 400, an operation is none; 403, it changes what cannot be; 409, there is nothing to replace.
    """
    if not isinstance(json, list):
        raise Fault(400, "Request body must be a JSON array of operation objects.")
    shown = {name: value for name, value in view(image).items() if name not in READ_ONLY and name not in _FIXED}
    for place, operation in enumerate(json):
        _apply(Fields(operation, f"operation {place}"), shown, image)
    return {**CLEARED, **read(Fields(shown))}


def _apply(operation: Fields, shown: dict[str, Any], image: Image) -> None:
    kind, name = operation.text("op"), _name(operation.text("path"))
    if kind not in ("add", "replace", "remove"):
        raise Fault(400, "Operations must be one of: 'add', 'replace', 'remove'.")
    if name in READ_ONLY or name in _FIXED:
        raise Fault(403, f"Attribute '{name}' is read-only.")
    if kind != "add" and name not in shown:
        raise Fault(409, f"Property {name} does not exist.")
    if kind == "remove":
        _remove(name, shown)
    else:
        _set(name, operation, shown, image)


def _remove(name: str, shown: dict[str, Any]) -> None:
    if name in BASE:
        raise Fault(403, f"Property {name} may not be removed.")
    del shown[name]


def _set(name: str, operation: Fields, shown: dict[str, Any], image: Image) -> None:
    if "value" not in operation:
        raise Fault(400, "Operation objects must contain a member named 'value'.")
    if name in FORMATS and image.status != "queued":
        raise Fault(403, f"Attribute {name} can be only replaced for a queued image.")
    shown[name] = operation.raw("value")


def _name(pointer: str) -> str:
    """The attribute that a JSON pointer names; glance has none that lie deeper."""
    found = _POINTER.fullmatch(pointer)
    if found is None:
        raise Fault(400, "Pointer must name one attribute, as in '/name'.")
    return found[1].replace("~1", "/").replace("~0", "~")
