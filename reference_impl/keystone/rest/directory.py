"""Services and endpoints over REST."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import falcon

from ...http import Fault, Request
from ..catalog import INTERFACES, REGION, Catalog
from ..catalog import Endpoint as EndpointValue
from ..catalog import Service as ServiceValue
from ..identity import NotThere
from .policy import admins_only


class Services:
    """`/v3/services`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists, by name and type."""
        admins_only(req, "list_services")
        wanted = (req.get_param("name"), req.get_param("type"))
        found = [each for each in self._catalog.services.values() if _fits(wanted, (each.name, each.type))]
        resp.media = {"services": [_service(req, each) for each in found], "links": {"self": req.uri}}

    def on_post(self, req: Request, resp: falcon.Response) -> None:
        """Makes one."""
        admins_only(req, "create_service")
        asked = req.fields.object("service")
        made = self._catalog.add_service(
            asked.text("type"),
            asked.maybe_text("name") or "",
            description=asked.maybe_text("description") or "",
            enabled=asked.flag("enabled", True),
        )
        resp.status = falcon.HTTP_201
        resp.media = {"service": _service(req, made)}


class Service:
    """`/v3/services/{id}`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def on_get(self, req: Request, resp: falcon.Response, service_id: str) -> None:
        """Shows one."""
        admins_only(req, "get_service")
        service = self._catalog.services.get(service_id)
        if service is None:
            raise NotThere(f"Could not find service: {service_id}.")
        resp.media = {"service": _service(req, service)}

    def on_delete(self, req: Request, resp: falcon.Response, service_id: str) -> None:
        """Deletes one with its endpoints."""
        admins_only(req, "delete_service")
        self._catalog.remove_service(service_id)
        resp.status = falcon.HTTP_204


class Endpoints:
    """`/v3/endpoints`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists, by service and interface."""
        admins_only(req, "list_endpoints")
        wanted = (req.get_param("service_id"), req.get_param("interface"))
        found = [each for each in self._catalog.endpoints.values() if _fits(wanted, (each.service_id, each.interface))]
        resp.media = {"endpoints": [_endpoint(req, each) for each in found], "links": {"self": req.uri}}

    def on_post(self, req: Request, resp: falcon.Response) -> None:
        """Makes one."""
        admins_only(req, "create_endpoint")
        asked = req.fields.object("endpoint")
        interface = asked.text("interface")
        if interface not in INTERFACES:
            raise Fault(400, f"Invalid input for field 'interface': it is one of {', '.join(INTERFACES)}.")
        region = asked.maybe_text("region_id") or asked.maybe_text("region") or REGION
        made = self._catalog.add_endpoint(asked.text("service_id"), interface, asked.text("url"), region=region)
        resp.status = falcon.HTTP_201
        resp.media = {"endpoint": _endpoint(req, made)}


class Endpoint:
    """`/v3/endpoints/{id}`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def on_get(self, req: Request, resp: falcon.Response, endpoint_id: str) -> None:
        """Shows one."""
        admins_only(req, "get_endpoint")
        endpoint = self._catalog.endpoints.get(endpoint_id)
        if endpoint is None:
            raise NotThere(f"Could not find endpoint: {endpoint_id}.")
        resp.media = {"endpoint": _endpoint(req, endpoint)}

    def on_delete(self, req: Request, resp: falcon.Response, endpoint_id: str) -> None:
        """Deletes one."""
        admins_only(req, "delete_endpoint")
        self._catalog.remove_endpoint(endpoint_id)
        resp.status = falcon.HTTP_204


def _service(req: Request, service: ServiceValue) -> dict[str, Any]:
    return {**asdict(service), "links": {"self": f"{req.prefix}/v3/services/{service.id}"}}


def _endpoint(req: Request, endpoint: EndpointValue) -> dict[str, Any]:
    shown = {**asdict(endpoint), "region_id": endpoint.region}
    return {**shown, "links": {"self": f"{req.prefix}/v3/endpoints/{endpoint.id}"}}


def _fits(wanted: tuple[str | None, ...], has: tuple[str, ...]) -> bool:
    return all(want in (None, value) for want, value in zip(wanted, has, strict=True))
