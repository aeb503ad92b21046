"""Which versions of the API there are, and which one a request wants: nova's microversions.

A client names the microversion by which it wants to be understood and answered in a header; without one it is the
oldest. What changes with them is said where it changes, by the number after the dot: `minor(req) >= 47`.
"""

from __future__ import annotations

import re
from typing import Any

import falcon

from ...http import Fault, Request

OLDEST = 1
LATEST = 96
"""Of 2025.1; what came later is of no use here."""
_HEADER = "OpenStack-API-Version"
_OLD_HEADER = "X-OpenStack-Nova-API-Version"
_VERSION = re.compile(r"[1-9][0-9]{0,8}\.(0|[1-9][0-9]{0,8})")


def minor(req: falcon.Request) -> int:
    """The microversion that the request wants, of 2.47 the 47."""
    wanted: int = req.context.minor
    return wanted


def negotiate(req: falcon.Request, resp: falcon.Response, _resource: object, _params: dict[str, Any]) -> None:
    """Reads the wanted microversion, and says by which one the request is answered.

    :raises Fault: 400, it is no version; 406, it is none that there is.
    """
    named = _named(req)
    if named is None:
        number = OLDEST
    elif named == "latest":
        number = LATEST
    else:
        number = _number(named)
    req.context.minor = number
    resp.set_headers({
        _HEADER: f"compute 2.{number}",
        _OLD_HEADER: f"2.{number}",
        "Vary": f"{_HEADER}, {_OLD_HEADER}",
    })  # fmt: skip


versioned = falcon.before(negotiate)
"""Decorates a resource: its requests want a microversion."""


def _named(req: falcon.Request) -> str | None:
    """As `2.47` or `latest`; the older header counts where the newer one does not speak of compute."""
    for each in (req.get_header(_HEADER) or "").split(","):
        service, _, version = each.strip().partition(" ")
        if service.lower() == "compute":
            return version.strip()
    return req.get_header(_OLD_HEADER)


def _number(named: str) -> int:
    if not _VERSION.fullmatch(named):
        raise Fault(400, f"API Version String {named} is of invalid format. Must be of format MajorNum.MinorNum.")
    major, _, number = named.partition(".")
    if major != "2" or not OLDEST <= int(number) <= LATEST:
        raise Fault(
            406,
            f"Version {named} is not supported by the API. Minimum is 2.{OLDEST} and maximum is 2.{LATEST}.",
            "computeFault",
        )
    return int(number)


class Versions:
    """`GET /`: all versions."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists the only one there is."""
        resp.media = {"versions": [_document(req)]}


class Version:
    """`GET /v2.1`: this version."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Shows it with its media type and where it is described."""
        document = _document(req)
        document["links"].append({"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"})
        document["media-types"] = [
            {"base": "application/json", "type": "application/vnd.openstack.compute+json;version=2.1"}
        ]
        resp.media = {"version": document}


def _document(req: Request) -> dict[str, Any]:
    return {
        "id": "v2.1",
        "status": "CURRENT",
        "version": f"2.{LATEST}",
        "min_version": f"2.{OLDEST}",
        "updated": "2013-07-23T11:33:21Z",
        "links": [{"rel": "self", "href": f"{req.prefix}/v2.1/"}],
    }
