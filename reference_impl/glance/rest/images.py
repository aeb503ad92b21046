"""The metadata of images over REST."""

from __future__ import annotations

import re
from typing import Any

import falcon

from ...http import Fault, Fields, Request
from ..model import Image, Images
from .listing import page
from .policy import changeable, check_visibility, visible
from .views import view

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FORMATS = {
    "container_format": ("ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"),
    "disk_format": ("ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop", "gpt"),
    "visibility": ("private", "shared", "community", "public"),
}
_NUMBERS = ("min_disk", "min_ram")
_FLAGS = {"protected": "protected", "os_hidden": "hidden"}
_READ_ONLY = frozenset(
    ("status", "size", "checksum", "os_hash_algo", "os_hash_value", "created_at", "updated_at", "file", "self",
     "schema", "virtual_size", "direct_url", "locations", "owner", "stores")
)  # fmt: skip


class Collection:
    """`/v2/images`."""

    def __init__(self, images: Images) -> None:
        self._images = images

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists what the user may see."""
        resp.media = page(req, self._images.all())

    def on_post(self, req: Request, resp: falcon.Response) -> None:
        """Enters an image."""
        body = req.fields
        given = read(body)
        check_visibility(req.ctx, given.get("visibility", "shared"))
        image = self._images.create(req.ctx.project_id, _wanted_id(body), **given)
        resp.status = falcon.HTTP_201
        resp.location = f"{req.prefix}/v2/images/{image.id}"
        resp.media = view(image)


class Item:
    """`/v2/images/{id}`."""

    def __init__(self, images: Images) -> None:
        self._images = images

    def on_get(self, req: Request, resp: falcon.Response, image_id: str) -> None:
        """Shows an image (steps 19 and 21)."""
        resp.media = view(visible(self._images, req.ctx, image_id))

    def on_patch(self, req: Request, resp: falcon.Response, image_id: str) -> None:
        """Changes an image by a JSON patch (RFC 6902: add, replace, remove)."""
        image = changeable(self._images, req.ctx, image_id)
        if not isinstance(req.json, list):
            raise Fault(400, "Request body must be a JSON array of operation objects.")
        changed = patched(image, [Fields(each, f"operation {place}") for place, each in enumerate(req.json)])
        check_visibility(req.ctx, "shared" if changed.get("visibility") == image.visibility else changed["visibility"])
        resp.media = view(self._images.update(image_id, **changed))

    def on_delete(self, req: Request, resp: falcon.Response, image_id: str) -> None:
        """Deletes an image."""
        changeable(self._images, req.ctx, image_id)
        self._images.delete(image_id)
        resp.status = falcon.HTTP_204


def read(body: Fields) -> dict[str, Any]:
    """What a body says of an image, by the names that the model has for it.

    :raises Fault: 400, something is mistyped; 403, it cannot be set.
    """
    given: dict[str, Any] = {"name": body.maybe_text("name")}
    properties: dict[str, str] = {}
    for name in body.names():
        if name in _READ_ONLY:
            raise Fault(403, f"Attribute '{name}' is read-only.")
        if name in _FORMATS:
            given[name] = _one_of(body, name)
        elif name in _NUMBERS:
            given[name] = _number(body, name)
        elif name in _FLAGS:
            given[_FLAGS[name]] = body.flag(name, False)
        elif name == "tags":
            given["tags"] = _tags(body)
        elif name not in ("id", "name"):
            properties[name] = body.text(name)
    return {key: value for key, value in given.items() if value is not None} | {"properties": properties}


def patched(image: Image, operations: list[Fields]) -> dict[str, Any]:
    """What an image is to be after the operations, all or none.

    :raises Fault: 400, an operation is none; 403, it changes what cannot be; 409, there is nothing to replace.
    """
    shown = {key: value for key, value in view(image).items() if key not in _READ_ONLY and key != "id"}
    for operation in operations:
        _apply(operation, shown, image)
    cleared = {"min_disk": 0, "min_ram": 0, "protected": False, "hidden": False, "tags": (), "name": None}
    return {**cleared, **read(Fields({key: value for key, value in shown.items() if value is not None}))}


def _apply(operation: Fields, shown: dict[str, Any], image: Image) -> None:
    kind, name = operation.text("op"), operation.text("path").removeprefix("/")
    if name in _READ_ONLY or name == "id":
        raise Fault(403, f"Attribute '{name}' is read-only.")
    if kind in ("replace", "remove") and name not in shown:
        raise Fault(409, f"Property {name} does not exist.")
    if kind == "remove":
        if name not in image.properties:
            raise Fault(403, f"Property {name} may not be removed.")
        del shown[name]
    elif kind in ("add", "replace"):
        shown[name] = operation.raw("value")
    else:
        raise Fault(400, f"Operation '{kind}' is not one of add, replace, remove.")


def _wanted_id(body: Fields) -> str | None:
    wanted = body.maybe_text("id")
    if wanted is not None and not _UUID.fullmatch(wanted):
        raise Fault(400, "Invalid input for field/attribute id: is not a 'uuid'.")
    return wanted


def _one_of(body: Fields, name: str) -> str | None:
    value = body.maybe_text(name)
    if value is not None and value not in _FORMATS[name]:
        raise Fault(400, f"Invalid input for field/attribute {name}: is not one of {', '.join(_FORMATS[name])}.")
    return value


def _number(body: Fields, name: str) -> int:
    value = body.integer(name)
    if value < 0:
        raise Fault(400, f"Invalid input for field/attribute {name}: is less than the minimum of 0.")
    return value


def _tags(body: Fields) -> tuple[str, ...]:
    tags = body.items("tags")
    if not all(isinstance(tag, str) and len(tag) <= 255 for tag in tags):
        raise Fault(400, "Invalid input for field/attribute tags: is not an array of strings.")
    return tuple(dict.fromkeys(tags))
