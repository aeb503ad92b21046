"""What somebody gets for what they show: a password or a token, and the project that they name."""

from __future__ import annotations

from dataclasses import dataclass

from ..http import Fields
from .identity import DEFAULT_DOMAIN, Domain, Identity, NotThere, Project, User
from .passwords import Hash
from .tokens import Issued, Tokens

_NOBODY = Hash(b"nobody", b"\0" * 32, 500)
"""Compared with where there is no such user: that shall take as long."""


class Denied(Exception):
    """Nobody is let in, and nobody is told why."""

    def __init__(self) -> None:
        super().__init__("The request you have made requires authentication.")


@dataclass(frozen=True, slots=True)
class Authentication:
    """Decides by what keystone knows."""

    identity: Identity
    tokens: Tokens

    def token_for(self, auth: Fields) -> Issued:
        """A token for the body of POST /v3/auth/tokens, from `auth` on.

        :raises Denied: the password or token is wrong, or the user has no role in the project.
        :raises Fault: 400, something is missing or mistyped.
        """
        identity = auth.object("identity")
        methods = tuple(method for method in identity.items("methods") if isinstance(method, str))
        if "password" in methods:
            return self._issue(self._by_password(identity.object("password").object("user")), auth, methods, None)
        if "token" in methods:
            parent = self.tokens.find(identity.object("token").text("id"))
            if parent is None:
                raise Denied
            return self._issue(parent.user, auth, (*parent.methods, "token"), parent)
        raise Denied

    def _by_password(self, asked: Fields) -> User:
        password = asked.text("password")
        user = self._user(asked)
        known = user.password if user is not None and user.password is not None else _NOBODY
        if not known.matches(password) or user is None or not user.enabled:
            raise Denied
        return user

    def _user(self, asked: Fields) -> User | None:
        if asked.maybe_text("id") is not None:
            return self.identity.users.get(asked.text("id"))
        domain = self._domain(asked)
        return self.identity.users.named(asked.text("name"), domain.id) if domain else None

    def _issue(self, user: User, auth: Fields, methods: tuple[str, ...], parent: Issued | None) -> Issued:
        project = self._project(user, auth)
        if project is None:
            return self.tokens.issue(user, None, (), methods, parent)
        roles = self.identity.roles_of(user.id, project.id)
        if not roles or not project.enabled:
            raise Denied
        return self.tokens.issue(user, project, roles, methods, parent)

    def _project(self, user: User, auth: Fields) -> Project | None:
        """The project asked for; without a word the user's own; `unscoped` is none."""
        scope = auth.raw("scope")
        if scope == "unscoped":
            return None
        if scope is None:
            return self.identity.projects.get(user.default_project_id or "")
        asked = auth.object("scope")
        if "project" not in asked:
            raise Denied  # a domain or the system: there are no roles on them here
        return self._named(asked.object("project"))

    def _named(self, asked: Fields) -> Project:
        if asked.maybe_text("id") is not None:
            project = self.identity.projects.get(asked.text("id"))
        else:
            domain = self._domain(asked)
            project = self.identity.projects.named(asked.text("name"), domain.id) if domain else None
        if project is None:
            raise Denied
        return project

    def _domain(self, asked: Fields) -> Domain | None:
        if asked.raw("domain") is None:
            return self.identity.domains[DEFAULT_DOMAIN]
        domain = asked.object("domain")
        try:
            if domain.maybe_text("id") is not None:
                return self.identity.domains.one(domain.text("id"))
        except NotThere:
            return None
        return self.identity.domains.named(domain.text("name"))
