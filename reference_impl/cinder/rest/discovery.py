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
SERVICE = "volume"
_VERSION = re.compile(r"([1-9][0-9]*)\.([1-9][0-9]*|0)")
_MOST_DIGITS = 4


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

    :raises Fault: 400, what it asks for is no version; 406, there is no such version.
    """
    minor = _asked(req.get_header(HEADER) or "")
    resp.set_header(HEADER, f"volume 3.{minor}")
    resp.append_header("Vary", HEADER)
    return minor


def _asked(header: str) -> int:
    """The header names one service or several, as `compute 2.79, volume 3.27`; who names none speaks the oldest."""
    for each in header.split(","):
        service, _, version = each.strip().partition(" ")
        if service == SERVICE:
            return LATEST if version == "latest" else _minor(version)
    return OLDEST


def _minor(version: str) -> int:
    found = _VERSION.fullmatch(version)
    if found is None:
        raise Fault(400, "API Version String is of invalid format. Must be of format MajorNum.MinorNum.")
    if found[1] != "3" or len(found[2]) > _MOST_DIGITS or int(found[2]) > LATEST:
        raise Fault(406, f"That version is not supported by the API. Minimum is 3.{OLDEST} and maximum is 3.{LATEST}.")
    return int(found[2])


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
