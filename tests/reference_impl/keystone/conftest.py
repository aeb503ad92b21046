"""A keystone with one user, one administrator and one service, and somebody to ask it."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from reference_impl.http.wsgi import call, environ_of
from reference_impl.keystone import Keystone
from reference_impl.world import World

START = 1_790_000_000.0
PASSWORD = "corr€ct horse"


@dataclass
class Clock:
    at: float = START

    def __call__(self) -> float:
        return self.at


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: Any

    @property
    def error(self) -> tuple[int, str]:
        error = self.body["error"]
        assert error["code"] == self.status
        return self.status, error["message"]

    @property
    def token(self) -> str:
        return self.headers["x-subject-token"]


def _by_password(name: str, project: str | None = "ours", *, password: str = PASSWORD, scope: Any = None) -> Any:
    user = {"name": name, "domain": {"id": "default"}, "password": password}
    auth = {"identity": {"methods": ["password"], "password": {"user": user}}}
    if scope is None and project is not None:
        scope = {"project": {"name": project, "domain": {"name": "Default"}}}
    return {"auth": auth if scope is None else {**auth, "scope": scope}}


def _by_token(token: str, scope: Any = None) -> Any:
    auth = {"identity": {"methods": ["token"], "token": {"id": token}}}
    return {"auth": auth if scope is None else {**auth, "scope": scope}}


@dataclass
class Asker:
    """Sends requests with a token and takes in the answers."""

    keystone: Keystone
    token: str | None = None

    def __call__(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str) -> Answer:
        where, _, query = path.partition("?")
        sent = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            named["X-Auth-Token"] = self.token
        answer = call(self.keystone.app, environ_of(method, "keystone.test", where, query, named, sent))
        got = {name.lower(): value for name, value in answer.headers}
        return Answer(answer.status, got, json.loads(answer.body) if answer.body else None)

    def as_(self, token: str | None) -> "Asker":
        return replace(self, token=token)

    def validate(self, subject: str, query: str = "") -> Answer:
        return self("GET", f"/v3/auth/tokens{query}", X_Subject_Token=subject)

    by_password = staticmethod(_by_password)
    by_token = staticmethod(_by_token)

    def log_in(self, name: str, project: str | None = "ours", **more: Any) -> Answer:
        return self("POST", "/v3/auth/tokens", _by_password(name, project, **more))

    def list(self, path: str) -> list[Any]:
        answer = self("GET", f"/v3/{path}")
        assert answer.status == 200, answer.body
        return answer.body[path.partition("?")[0].rpartition("/")[2]]

    def make(self, kind: str, /, **attributes: Any) -> dict[str, Any]:
        answer = self("POST", f"/v3/{kind}s", {kind: attributes})
        assert answer.status == 201, answer.body
        return answer.body[kind]


@dataclass
class Told:
    """What was observed."""

    events: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, channel: str, kind: str, **fields: Any) -> None:
        self.events.append({"kind": kind, **fields})

    def of(self, kind: str, path: str = "/v3/auth/tokens") -> list[dict[str, Any]]:
        return [event for event in self.events if event["kind"] == kind and event["path"] == path]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def world(clock: Clock) -> World:
    return World.seeded(7, clock)


@pytest.fixture
def keystone(world: World, told: Told) -> Keystone:
    """`ann` is a member of `ours`, `root` its administrator, `glance` a service."""
    made = Keystone(world, told, rounds=2)
    identity = made.identity
    for name, project, role in (("ann", "ours", "member"), ("root", "ours", "admin"), ("glance", "service", "service")):
        there = identity.projects.named(project) or identity.add_project(project)
        wanted = identity.roles.named(role)
        assert wanted is not None
        identity.assign(identity.add_user(name, PASSWORD).id, there.id, wanted.id)
    made.catalog.add("compute", "nova", "http://nova.test/v2.1")
    made.catalog.add("block-storage", "cinder", "http://cinder.test/v3/%(project_id)s")
    return made


@pytest.fixture
def stranger(keystone: Keystone) -> Asker:
    """Somebody without a token."""
    return Asker(keystone)


@pytest.fixture
def ann(stranger: Asker) -> Asker:
    return stranger.as_(stranger.log_in("ann").token)


@pytest.fixture
def root(stranger: Asker) -> Asker:
    return stranger.as_(stranger.log_in("root").token)


@pytest.fixture
def service(stranger: Asker) -> Asker:
    return stranger.as_(stranger.log_in("glance", "service").token)
