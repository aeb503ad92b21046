"""What keystone may answer wrongly."""

from __future__ import annotations

from typing import Any

import falcon

from ..deployment import Seam, Seams
from ..http import Request
from ..http.api import Api


def layer(component: str, within: Any) -> Seam[Any]:
    """Something between a service's door and what it does: Falcon middleware."""

    def seam(name: str, api: Api) -> Api:
        if name == component:
            api.within(within)
        return api

    return seam


def _token(req: Request, resp: falcon.Response, method: str) -> Any:
    """What is said of a token in an answer to that method, if anything is."""
    said = resp.media if req.method == method and req.path.endswith("/auth/tokens") else None
    return said.get("token") if isinstance(said, dict) else None


class _SaysOk:
    """To users; the services of the cloud are answered as ever."""

    def process_response(self, req: Request, resp: falcon.Response, _resource: object, _succeeded: bool) -> None:
        token = _token(req, resp, "POST")
        if token is not None and "service" not in (role["name"] for role in token.get("roles", ())):
            resp.status = falcon.HTTP_200


def issued_with_200() -> Seams:
    """Keystone gives a token out with status 200, as if nothing had been made."""
    return Seams(api=layer("keystone", _SaysOk()))


class _TakesForAnother:
    def process_response(self, req: Request, resp: falcon.Response, _resource: object, _succeeded: bool) -> None:
        token = _token(req, resp, "GET")
        if token is not None:
            token["user"] = {**token["user"], "id": "somebody-else"}


def user_mistaken() -> Seams:
    """Keystone says that a token is another user's than it gave it to."""
    return Seams(api=layer("keystone", _TakesForAnother()))
