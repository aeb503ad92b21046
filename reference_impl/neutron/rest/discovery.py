"""What this API is: its version, what it has, and the extensions that it holds to."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import falcon

from ...http import Fault, Request

_VERSION = "v2.0"
_RESOURCES = ("network", "subnet", "port", "security-group", "security-group-rule", "extension")
_EXTENSIONS = MappingProxyType({
    "binding": ("Port Binding", "Expose port bindings of a virtual port to external application"),
    "external-net": ("Neutron external network", "Adds external network attribute to network resource."),
    "net-mtu": ("Network MTU", "Provides MTU attribute for a network resource."),
    "net-mtu-writable": ("Network MTU (writable)", "Provides a writable MTU attribute for a network resource."),
    "pagination": ("Pagination support", "Extension that indicates that pagination is enabled."),
    "project-id": ("project_id field enabled", "Extension that indicates that project_id field is enabled."),
    "security-group": ("security-group", "The security groups extension."),
    "sorting": ("Sorting support", "Extension that indicates that sorting is enabled."),
    "standard-attr-description": ("standard-attr-description", "Extension to add descriptions to standard attributes"),
    "standard-attr-revisions": ("Resource revision numbers", "This extension will display the revision number."),
    "standard-attr-timestamp": ("Resource timestamps", "Adds created_at and updated_at to all resources."),
})  # fmt: skip


class Versions:
    """`GET /`."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """The one version."""
        link = {"rel": "self", "href": f"{req.prefix}/{_VERSION}/"}
        resp.media = {"versions": [{"id": _VERSION, "status": "CURRENT", "links": [link]}]}


class Version:
    """`GET /v2.0`."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """What can be asked for."""
        resp.media = {"resources": [_resource(req, name) for name in _RESOURCES]}


class Extensions:
    """`GET /v2.0/extensions`."""

    def on_get(self, _req: Request, resp: falcon.Response) -> None:
        """All of them."""
        resp.media = {"extensions": [_extension(alias) for alias in _EXTENSIONS]}


class Extension:
    """`GET /v2.0/extensions/{alias}`."""

    def on_get(self, _req: Request, resp: falcon.Response, alias: str) -> None:
        """One of them."""
        if alias not in _EXTENSIONS:
            raise Fault(404, f"Extension with alias {alias} does not exist", "ExtensionNotFound")
        resp.media = {"extension": _extension(alias)}


def _resource(req: Request, name: str) -> dict[str, Any]:
    link = {"rel": "self", "href": f"{req.prefix}/{_VERSION}/{name}s"}
    return {"name": name.replace("-", "_"), "collection": f"{name.replace('-', '_')}s", "links": [link]}


def _extension(alias: str) -> dict[str, Any]:
    name, description = _EXTENSIONS[alias]
    return {
        "alias": alias,
        "name": name,
        "description": description,
        "updated": "2026-01-01T00:00:00-00:00",
        "links": [],
    }
