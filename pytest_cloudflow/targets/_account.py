"""What a user logs in with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

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


@dataclass(frozen=True)
class Credentials:
    """An account, as a value. It is shown without the password."""

    auth_url: str
    username: str
    password: str = field(repr=False)
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
