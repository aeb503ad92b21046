"""Tokens: what was issued, to whom, until when."""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass, field, replace

from ..world import World
from .identity import Identity, Project, Role, User

LIFETIME = 3600.0
"""Seconds; keystone's own default."""
_SWEEP = 256
"""After so many tokens those that have expired are forgotten."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A token. `issued` and `expires` are UNIX seconds; `project` is `None` where it is for none."""

    id: str = field(repr=False)
    user: User
    project: Project | None
    roles: tuple[Role, ...]
    methods: tuple[str, ...]
    audit_ids: tuple[str, ...]
    issued: float
    expires: float


class Tokens:
    """The tokens that hold, and those that did until a moment ago.

    :param identity: who there is, on whom it depends whether a token still holds.
    :param lifetime: seconds that a token holds.
    """

    def __init__(self, world: World, identity: Identity, lifetime: float = LIFETIME) -> None:
        self._world = world
        self._identity = identity
        self._lifetime = lifetime
        self._issued: dict[str, Issued] = {}
        self._lock = threading.Lock()
        self._since_sweep = 0

    def issue(
        self,
        user: User,
        project: Project | None,
        roles: tuple[Role, ...],
        methods: tuple[str, ...],
        parent: Issued | None = None,
    ) -> Issued:
        """A new token; one that is got for another one holds no longer than that."""
        now = self._world.now()
        expires = now + self._lifetime if parent is None else parent.expires
        audit = (self._text(16), *(parent.audit_ids[-1:] if parent else ()))
        token = Issued(self._text(48), user, project, roles, methods, audit, now, expires)
        with self._lock:
            self._issued[token.id] = token
            self._sweep(now)
        return token

    def find(self, token_id: str, *, allow_expired: bool = False) -> Issued | None:
        """The token, if it holds, with the user, project and roles as they are now.

        It holds no longer when its user or project is gone or disabled, when the user has no role there any more, or
        another password.
        """
        token = self._issued.get(token_id)
        if token is None or (token.expires <= self._world.now() and not allow_expired):
            return None
        return self._as_of_now(token)

    def revoke(self, token_id: str) -> None:
        """It holds no longer."""
        with self._lock:
            self._issued.pop(token_id, None)

    def __len__(self) -> int:
        return len(self._issued)

    def _as_of_now(self, token: Issued) -> Issued | None:
        user = self._identity.users.get(token.user.id)
        if user is None or not self._identity.is_enabled(user) or user.password != token.user.password:
            return None
        if token.project is None:
            return token if user is token.user else replace(token, user=user)
        project = self._identity.projects.get(token.project.id)
        roles = self._identity.roles_of(user.id, token.project.id)
        if project is None or not self._identity.is_enabled(project) or not roles:
            return None
        if user is token.user and project is token.project and roles == token.roles:
            return token
        return replace(token, user=user, project=project, roles=roles)

    def _sweep(self, now: float) -> None:
        """Expired ones stay a lifetime longer, for services that ask with `allow_expired`."""
        self._since_sweep += 1
        if self._since_sweep < _SWEEP:
            return
        self._since_sweep = 0
        gone = [key for key, token in self._issued.items() if token.expires + self._lifetime < now]
        for key in gone:
            del self._issued[key]

    def _text(self, size: int) -> str:
        return base64.urlsafe_b64encode(self._world.random.randbytes(size)).decode().rstrip("=")
