"""What nova-compute asks of glance: steps 19 and 21."""

from __future__ import annotations

import hashlib
from typing import Any

from ... import http
from ...context import Context
from ...glance import IMAGE_FILE, SHOW_IMAGE

_SERVICE = "glance-api"


class ImageUnusable(Exception):
    """The image, or its data, is not what glance says of it."""


class Images:
    """glance, with the user's token."""

    def __init__(self, rest: http.Client) -> None:
        self._rest = rest

    def fetch(self, ctx: Context, image_id: str) -> bytes:
        """The image's data.

        :raises Refused: glance does not give it out.
        :raises ImageUnusable: it is not active, or its data are not those that glance has the checksum of.
        """
        image = self._show(ctx, image_id)
        if image["status"] != "active":
            raise ImageUnusable(f"image {image_id} is {image['status']}, not active")
        path = f"/v2/images/{image_id}/file"
        got = http.accepted(
            _SERVICE, "the image's data", self._rest.request(ctx, "GET", _SERVICE, path, shows=IMAGE_FILE)
        )
        _check(image, got.body)
        return got.body

    def _show(self, ctx: Context, image_id: str) -> dict[str, Any]:
        path = f"/v2/images/{image_id}"
        shown: dict[str, Any] = http.accepted(
            _SERVICE, "the image", self._rest.request(ctx, "GET", _SERVICE, path, shows=SHOW_IMAGE)
        ).json
        return shown


def _check(image: dict[str, Any], data: bytes) -> None:
    """Holds the data against the hash that glance made when they were uploaded."""
    wanted = image.get("os_hash_value")
    if wanted and hashlib.new(image["os_hash_algo"], data).hexdigest() != wanted:
        raise ImageUnusable(f"the data of image {image['id']} do not have its checksum")
