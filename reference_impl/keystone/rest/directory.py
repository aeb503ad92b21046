"""Services, their endpoints, and the region that they are in, over REST."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import falcon

from ...http import Fault, Fields, Request
from ..catalog import INTERFACES, REGION, Catalog, Endpoint, Service
from ..identity import NotThere
from .kind import Kind, given, links


def kinds(catalog: Catalog) -> tuple[Kind[Any], ...]:
    """Services and endpoints."""
    return _services(catalog), _endpoints(catalog)


def _services(catalog: Catalog) -> Kind[Service]:
    def read(body: Fields) -> dict[str, Any]:
        return given(body, type=str, name=str, description=str, enabled=bool)

    def create(body: Fields) -> Service:
        return catalog.add_service(**{"service_type": body.text("type"), "name": "", **_but_type(read(body))})

    return Kind(
        "service",
        "services",
        ("name", "type"),
        catalog.services,
        asdict,
        create,
        lambda service_id, body: catalog.change_service(service_id, **read(body)),
        catalog.remove_service,
    )


def _endpoints(catalog: Catalog) -> Kind[Endpoint]:
    def create(body: Fields) -> Endpoint:
        asked = _endpoint(body)
        required = {name: body.text(name) for name in ("service_id", "interface", "url")}
        return catalog.add_endpoint(**{**asked, **required})

    return Kind(
        "endpoint",
        "endpoints",
        ("service_id", "interface", "region_id"),
        catalog.endpoints,
        lambda endpoint: {**asdict(endpoint), "region_id": endpoint.region},
        create,
        lambda endpoint_id, body: catalog.change_endpoint(endpoint_id, **_endpoint(body)),
        catalog.remove_endpoint,
    )


def _endpoint(body: Fields) -> dict[str, Any]:
    """What a body sets of an endpoint; its region goes by two names."""
    asked = given(body, service_id=str, interface=str, url=str, region=str, region_id=str, enabled=bool)
    if asked.get("interface", "public") not in INTERFACES:
        raise Fault(400, f"Invalid input for field/attribute interface: it is none of {', '.join(INTERFACES)}.")
    if "region_id" in asked:
        asked["region"] = asked.pop("region_id")
    return asked


def _but_type(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != "type"}


class Regions:
    """`GET /v3/regions`: there is one."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists it."""
        resp.media = {"regions": [_region(req)], "links": links(req)}

    def on_get_one(self, req: Request, resp: falcon.Response, region_id: str) -> None:
        """Shows it."""
        if region_id != REGION:
            raise NotThere(f"Could not find region: {region_id}.")
        resp.media = {"region": _region(req)}


def _region(req: Request) -> dict[str, Any]:
    return {
        "id": REGION,
        "description": "",
        "parent_region_id": None,
        "links": {"self": f"{req.prefix}/v3/regions/{REGION}"},
    }
