"""What exchanges with keystone show, whoever tells them. A password is in none of it."""

from __future__ import annotations

from ..http import Shows, Side, names, text, texts
from ..http.facts import Found


def _subject(side: Side) -> Found:
    return text("subject_token", side.header("x-subject-token"))


def _who(side: Side) -> Found:
    token = names(side.json, "token")
    roles = names(token, "roles")
    return {
        **text("user_id", names(token, "user", "id")),
        **text("project_id", names(token, "project", "id")),
        **(texts("roles", (names(role, "name") for role in roles)) if isinstance(roles, list) else {}),
    }


def _issued(side: Side) -> Found:
    return {**text("issued_token", side.header("x-subject-token")), **_who(side)}


AUTHENTICATE = Shows(response=_issued)
"""`POST /v3/auth/tokens`: steps 1 and 2."""
VALIDATE = Shows(_subject, _who)
"""`GET` or `HEAD /v3/auth/tokens`: steps 4 and 5, 20, 23, 26."""
REVOKE = Shows(_subject)
"""`DELETE /v3/auth/tokens`."""
