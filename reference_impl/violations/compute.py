"""What nova-compute may do wrong when it asks glance and neutron."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..context import Context
from ..deployment import Seams
from ..http import Response
from ._around import Around, around


class _ShowsItsOwnToken(Around):
    """Shows glance a token that it has seen keystone give to a service."""

    def __init__(self, inner: Any, tokens: list[str]) -> None:
        super().__init__(inner)
        self._tokens = tokens

    def request(self, ctx: Context, method: str, service: str, path: str, *body: Any, **more: Any) -> Response:
        if service == "glance-api" and not path.endswith("/file"):
            ctx = replace(ctx, token=self._tokens[-1])
        answer: Response = self._inner.request(ctx, method, service, path, *body, **more)
        return answer


class _SeesTokens(Around):
    """Notes the tokens that a service logs in with."""

    def __init__(self, inner: Any, tokens: list[str]) -> None:
        super().__init__(inner)
        self._tokens = tokens

    def request(self, *args: Any, **more: Any) -> Response:
        answer: Response = self._inner.request(*args, **more)
        if answer.status == 201 and "x-subject-token" in answer.headers:
            self._tokens.append(answer.headers["x-subject-token"])
        return answer


def own_token_shown_to_glance() -> Seams:
    """nova-compute asks for the image's metadata with a token of nova's instead of the user's."""
    tokens: list[str] = []

    def seam(component: str, rest: Any) -> Any:
        if component == "nova-api":
            return _SeesTokens(rest, tokens)
        return _ShowsItsOwnToken(rest, tokens) if component == "nova-compute" else rest

    return Seams(rest=seam)


class _FetchesNoData(Around):
    def request(self, ctx: Context, method: str, service: str, path: str, *body: Any, **more: Any) -> Response:
        if service == "glance-api" and path.endswith("/file"):
            return Response(200, {}, b"")
        answer: Response = self._inner.request(ctx, method, service, path, *body, **more)
        if service == "glance-api" and answer.status == 200:
            return replace(answer, json={**answer.json, "os_hash_value": None})
        return answer


def data_not_fetched() -> Seams:
    """nova-compute makes do with the image's metadata, and does not fetch its data."""
    return Seams(rest=around("nova-compute", _FetchesNoData))


class _AsksOnAnotherNetwork(Around):
    def request(self, ctx: Context, method: str, service: str, path: str, *body: Any, **more: Any) -> Response:
        if (method, path) == ("POST", "/v2.0/ports"):
            wanted = body[0]["port"]
            body = ({"port": {**wanted, "network_id": self._another(ctx, wanted["network_id"])}},)
        answer: Response = self._inner.request(ctx, method, service, path, *body, **more)
        return answer

    def _another(self, ctx: Context, network_id: str) -> str:
        listed = self._inner.request(ctx, "GET", "neutron-server", "/v2.0/networks").json["networks"]
        return next(str(each["id"]) for each in listed if each["id"] != network_id)


def port_on_another_network() -> Seams:
    """nova-compute asks for a port on a network that nobody asked for."""
    return Seams(rest=around("nova-compute", _AsksOnAnotherNetwork))


class _AsksTwice(Around):
    def request(self, ctx: Context, method: str, service: str, path: str, *body: Any, **more: Any) -> Response:
        answer: Response = self._inner.request(ctx, method, service, path, *body, **more)
        if (method, path) == ("POST", "/v2.0/ports"):
            self._inner.request(ctx, method, service, path, *body, **more)
        return answer


def two_ports() -> Seams:
    """nova-compute asks for two ports where one was asked for."""
    return Seams(rest=around("nova-compute", _AsksTwice))


class _ConnectsLater(Around):
    def request(self, ctx: Context, method: str, service: str, path: str, *body: Any, **more: Any) -> Response:
        if (method, path) != ("POST", "/v3/attachments"):
            answer: Response = self._inner.request(ctx, method, service, path, *body, **more)
            return answer
        wanted = body[0]["attachment"]
        reserved = {"attachment": {**wanted, "connector": None}}
        answer = self._inner.request(ctx, method, service, path, reserved, **more)
        one = f"{path}/{answer.json['attachment']['id']}"
        connector = {"attachment": {"connector": wanted["connector"]}}
        self._inner.request(ctx, "PUT", service, one, connector, headers=more.get("headers"))
        return answer


def connected_later() -> Seams:
    """nova-compute attaches the volume without saying where to, and says so once it has its answer."""
    return Seams(rest=around("nova-compute", _ConnectsLater))


class _AttachesAnother(Around):
    def request(self, ctx: Context, method: str, service: str, path: str, *body: Any, **more: Any) -> Response:
        if (method, path) == ("POST", "/v3/attachments"):
            made = self._inner.request(ctx, "POST", service, "/v3/volumes", {"volume": {"size": 1}}).json["volume"]
            body = ({"attachment": {**body[0]["attachment"], "volume_uuid": made["id"]}},)
        answer: Response = self._inner.request(ctx, method, service, path, *body, **more)
        return answer


def another_volume_attached() -> Seams:
    """nova-compute attaches a volume that nobody asked for."""
    return Seams(rest=around("nova-compute", _AttachesAnother))


class _KnowsTheImage(Around):
    def request(self, ctx: Context, method: str, service: str, path: str, *body: Any, **more: Any) -> Response:
        if service == "glance-api":
            return Response(200, {}, b"", {"id": path.rsplit("/", 1)[-1], "status": "active"})
        answer: Response = self._inner.request(ctx, method, service, path, *body, **more)
        return answer


def image_not_asked_for() -> Seams:
    """nova-compute believes that it has the image, and asks glance for nothing."""
    return Seams(rest=around("nova-compute", _KnowsTheImage))
