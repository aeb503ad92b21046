"""nova-api with its database and a bus of its own; the other services answer what a test has put there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from reference_impl.context import Context
from reference_impl.http import Client, Fault, Request
from reference_impl.http.client import Outgoing, Response, Unreachable
from reference_impl.http.wsgi import call, environ_of
from reference_impl.messaging import Bus, Server
from reference_impl.nova.api import NovaApi
from reference_impl.nova.database import ComputeNode, Database, Flavor, Instance, Quota, Vif, open_database
from reference_impl.world import World

IMAGE, NETWORK, OTHER_NETWORK = "1" * 32, "2" * 32, "3" * 32
PORT, VOLUME, OTHER_VOLUME = "4" * 32, "5" * 32, "6" * 32
SMALL = Flavor("f1", "m1.small", vcpus=1, memory_mb=512, disk_gb=10)
RUNNING = Instance(
    "i1",
    "web",
    "p1",
    "u1",
    SMALL,
    IMAGE,
    "active",
    None,
    "running",
    created=1_760_000_000.0,
    updated=1_760_000_001.0,
    launched=1_760_000_001.0,
    host="h1",
    vifs=(Vif(PORT, NETWORK, "lab", "fa:16:3e:00:00:01", ("10.0.0.5", "fd00::5"), created=True),),
    metadata={"role": "web"},
)
USERS = {
    "member": ("u1", "p1", ("member", "reader")),
    "reader": ("u2", "p1", ("reader",)),
    "stranger": ("u3", "p2", ("member", "reader")),
    "admin": ("u9", "p9", ("admin", "member", "reader")),
    "unscoped": ("u1", None, ()),
}
"""Tokens are called after whom they are of."""


class Told(list[dict[str, Any]]):
    """What an observer was told."""

    def __call__(self, channel: str, kind: str, **fields: Any) -> None:
        self.append({"what": f"{channel}.{kind}", **fields})

    def of(self, what: str, **fields: Any) -> list[dict[str, Any]]:
        return [each for each in self if each["what"] == what and fields.items() <= each.items()]


def guard(request: Request) -> None:
    """Knows the tokens."""
    user = USERS.get(request.ctx.token or "")
    if user is None:
        raise Fault(401, "The request you have made requires authentication.")
    user_id, project_id, roles = user
    request.ctx = replace(request.ctx, user_id=user_id, project_id=project_id, roles=roles)


@dataclass
class Neighbours:
    """A transport to services that answer what stands in `things`, by path; a number is a status."""

    things: dict[str, Any]
    asked: list[Outgoing] = field(default_factory=list)
    down: set[str] = field(default_factory=set)

    def send(self, service: str, outgoing: Outgoing) -> Response:
        self.asked.append(outgoing)
        if service in self.down:
            raise Unreachable(service, "ConnectionError", "connection refused")
        thing = self.things.get(outgoing.path, 404)
        status, body = (thing, {}) if isinstance(thing, int) else (200, thing)
        return Response(status, {"content-type": "application/json"}, json.dumps(body).encode())


@dataclass
class Endpoint:
    """A nova-scheduler and nova-compute that keep what they were called with; `fails` says why they fail."""

    calls: list[tuple[str, Context, dict[str, Any]]] = field(default_factory=list)
    fails: Exception | None = None

    def run_instance(self, context: Context, **args: Any) -> dict[str, Any]:
        return self._did("run_instance", context, args, {"host": "h1"})

    def terminate_instance(self, context: Context, **args: Any) -> None:
        self._did("terminate_instance", context, args, {})

    def detach_volume(self, context: Context, **args: Any) -> None:
        self._did("detach_volume", context, args, {})

    def attach_volume(self, context: Context, **args: Any) -> dict[str, Any]:
        result = {"volume_id": args["volume_id"], "attachment_id": "a1", "device": "/dev/vdb", "boot": False}
        return self._did("attach_volume", context, args, result)

    def _did(self, method: str, context: Context, args: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
        self.calls.append((method, context, args))
        if self.fails is not None:
            raise self.fails
        return result


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    json: Any

    @property
    def message(self) -> str:
        """Of a fault."""
        [fault] = self.json.values()
        return str(fault["message"])


@dataclass
class Cloud:
    """nova-api and all that is around it."""

    api: NovaApi
    database: Database
    bus: Bus
    scheduler: Server
    neighbours: Neighbours
    endpoint: Endpoint
    told: Told

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str = "member",
        version: str | None = "2.96",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """`path` from after the version on, with its query."""
        sent = {"X-Auth-Token": token, **(headers or {})}
        if version is not None:
            sent["OpenStack-API-Version"] = f"compute {version}"
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        route, _, query = path.partition("?")
        answer = call(self.api.app, environ_of(method, "nova.cloud", f"/v2.1{route}", query, sent, raw))
        found = {name.lower(): value for name, value in answer.headers}
        return Answer(answer.status, found, json.loads(answer.body) if answer.body else None)

    def boot(self, token: str = "member", version: str = "2.96", **changes: Any) -> Answer:
        """A boot of the ordinary kind, but for what is changed; what is changed to `None` is left out."""
        server = {"name": "web", "imageRef": IMAGE, "flavorRef": "f1", "networks": [{"uuid": NETWORK}], **changes}
        wanted = {name: value for name, value in server.items() if value is not None}
        return self.ask("POST", "/servers", {"server": wanted}, token=token, version=version)

    def booted(self, **changes: Any) -> Instance:
        """The instance of a boot that was taken."""
        answer = self.boot(**changes)
        assert answer.status == 202, answer.json
        return self.database.instance(Context("req-t"), "test", answer.json["server"]["id"])

    def has(self, instance: Instance = RUNNING, **changes: Any) -> Instance:
        """The instance is there."""
        there = replace(instance, **changes)
        self.database.add_instance(Context("req-t"), "test", there)
        return there


@pytest.fixture
def neighbours() -> Neighbours:
    volume = {"status": "available", "bootable": "true"}
    return Neighbours({
        f"/v2/images/{IMAGE}": {"id": IMAGE, "status": "active"},
        f"/v2.0/networks/{NETWORK}": {"network": {"id": NETWORK, "subnets": ["s1"]}},
        f"/v2.0/networks/{OTHER_NETWORK}": {"network": {"id": OTHER_NETWORK, "subnets": ["s1"]}},
        "/v2.0/networks": {"networks": [{"id": NETWORK, "project_id": "p1", "shared": False}]},
        f"/v2.0/ports/{PORT}": {"port": {"id": PORT, "device_id": "", "fixed_ips": [{"ip_address": "10.0.0.9"}]}},
        f"/v3/volumes/{VOLUME}": {"volume": {"id": VOLUME, **volume}},
        f"/v3/volumes/{OTHER_VOLUME}": {"volume": {"id": OTHER_VOLUME, **volume}},
    })  # fmt: skip


@pytest.fixture
def cloud(neighbours: Neighbours) -> Iterator[Cloud]:
    told, world, endpoint = Told(), World.seeded(1, now=lambda: 1_760_000_000.0), Endpoint()
    database = open_database(observe=told, now=world.now, defaults=Quota(10, 20, 51200))
    database.add_flavor(SMALL)
    database.add_host(ComputeNode("h1", vcpus=8, memory_mb=8192, disk_gb=100))
    with Bus(world, told) as bus:
        scheduler = bus.serve("nova-scheduler", "scheduler", endpoint=endpoint)
        bus.serve("nova-compute", "compute", "h1", endpoint=endpoint)
        http = Client("nova-api", neighbours, world, told)
        api = NovaApi(world, database, bus.client("nova-api"), http, told, guard=guard, timeout=5.0)
        yield Cloud(api, database, bus, scheduler, neighbours, endpoint, told)
    database.close()
