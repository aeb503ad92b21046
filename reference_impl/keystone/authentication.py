"""What somebody gets for what they show: a password or a token, and the project that they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from ..http import Fields
from .identity import DEFAULT_DOMAIN, Domain, Identity, Project, Role, User
from .tokens import Issued, Tokens


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
        methods, user, parent = self._shown(auth.object("identity"))
        project = self._project(user, auth)
        if project is None:
            return self.tokens.issue(user, None, (), methods, parent)
        roles = self._roles(user, project)
        if not roles:
            raise Denied
        return self.tokens.issue(user, project, roles, methods, parent)

    def _shown(self, identity: Fields) -> tuple[tuple[str, ...], User, Issued | None]:
        """The methods that count from now on, whose they are, and the token if one was shown.

        All methods named must hold, and for the same user.
        """
        methods = identity.items("methods")
        if not methods or not all(method in ("password", "token") for method in methods):
            raise Denied
        user = self._by_password(identity.object("password").object("user")) if "password" in methods else None
        if "token" not in methods:
            return ("password",), user or _denied(), None
        parent = self.tokens.find(identity.object("token").text("id")) or _denied()
        if user is not None and user.id != parent.user.id:
            raise Denied
        return (*dict.fromkeys((*parent.methods, *methods)),), parent.user, parent

    def _by_password(self, asked: Fields) -> User:
        password = asked.text("password")
        user = self._user(asked)
        kept = user.password if user is not None else None
        matches = (kept or self.identity.nobodys_password).matches(password)
        if user is None or kept is None or not matches or not self.identity.is_enabled(user):
            raise Denied
        return user

    def _user(self, asked: Fields) -> User | None:
        if asked.maybe_text("id") is not None:
            return self.identity.users.get(asked.text("id"))
        domain, name = self._domain(asked), asked.text("name")
        return self.identity.users.named(name, domain.id) if domain else None

    def _project(self, user: User, auth: Fields) -> Project | None:
        """The project asked for; without a word the user's own, if they may; `unscoped` is none."""
        if auth.raw("scope") == "unscoped":
            return None
        if auth.raw("scope") is None:
            own = self.identity.projects.get(user.default_project_id or "")
            return own if own is not None and self._roles(user, own) else None
        scope = auth.object("scope")
        if "unscoped" in scope:
            return None
        if "project" not in scope:
            raise Denied  # a domain or the system: there are no roles on them here
        return self._named(scope.object("project")) or _denied()

    def _named(self, asked: Fields) -> Project | None:
        if asked.maybe_text("id") is not None:
            return self.identity.projects.get(asked.text("id"))
        domain, name = self._domain(asked), asked.text("name")
        return self.identity.projects.named(name, domain.id) if domain else None

    def _domain(self, asked: Fields) -> Domain | None:
        if asked.raw("domain") is None:
            return self.identity.domains.get(DEFAULT_DOMAIN)
        domain = asked.object("domain")
        if domain.maybe_text("id") is not None:
            return self.identity.domains.get(domain.text("id"))
        return self.identity.domains.named(domain.text("name"))

    def _roles(self, user: User, project: Project) -> tuple[Role, ...]:
        return self.identity.roles_of(user.id, project.id) if self.identity.is_enabled(project) else ()


def _denied() -> NoReturn:
    raise Denied
