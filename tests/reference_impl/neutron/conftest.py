"""A neutron, and somebody to ask it: a token says the project, and after colons the roles."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from reference_impl.http import Fault, Request
from reference_impl.http.wsgi import call, environ_of
from reference_impl.neutron import Neutron
from reference_impl.world import World

START = 1_790_000_000.0


@dataclass
class Answer:
    status: int
    body: Any

    @property
    def error(self) -> tuple[int, str]:
        return self.status, self.body["NeutronError"]["type"]

    @property
    def message(self) -> str:
        return self.body["NeutronError"]["message"]


@dataclass
class Asker:
    """Sends requests with a token and takes in the answers."""

    neutron: Neutron
    token: str = "ours:member"

    def __call__(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None) -> Answer:
        where, _, query = path.partition("?")
        sent = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        headers = {"X-Auth-Token": self.token, "Content-Type": "application/json"}
        answer = call(self.neutron.app, environ_of(method, "neutron.test", f"/v2.0/{where}", query, headers, sent))
        return Answer(answer.status, json.loads(answer.body) if answer.body else None)

    def as_(self, token: str) -> "Asker":
        return replace(self, token=token)

    def list(self, path: str) -> list[Any]:
        answer = self("GET", path)
        assert answer.status == 200
        return answer.body[path.partition("?")[0].replace("-", "_")]

    def make(self, kind: str, /, **attributes: Any) -> dict[str, Any]:
        answer = self("POST", f"{kind.replace('_', '-')}s", {kind: attributes})
        assert answer.status == 201, answer.body
        return answer.body[kind]

    def network(self, *cidrs: str, **attributes: Any) -> str:
        network = self.make("network", **attributes)["id"]
        for cidr in cidrs:
            self.make("subnet", network_id=network, cidr=cidr, ip_version=6 if ":" in cidr else 4)
        return network


@dataclass
class Told:
    """What was observed."""

    events: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, channel: str, kind: str, **fields: Any) -> None:
        self.events.append((channel, kind, fields))


def _guard(request: Request) -> None:
    if request.ctx.token is None:
        raise Fault(401, "Authentication required", "HTTPUnauthorized")
    project, *roles = request.ctx.token.split(":")
    request.ctx = replace(request.ctx, user_id="u", project_id=project or None, roles=tuple(roles))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def neutron(told: Told) -> Neutron:
    return Neutron(World.seeded(7, lambda: START), told, guard=_guard)


@pytest.fixture
def ask(neutron: Neutron) -> Asker:
    """A member of the project `ours`."""
    return Asker(neutron)


@pytest.fixture
def admin(ask: Asker) -> Asker:
    return ask.as_("operators:admin")


@pytest.fixture
def stranger(ask: Asker) -> Asker:
    """A member of another project."""
    return ask.as_("theirs:member")


@pytest.fixture
def addresses_of() -> Callable[[dict[str, Any]], list[str]]:
    return lambda port: [each["ip_address"] for each in port["fixed_ips"]]
