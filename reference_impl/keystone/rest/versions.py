"""Which versions of the API there are; asked before anything else, by anybody."""

from __future__ import annotations

from typing import Any

import falcon

from ...http import Request

MINOR = "v3.14"
_UPDATED = "2020-04-07T00:00:00Z"


class Versions:
    """`GET /`."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """All versions: one."""
        resp.status = falcon.HTTP_300
        resp.media = {"versions": {"values": [_version(req)]}}


class Version:
    """`GET /v3`."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """This one."""
        resp.media = {"version": _version(req)}


def _version(req: Request) -> dict[str, Any]:
    return {
        "id": MINOR,
        "status": "stable",
        "updated": _UPDATED,
        "links": [{"rel": "self", "href": f"{req.prefix}/v3/"}],
        "media-types": [{"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}],
    }
