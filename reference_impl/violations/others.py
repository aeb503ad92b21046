"""What nova-compute may have others ask for, and what it may not wait for."""

from __future__ import annotations

from typing import Any

from ..context import Context
from ..deployment import Seams
from ..http import Response
from ._rest import FOR_A_PORT, FOR_AN_ATTACHMENT, Asks, another_way, in_the_name_of

_FOR_THE_IMAGE = Asks("GET", "glance-api", "", other="/file")


def image_asked_for_by_api() -> Seams:
    """nova-compute has nova-api ask for the image."""
    return Seams(rest=in_the_name_of("nova-api", "nova-compute", _FOR_THE_IMAGE))


def port_asked_for_by_api() -> Seams:
    """nova-compute has nova-api ask for the port."""
    return Seams(rest=in_the_name_of("nova-api", "nova-compute", FOR_A_PORT))


def attachment_asked_for_by_api() -> Seams:
    """nova-compute has nova-api ask for the attachment."""
    return Seams(rest=in_the_name_of("nova-api", "nova-compute", FOR_AN_ATTACHMENT))


def port_not_waited_for() -> Seams:
    """nova-compute asks for the port, does not wait for the answer, and finds the port in a list."""

    def way(rest: Any, ctx: Context, method: str, service: str, path: str, body: Any, **more: Any) -> Response:
        rest.ask(ctx, method, service, path, body, **more).leave()
        listed = rest.request(ctx, "GET", service, path).json["ports"]
        mine = [port for port in listed if port["device_id"] == body["port"]["device_id"]]
        return Response(201, {}, b"", {"port": mine[-1]})

    return Seams(rest=another_way("nova-compute", FOR_A_PORT, way))


def attachment_not_waited_for() -> Seams:
    """nova-compute asks for the attachment, does not wait for the answer, and finds the attachment in a list."""

    def way(rest: Any, ctx: Context, method: str, service: str, path: str, body: Any, **more: Any) -> Response:
        rest.ask(ctx, method, service, path, body, **more).leave()
        query = {"instance_id": body["attachment"]["instance_uuid"]}
        listed = rest.request(ctx, "GET", service, f"{path}/detail", query=query, headers=more["headers"])
        return Response(200, {}, b"", {"attachment": listed.json["attachments"][-1]})

    return Seams(rest=another_way("nova-compute", FOR_AN_ATTACHMENT, way))
