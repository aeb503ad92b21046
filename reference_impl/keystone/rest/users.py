"""What users may ask and do about themselves: their projects, their groups, another password."""

from __future__ import annotations

import falcon

from ...http import Request
from ..identity import Identity
from ..tokens import Issued
from .kind import links
from .policy import challenge, forbidden, is_admin, token_of
from .views import project_view


class ProjectsOfUser:
    """`GET /v3/users/{id}/projects`."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def on_get(self, req: Request, resp: falcon.Response, user_id: str) -> None:
        """Those in which the user has a role."""
        _own(token_of(req), user_id, "list_user_projects")
        self._identity.users.one(user_id)
        found = self._identity.projects_of(user_id)
        resp.media = {"projects": [project_view(each) for each in found], "links": links(req)}


class GroupsOfUser:
    """`GET /v3/users/{id}/groups`: there are no groups here."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def on_get(self, req: Request, resp: falcon.Response, user_id: str) -> None:
        """None."""
        _own(token_of(req), user_id, "list_groups_for_user")
        self._identity.users.one(user_id)
        resp.media = {"groups": [], "links": links(req)}


class Password:
    """`POST /v3/users/{id}/password`."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def on_post(self, req: Request, resp: falcon.Response, user_id: str) -> None:
        """Sets another password; who shows the one there is may do that. No token of before holds any longer."""
        asked = req.fields.object("user")
        known, wanted = asked.text("original_password"), asked.text("password")
        if token_of(req).user.id != user_id:
            raise forbidden("change_password")
        kept = self._identity.users.one(user_id).password
        if kept is None or not kept.matches(known):
            raise challenge(req)
        self._identity.change(self._identity.users, user_id, password=wanted)
        resp.status = falcon.HTTP_204


def _own(token: Issued, user_id: str, rule: str) -> None:
    """Lets the user pass, and administrators."""
    if token.user.id != user_id and not is_admin(token):
        raise forbidden(rule)
