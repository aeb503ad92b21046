"""A small service, somebody who calls it, and a record of what was told."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from reference_impl.http import Api, Client, Fault, InProcess, Shows, names, nova_form, segment, text
from reference_impl.world import World


@dataclass
class Told:
    """What was observed."""

    events: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, channel: str, kind: str, **fields: Any) -> None:
        assert channel == "http"
        self.events.append({"kind": kind, **fields})

    def pair(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The request and the response of the one exchange that was told."""
        asked, answered = self.events
        assert (asked["kind"], answered["kind"]) == ("request", "response")
        assert asked["exchange"] == answered["exchange"]
        return asked, answered


class Locked(Exception):
    """An error of the service's model."""


@dataclass
class Volumes:
    """A resource that keeps what is sent to it."""

    kept: list[Any] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    def on_get(self, req: Any, resp: Any) -> None:
        self.contexts.append(req.ctx)
        resp.media = {"volumes": self.kept}

    def on_post(self, req: Any, resp: Any) -> None:
        self.contexts.append(req.ctx)
        volume = req.fields.object("volume")
        self.kept.append({"id": "v1", "size": volume.integer("size")})
        resp.status = 202
        resp.media = {"volume": self.kept[-1]}

    def on_get_one(self, req: Any, resp: Any, volume_id: str) -> None:
        if volume_id == "locked":
            raise Locked("the volume is locked")
        if volume_id == "broken":
            raise RuntimeError("a mistake of the service's own")
        resp.media = {"volume": {"id": volume_id, "server": "s1"}}

    def on_head_one(self, req: Any, resp: Any, volume_id: str) -> None:
        resp.set_header("X-Size", "1")

    def on_put_data(self, req: Any, resp: Any, volume_id: str) -> None:
        self.kept.append(req.bounded_stream.read())
        resp.status = 204

    def on_get_data(self, req: Any, resp: Any, volume_id: str) -> None:
        resp.content_type = "application/octet-stream"
        resp.data = b"0123456789" * 1000


CREATE = Shows(
    lambda side: text("flavor_id", names(side.json, "volume", "flavor")),
    lambda side: text("volume_id", names(side.json, "volume", "id")),
)
SHOW = Shows(
    lambda side: text("volume_id", segment(side.path, 2)),
    lambda side: text("instance_id", names(side.json, "volume", "server")),
)


def _guard(request: Any) -> None:
    if request.ctx.token is None:
        raise Fault(401, "Who are you?")
    request.ctx = replace(request.ctx, user_id=request.ctx.token)


@pytest.fixture
def world() -> World:
    return World.seeded(7)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def volumes() -> Volumes:
    return Volumes()


@pytest.fixture
def api(world: World, told: Told, volumes: Volumes) -> Api:
    """A `cinder-api` that takes a kilobyte of JSON."""
    made = Api("cinder-api", nova_form, world, told, guard=_guard, max_body=1024)
    made.route("/v3/volumes", volumes, shows={"POST": CREATE})
    made.route("/v3/volumes/{volume_id}", volumes, suffix="one", shows={"GET": SHOW, "HEAD": SHOW})
    made.route("/v3/volumes/{volume_id}/data", volumes, suffix="data")
    made.route("/v3", volumes, is_open=True)
    made.refuses(Locked, 409)
    return made


@pytest.fixture
def client(api: Api, world: World, told: Told) -> Client:
    """A `nova-compute` that reaches it."""
    return Client("nova-compute", InProcess({"cinder-api": api}), world, told)
