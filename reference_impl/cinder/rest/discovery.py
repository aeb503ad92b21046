"""Which versions of the API there are, and which one a request speaks."""

from __future__ import annotations

import re
from typing import Any

import falcon

from ...http import Fault, Request

OLDEST = 0
LATEST = 71
"""Minor versions: `3.71`."""
HEADER = "OpenStack-API-Version"
_VERSION = re.compile(r"volume 3\.(\d+)")


class Versions:
    """`GET /`."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """One version; the answer is `300`, also where there is no choice."""
        resp.status = falcon.HTTP_300
        resp.media = {"versions": [_version(req)]}


class Version:
    """`GET /v3/`."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """This one."""
        resp.media = {"versions": [_version(req)]}


def minor_of(req: Request, resp: falcon.Response) -> int:
    """The minor version that the request speaks; the answer says so.

    :raises Fault: 406, there is no such version.
    """
    asked = req.get_header(HEADER) or ""
    found = _VERSION.search(asked)
    minor = LATEST if "volume latest" in asked else int(found[1]) if found else OLDEST
    if minor > LATEST:
        raise Fault(406, f"Version 3.{minor} is not supported by the API. Minimum is 3.0 and maximum is 3.{LATEST}.")
    resp.set_header(HEADER, f"volume 3.{minor}")
    resp.append_header("Vary", HEADER)
    return minor


def _version(req: Request) -> dict[str, Any]:
    return {
        "id": "v3.0",
        "status": "CURRENT",
        "version": f"3.{LATEST}",
        "min_version": f"3.{OLDEST}",
        "updated": "2023-08-31T00:00:00Z",
        "links": [{"rel": "self", "href": f"{req.prefix}/v3/"}],
        "media-types": [{"base": "application/json", "type": "application/vnd.openstack.volume+json;version=3"}],
    }
