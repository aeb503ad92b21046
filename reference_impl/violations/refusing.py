"""What glance, neutron and cinder may refuse or answer wrongly, once they have had the token validated."""

from __future__ import annotations

from typing import Any

import falcon

from ..deployment import Seams
from ..http import Fault, Request
from .keystone import layer


class _Refuses:
    """Refuses one kind of request."""

    def __init__(self, method: str, ending: str, status: int) -> None:
        self._refused = (method, ending, status)

    def process_resource(self, req: Request, _resp: falcon.Response, _resource: object, _params: Any) -> None:
        method, ending, status = self._refused
        if req.method == method and req.path.endswith(ending):
            raise Fault(status, "This cannot be done.")


def data_refused() -> Seams:
    """glance-api shows the image, and does not give its data out."""
    return Seams(api=layer("glance-api", _Refuses("GET", "/file", 403)))


def port_refused() -> Seams:
    """neutron-server makes no port, though there are addresses left."""
    return Seams(api=layer("neutron-server", _Refuses("POST", "/ports", 409)))


def attachment_refused() -> Seams:
    """cinder-api attaches no volume, though it is free."""
    return Seams(api=layer("cinder-api", _Refuses("POST", "/attachments", 500)))


class _ShowsAnother:
    def process_response(self, req: Request, resp: falcon.Response, _resource: object, _succeeded: bool) -> None:
        said = resp.media
        if req.method == "GET" and isinstance(said, dict) and "disk_format" in said:
            resp.media = {**said, "id": "another"}


def another_image_shown() -> Seams:
    """glance-api answers with the metadata of another image than it was asked for."""
    return Seams(api=layer("glance-api", _ShowsAnother()))


class _PutsOff:
    def process_response(self, req: Request, resp: falcon.Response, _resource: object, succeeded: bool) -> None:
        if succeeded and req.method == "POST" and req.path.endswith("/ports"):
            resp.status = falcon.HTTP_202


def port_promised() -> Seams:
    """neutron-server says of the port that it will be made."""
    return Seams(api=layer("neutron-server", _PutsOff()))
