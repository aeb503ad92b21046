"""Tokens over REST: issued, validated, revoked; and what a token's user may ask about itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import falcon

from ...http import Request
from ..authentication import Authentication, Denied
from ..catalog import Catalog
from ..identity import Identity, NotThere
from ..tokens import Issued, Tokens
from .kind import links
from .policy import authenticate, challenge, forbidden, may_revoke, may_validate, token_of
from .views import project_view

_HEADER = "X-Subject-Token"


class AuthTokens:
    """`/v3/auth/tokens`. The door is open: who asks for a token has none yet."""

    def __init__(self, authentication: Authentication, tokens: Tokens, catalog: Catalog, identity: Identity) -> None:
        self._authentication = authentication
        self._tokens = tokens
        self._catalog = catalog
        self._identity = identity

    def on_post(self, req: Request, resp: falcon.Response) -> None:
        """Authenticates (step 1), and gives a token (step 2)."""
        try:
            token = self._authentication.token_for(req.fields.object("auth"))
        except Denied as denied:
            raise challenge(req) from denied
        resp.status = falcon.HTTP_201
        self._answer(req, resp, token)

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Validates (steps 4 and 5, 20, 23, 26)."""
        self._answer(req, resp, self._subject(req, may_validate, "validate_token"))

    def on_head(self, req: Request, resp: falcon.Response) -> None:
        """Validates, and says no more than that."""
        resp.set_header(_HEADER, self._subject(req, may_validate, "check_token").id)

    def on_delete(self, req: Request, resp: falcon.Response) -> None:
        """Revokes."""
        self._tokens.revoke(self._subject(req, may_revoke, "revoke_token").id)
        resp.status = falcon.HTTP_204

    def _subject(self, req: Request, may: Callable[[Issued, Issued], bool], rule: str) -> Issued:
        """The token that is asked about, if who asks may.

        :raises Fault: 401, who asks has no token that holds; 404, the subject does not hold; 403, they may not.
        """
        asking = authenticate(req, self._tokens)
        allow_expired = (req.get_param("allow_expired") or "").lower() in ("1", "t", "true", "on", "y", "yes")
        subject = self._tokens.find(req.get_header(_HEADER) or "", allow_expired=allow_expired)
        if subject is None:
            raise NotThere("Failed to validate token")
        if not may(asking, subject):
            raise forbidden(rule)
        return subject

    def _answer(self, req: Request, resp: falcon.Response, token: Issued) -> None:
        resp.set_header(_HEADER, token.id)
        resp.set_header("Vary", "X-Auth-Token")
        body = self._view(token)
        if "nocatalog" not in req.params and token.project is not None:
            body["catalog"] = self._catalog.shown_to(token.project.id)
        resp.media = {"token": body}

    def _view(self, token: Issued) -> dict[str, Any]:
        user = token.user
        body: dict[str, Any] = {
            "methods": list(token.methods),
            "user": {**self._named(user.id, user.name, user.domain_id), "password_expires_at": None},
            "audit_ids": list(token.audit_ids),
            "issued_at": _date(token.issued),
            "expires_at": _date(token.expires),
        }
        if token.project is not None:
            project = token.project
            body["project"] = self._named(project.id, project.name, project.domain_id)
            body["is_domain"] = False
            body["roles"] = [{"id": role.id, "name": role.name} for role in token.roles]
        return body

    def _named(self, thing_id: str, name: str, domain_id: str) -> dict[str, Any]:
        domain = self._identity.domains[domain_id]
        return {"id": thing_id, "name": name, "domain": {"id": domain.id, "name": domain.name}}


class AuthCatalog:
    """`GET /v3/auth/catalog`: where the services are."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """As a token has it."""
        project = token_of(req).project
        resp.media = {
            "catalog": self._catalog.shown_to(project.id if project else None),
            "links": links(req),
        }


class AuthDomains:
    """`GET /v3/auth/domains`: nobody has a role in a domain here."""

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """None."""
        resp.media = {"domains": [], "links": links(req)}


class AuthProjects:
    """`GET /v3/auth/projects`: what the user may ask a token for."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Those in which the user has a role."""
        projects = self._identity.projects_of(token_of(req).user.id)
        resp.media = {
            "projects": [project_view(project) for project in projects],
            "links": links(req),
        }


def _date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
