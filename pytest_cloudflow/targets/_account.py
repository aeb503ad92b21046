"""What a user logs in with."""

from __future__ import annotations

from typing import Protocol


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
