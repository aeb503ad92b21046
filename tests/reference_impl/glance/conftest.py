"""A glance, and somebody to ask it: a token says the project, and after colons the roles."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from reference_impl.glance import Glance
from reference_impl.http import Fault, Request
from reference_impl.http.wsgi import call, environ_of
from reference_impl.world import World

START = 1_790_000_000.0
OCTETS = "application/octet-stream"
PATCH = "application/openstack-images-v2.1-json-patch"


@dataclass
class Clock:
    at: float = START

    def __call__(self) -> float:
        return self.at


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw) if self.raw else None

    @property
    def error(self) -> tuple[int, str]:
        assert self.body["code"] == f"{self.status} {self.body['title']}"
        return self.status, self.body["message"]


@dataclass
class Asker:
    """Sends requests with a token and takes in the answers."""

    glance: Glance
    token: str = "ours:member"

    def __call__(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str) -> Answer:
        where, _, query = path.partition("?")
        sent = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named = {"X-Auth-Token": self.token, "Content-Type": "application/json", **named}
        answer = call(self.glance.app, environ_of(method, "glance.test", f"/v2/{where}", query, named, sent))
        return Answer(answer.status, {name.lower(): value for name, value in answer.headers}, answer.body)

    def as_(self, token: str) -> "Asker":
        return replace(self, token=token)

    def list(self, query: str = "") -> list[str]:
        """The names of the images in a list."""
        answer = self("GET", f"images?{query}")
        assert answer.status == 200, answer.body
        return [each["name"] for each in answer.body["images"]]

    def make(self, **attributes: Any) -> dict[str, Any]:
        answer = self("POST", "images", attributes)
        assert answer.status == 201, answer.body
        return answer.body

    def image(self, **attributes: Any) -> str:
        """An image that takes data; its id."""
        return str(self.make(disk_format="raw", container_format="bare", **attributes)["id"])

    def show(self, image: str) -> dict[str, Any]:
        answer = self("GET", f"images/{image}")
        assert answer.status == 200, answer.body
        return answer.body

    def patch(self, image: str, *operations: Any) -> Answer:
        return self("PATCH", f"images/{image}", list(operations), Content_Type=PATCH)

    def upload(self, image: str, data: bytes, **headers: str) -> Answer:
        return self("PUT", f"images/{image}/file", raw=data, **{"Content_Type": OCTETS, **headers})

    def download(self, image: str) -> Answer:
        return self("GET", f"images/{image}/file")


@dataclass
class Told:
    """What was observed."""

    events: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, channel: str, kind: str, **fields: Any) -> None:
        self.events.append((channel, kind, fields))


def _guard(request: Request) -> None:
    if not request.ctx.token:
        raise Fault(401, "This server could not verify that you are authorized to access the document you requested.")
    project, *roles = request.ctx.token.split(":")
    request.ctx = replace(request.ctx, user_id="u", project_id=project or None, roles=tuple(roles))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def glance(told: Told, clock: Clock) -> Glance:
    return Glance(World.seeded(7, clock), told, guard=_guard)


@pytest.fixture
def ask(glance: Glance) -> Asker:
    """A member of the project `ours`."""
    return Asker(glance)


@pytest.fixture
def admin(ask: Asker) -> Asker:
    return ask.as_("operators:admin")


@pytest.fixture
def stranger(ask: Asker) -> Asker:
    """A member of another project."""
    return ask.as_("theirs:member")
