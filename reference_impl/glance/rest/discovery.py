"""Which versions of the API there are, and what an image looks like."""

from __future__ import annotations

import falcon

from ...http import Fault, Request

NEWEST = "v2.17"
_TEXTS = ("id", "name", "status", "visibility", "owner", "container_format", "disk_format", "checksum", "os_hash_algo",
          "os_hash_value", "created_at", "updated_at", "self", "file", "schema")  # fmt: skip
_NUMBERS = ("size", "virtual_size", "min_disk", "min_ram")
_FLAGS = ("protected", "os_hidden")


class Versions:
    """`GET /` and `GET /versions`."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """One version; the answer is `300`, also where there is no choice."""
        self.on_get_all(req, resp)
        resp.status = falcon.HTTP_300

    def on_get_all(self, req: Request, resp: falcon.Response) -> None:
        """The same, asked for by name."""
        links = [{"rel": "self", "href": f"{req.prefix}/v2/"}]
        resp.media = {"versions": [{"id": NEWEST, "status": "CURRENT", "links": links}]}


class Schema:
    """`GET /v2/schemas/image` and `/v2/schemas/images`."""

    def on_get(self, _req: Request, resp: falcon.Response, name: str) -> None:
        """A JSON schema; any other property of an image is a string."""
        properties = {
            **{each: {"type": ["null", "string"]} for each in _TEXTS},
            **{each: {"type": ["null", "integer"]} for each in _NUMBERS},
            **{each: {"type": "boolean"} for each in _FLAGS},
            "tags": {"type": "array", "items": {"type": "string"}},
        }
        image = {"name": "image", "properties": properties, "additionalProperties": {"type": "string"}}
        if name == "image":
            resp.media = image
        elif name == "images":
            resp.media = {"name": "images", "properties": {"images": {"type": "array", "items": image}}}
        else:
            raise Fault(404, f"There is no schema {name}.")
