"""How an image looks on the wire: flat, its owner's own properties among the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ..data import HASH
from ..model import Image


def view(image: Image) -> dict[str, Any]:
    """An image."""
    data = image.data
    return {
        **image.properties,
        "id": image.id,
        "name": image.name,
        "status": image.status,
        "visibility": image.visibility,
        "owner": image.owner,
        "container_format": image.container_format,
        "disk_format": image.disk_format,
        "min_disk": image.min_disk,
        "min_ram": image.min_ram,
        "protected": image.protected,
        "os_hidden": image.hidden,
        "tags": list(image.tags),
        "size": data.size if data else None,
        "virtual_size": None,
        "checksum": data.checksum if data else None,
        "os_hash_algo": HASH if data else None,
        "os_hash_value": data.hash_value if data else None,
        "created_at": _date(image.created),
        "updated_at": _date(image.updated),
        "self": f"/v2/images/{image.id}",
        "file": f"/v2/images/{image.id}/file",
        "schema": "/v2/schemas/image",
    }


def _date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
