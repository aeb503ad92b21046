"""What stands before every other service: has each request's token validated by keystone, before anything is done.

OpenStack's services have keystonemiddleware there. This guard keeps no validation for later: each request is asked
about anew.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, NamedTuple

from .. import http
from ..context import Context
from ..http import Request
from ..world import World
from .login import PATH, Credentials, LoginFailed, Token, log_in
from .refusals import unauthorized, unavailable
from .shows import VALIDATE

_EARLY = 30.0
"""Seconds before its end at which the service's own token is no longer used; as keystoneauth has it."""


class _Who(NamedTuple):
    """Whose a token is, and what it is for."""

    user_id: str
    project_id: str | None
    roles: tuple[str, ...]


class TokenGuard:
    """An `http.api.Guard` for one service.

    :param rest: the service's own client.
    :param credentials: of its service user, who has the role `service`.
    """

    def __init__(self, rest: http.Client, credentials: Credentials, world: World) -> None:
        self._rest = rest
        self._credentials = credentials
        self._world = world
        self._own: Token | None = None
        self._lock = threading.Lock()

    def keystone_is_at(self, auth_url: str) -> None:
        """Where those are sent who show no token that holds."""
        self._credentials = replace(self._credentials, auth_url=auth_url)

    def log_in(self) -> None:
        """Gets the service's own token, as one has that has been at work.

        :raises Fault: 503, keystone cannot be asked.
        """
        self._own_token()

    def __call__(self, request: Request) -> None:
        """Completes the request's context by what keystone says of its token.

        A service token that is shown beside it is validated first, and its roles are kept apart. The user's token may
        then have expired, for a service may work on for long on a user's behalf.

        :raises Fault: 401, there is no token, or it does not hold; 503, keystone cannot be asked.
        """
        ctx = request.ctx
        if ctx.token is None:
            raise unauthorized(self._credentials.auth_url)
        service_token = request.get_header("X-Service-Token")
        if service_token is not None:
            request.service_roles = self._validated(ctx, service_token).roles
        who = self._validated(ctx, ctx.token, allow_expired="service" in request.service_roles)
        request.ctx = replace(ctx, user_id=who.user_id, project_id=who.project_id, roles=who.roles)

    def _validated(self, ctx: Context, token: str, *, allow_expired: bool = False) -> _Who:
        """What keystone says of a token."""
        own = self._own_token()
        response = self._ask(ctx, own, token, allow_expired=allow_expired)
        if response.status == 401:  # keystone has forgotten the service's own token
            own = self._own_token(instead_of=own)
            response = self._ask(ctx, own, token, allow_expired=allow_expired)
        if response.status == 404:
            raise unauthorized(self._credentials.auth_url)
        who = _who(response.json) if response.status == 200 else None
        if who is None:
            raise unavailable()
        return who

    def _ask(self, ctx: Context, own: Token, token: str, *, allow_expired: bool) -> http.Response:
        """One validation, under the exchange that is being served."""
        query = {"nocatalog": "1", "allow_expired": "1"} if allow_expired else {"nocatalog": "1"}
        try:
            return self._rest.request(
                replace(ctx, token=own.id),
                "GET",
                "keystone",
                PATH,
                shows=VALIDATE,
                query=query,
                headers={"X-Subject-Token": token},
            )
        except http.HttpError as error:
            raise unavailable() from error

    def _own_token(self, instead_of: Token | None = None) -> Token:
        """The service's own token; it logs in anew where there is none, or that one is no longer of use."""
        with self._lock:
            own = self._own
            if own is not None and own is not instead_of and own.expires - _EARLY > self._world.now():
                return own
            try:
                self._own = log_in(self._rest, self._credentials, self._world)
            except (LoginFailed, http.HttpError) as error:
                raise unavailable() from error
            return self._own


def _who(body: Any) -> _Who | None:
    """Read off keystone's answer; `None` if that is no answer of keystone's."""
    token = http.names(body, "token")
    user_id, project_id = http.names(token, "user", "id"), http.names(token, "project", "id")
    listed = http.names(token, "roles") or []
    roles = [http.names(role, "name") for role in listed] if isinstance(listed, list) else [None]
    if not isinstance(user_id, str) or not all(isinstance(role, str) for role in roles):
        return None
    return _Who(user_id, project_id if isinstance(project_id, str) else None, tuple(map(str, roles)))
