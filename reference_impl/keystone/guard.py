"""What stands before every other service: has each request's token validated by keystone, before anything is done.

OpenStack's services have keystonemiddleware there. This guard keeps no validation for later: each request is asked
about anew.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from .. import http
from ..context import Context
from ..http import Fault, Request
from ..world import World
from .login import PATH, Credentials, LoginFailed, Token, log_in
from .shows import VALIDATE

_EARLY = 60.0
"""Seconds before its end at which the service's own token is no longer used."""
_REFUSED = "The request you have made requires authentication."
_AWAY = "The request cannot be authenticated at this moment: keystone does not answer as it should."


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

    def __call__(self, request: Request) -> None:
        """Completes the request's context by what keystone says of its token.

        A service token that is shown beside it is validated first; the user's may then have expired, as it may where
        a service works on for long on a user's behalf.

        :raises Fault: 401, there is no token, or it does not hold; 503, keystone cannot be asked.
        """
        ctx = request.ctx
        if ctx.token is None:
            raise self._refusal()
        service_token = request.get_header("x-service-token")
        serving = service_token is not None and self._is_service(ctx, service_token)
        token = self._validated(ctx, ctx.token, allow_expired=serving)
        project = token.get("project", {})
        request.ctx = replace(
            ctx, user_id=token["user"]["id"], project_id=project.get("id"), roles=_roles(token)
        )  # fmt: skip

    def _is_service(self, ctx: Context, token: str) -> bool:
        return "service" in _roles(self._validated(ctx, token, allow_expired=False))

    def _validated(self, ctx: Context, token: str, *, allow_expired: bool) -> dict[str, Any]:
        """What keystone says of a token."""
        own = self._own_token()
        response = self._ask(ctx, own, token, allow_expired=allow_expired)
        if response.status == 401:  # keystone has forgotten the service's own token
            own = self._own_token(instead_of=own)
            response = self._ask(ctx, own, token, allow_expired=allow_expired)
        if response.status == 404:
            raise self._refusal()
        said = http.names(response.json, "token")
        if response.status != 200 or not isinstance(said, dict) or not isinstance(http.names(said, "user", "id"), str):
            raise Fault(503, _AWAY)
        return said

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
            raise Fault(503, _AWAY) from error

    def _own_token(self, instead_of: Token | None = None) -> Token:
        """The service's own token; it logs in anew where there is none, or that one is no longer of use."""
        with self._lock:
            own = self._own
            if own is not None and own is not instead_of and own.expires - _EARLY > self._world.now():
                return own
            try:
                self._own = log_in(self._rest, self._credentials, self._world)
            except (LoginFailed, http.HttpError) as error:
                raise Fault(503, _AWAY) from error
            return self._own

    def _refusal(self) -> Fault:
        challenge = f'Keystone uri="{self._credentials.auth_url}"'
        return Fault(401, _REFUSED, form=http.keystone_form, headers={"WWW-Authenticate": challenge})


def _roles(token: dict[str, Any]) -> tuple[str, ...]:
    return tuple(role["name"] for role in token.get("roles", ()))
