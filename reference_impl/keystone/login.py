"""Logging in: what a client does first, be it a user's or a service's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from .. import http
from ..context import Context
from ..world import World
from .catalog import REGION
from .shows import AUTHENTICATE

PATH = "/v3/auth/tokens"
_DOMAIN = "Default"
_COMPONENTS = MappingProxyType(
    {
        "identity": "keystone",
        "compute": "nova-api",
        "image": "glance-api",
        "network": "neutron-server",
        "block-storage": "cinder-api",
    }
)
"""Types of a catalog, and the components that they mean here."""


class LoginFailed(Exception):
    """keystone did not let somebody in, or what it answered is no token."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user, a password, and a project, all in one domain. It is shown without the password."""

    username: str
    password: str = field(repr=False)
    project_name: str
    domain_name: str = _DOMAIN
    auth_url: str = ""
    region: str = REGION

    def body(self) -> dict[str, Any]:
        """The body of POST /v3/auth/tokens."""
        domain = {"name": self.domain_name}
        user = {"name": self.username, "domain": domain, "password": self.password}
        return {
            "auth": {
                "identity": {"methods": ["password"], "password": {"user": user}},
                "scope": {"project": {"name": self.project_name, "domain": domain}},
            }
        }


@dataclass(frozen=True, slots=True)
class Token:
    """What keystone gave: the token, when it expires (UNIX seconds), whose it is, and the catalog as it stands."""

    id: str = field(repr=False)
    expires: float
    user_id: str
    project_id: str | None = None
    catalog: tuple[Mapping[str, Any], ...] = ()

    def urls(self) -> dict[str, str]:
        """Where the services are, by component id: up to before the version of the API."""
        return {
            _COMPONENTS[service["type"]]: _root(endpoint["url"])
            for service in self.catalog
            if service["type"] in _COMPONENTS
            for endpoint in service["endpoints"]
            if endpoint["interface"] == "public"
        }


def log_in(rest: http.Client, credentials: Credentials, world: World) -> Token:
    """Shows a password and gets a token (steps 1 and 2).

    :raises LoginFailed: keystone refuses it; the password is in no message.
    :raises HttpError: keystone does not answer, or not in its own words.
    """
    ctx = Context(world.request_id())
    response = rest.request(ctx, "POST", "keystone", PATH, credentials.body(), shows=AUTHENTICATE)
    if response.status >= 400:
        reason = http.message_of(response.json)
        raise LoginFailed(f"keystone refused {credentials.username} with {response.status}: {reason}")
    try:
        return _token(response)
    except (KeyError, TypeError, ValueError, AttributeError) as broken:
        raise LoginFailed(f"keystone let {credentials.username} in, and its answer is no token") from broken


def _token(response: http.Response) -> Token:
    said = response.json["token"]
    return Token(
        response.headers["x-subject-token"],
        datetime.fromisoformat(said["expires_at"]).timestamp(),
        said["user"]["id"],
        said["project"]["id"] if "project" in said else None,
        tuple(said.get("catalog", ())),
    )


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
