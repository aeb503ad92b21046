"""What a user logs in with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from ._region import Region


class Account(Protocol):
    """A user in a project."""

    @property
    def auth_url(self) -> str:
        """Where keystone is, with the version."""

    @property
    def username(self) -> str:
        """The user's name."""

    @property
    def password(self) -> str:
        """The user's password."""

    @property
    def project_name(self) -> str:
        """In which project."""

    @property
    def domain_name(self) -> str:
        """In which both of them are."""


class Credentials(NamedTuple):
    """An account, as a value."""

    auth_url: str
    username: str
    password: str
    project_name: str
    domain_name: str


def of_region(region: Region) -> Credentials:
    """What stands in `clouds.yaml`; what does not stand there is empty."""
    auth = region.config.config.get("auth", {})
    url = str(auth.get("auth_url", "")).rstrip("/")
    return Credentials(
        url if url.endswith("/v3") else f"{url}/v3",
        str(auth.get("username", "")),
        str(auth.get("password", "")),
        str(auth.get("project_name", "")),
        str(auth.get("user_domain_name", "Default")),
    )
