"""What exchanges with glance show, whoever tells them."""

from __future__ import annotations

from ..http import Shows, Side, names, segment, text
from ..http.facts import Found


def _named(side: Side) -> Found:
    return text("image_id", segment(side.path, 2))


def _shown(side: Side) -> Found:
    return text("image_id", names(side.json, "id"))


SHOW_IMAGE = Shows(_named, _shown)
"""`GET /v2/images/{id}`: steps 19 and 21."""
IMAGE_FILE = Shows(_named, _named)
"""`GET /v2/images/{id}/file`: step 21."""
