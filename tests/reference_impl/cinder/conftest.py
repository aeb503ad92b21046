"""A cinder, and somebody to ask it: a token says the project, and after colons the roles."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from reference_impl.cinder import Cinder
from reference_impl.context import Context
from reference_impl.http import Fault, Request
from reference_impl.http.wsgi import call, environ_of
from reference_impl.world import World

START = 1_790_000_000.0
OURS, THEIRS, OPERATORS = "0" * 32, "1" * 32, "2" * 32
"""Projects, by ids as keystone makes them."""
SERVER = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
NEWEST = "volume 3.71"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: Any

    @property
    def error(self) -> tuple[int, str]:
        (fault,) = self.body.values()
        assert fault["code"] == self.status
        return self.status, fault["message"]


@dataclass
class Asker:
    """Sends requests with a token and takes in the answers."""

    cinder: Cinder
    token: str = f"{OURS}:member"
    version: str = NEWEST

    def __call__(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None) -> Answer:
        where, _, query = path.partition("?")
        sent = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        named = {"X-Auth-Token": self.token, "Content-Type": "application/json", "OpenStack-API-Version": self.version}
        answer = call(self.cinder.app, environ_of(method, "cinder.test", f"/v3/{where}", query, named, sent))
        got = {name.lower(): value for name, value in answer.headers}
        return Answer(answer.status, got, json.loads(answer.body) if answer.body else None)

    def as_(self, token: str) -> "Asker":
        return replace(self, token=token)

    def speaking(self, version: str) -> "Asker":
        """The same, at another version of the API."""
        return replace(self, version=version)

    def list(self, query: str = "") -> list[str]:
        """The names of the volumes in a list."""
        answer = self("GET", f"volumes?{query}")
        assert answer.status == 200, answer.body
        return [each["name"] for each in answer.body["volumes"]]

    def make(self, size: int = 1, **attributes: Any) -> dict[str, Any]:
        answer = self("POST", "volumes", {"volume": {"size": size, **attributes}})
        assert answer.status == 202, answer.body
        return answer.body["volume"]

    def show(self, volume: str) -> dict[str, Any]:
        answer = self("GET", f"volumes/{volume}")
        assert answer.status == 200, answer.body
        return answer.body["volume"]

    def act(self, volume: str, action: str, **arguments: Any) -> Answer:
        return self("POST", f"volumes/{volume}/action", {action: arguments})

    def reserve(self, volume: str, server: str = SERVER, **more: Any) -> Answer:
        wanted = {"volume_uuid": volume, "instance_uuid": server, **more}
        return self("POST", "attachments", {"attachment": wanted})

    def connect(self, attachment: str, **connector: Any) -> Answer:
        return self("PUT", f"attachments/{attachment}", {"attachment": {"connector": connector}})

    def complete(self, attachment: str) -> Answer:
        return self("POST", f"attachments/{attachment}/action", {"os-complete": {}})

    def attach(self, volume: str, server: str = SERVER) -> str:
        """Has a volume in use; the attachment's id."""
        made = self.reserve(volume, server, connector={"host": "h1"})
        assert made.status == 200, made.body
        attachment = str(made.body["attachment"]["id"])
        assert self.complete(attachment).status == 204
        return attachment


@dataclass
class Told:
    """What was observed."""

    events: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, channel: str, kind: str, **fields: Any) -> None:
        self.events.append((channel, kind, fields))


def _guard(request: Request) -> None:
    if not request.ctx.token:
        raise Fault(401, "The request you have made requires authentication.")
    project, *roles = request.ctx.token.split(":")
    request.ctx = replace(request.ctx, user_id="u", project_id=project or None, roles=tuple(roles))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def cinder(told: Told) -> Cinder:
    return Cinder(World.seeded(7, lambda: START), told, guard=_guard)


@pytest.fixture
def ask(cinder: Cinder) -> Asker:
    """A member of the first project."""
    return Asker(cinder)


@pytest.fixture
def ask_with_glance(told: Told) -> Callable[[Callable[[Context, str], bool]], Asker]:
    """A member of the first project, of a cinder that asks whether there is an image."""
    return lambda glance: Asker(Cinder(World.seeded(7, lambda: START), told, guard=_guard, glance=glance))


@pytest.fixture
def admin(ask: Asker) -> Asker:
    return ask.as_(f"{OPERATORS}:admin")


@pytest.fixture
def stranger(ask: Asker) -> Asker:
    """A member of another project."""
    return ask.as_(f"{THEIRS}:member")


@pytest.fixture
def server() -> str:
    return SERVER


@pytest.fixture
def ours() -> str:
    return OURS


@pytest.fixture
def theirs() -> str:
    return THEIRS
