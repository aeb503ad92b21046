"""Who has which role where, over REST."""

from __future__ import annotations

from typing import Any

import falcon

from ...http import Request
from ..identity import Identity, NotThere
from .kind import links
from .policy import admins_only
from .views import role_view


class RolesInProject:
    """`GET /v3/projects/{id}/users/{id}/roles`."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def on_get(self, req: Request, resp: falcon.Response, project_id: str, user_id: str) -> None:
        """The roles that a user has in a project."""
        admins_only(req, "list_grants")
        self._identity.projects.one(project_id)
        self._identity.users.one(user_id)
        found = self._identity.roles_of(user_id, project_id)
        resp.media = {"roles": [role_view(each) for each in found], "links": links(req)}


class Assignment:
    """`/v3/projects/{id}/users/{id}/roles/{id}`."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def on_put(self, req: Request, resp: falcon.Response, project_id: str, user_id: str, role_id: str) -> None:
        """Gives the role."""
        admins_only(req, "create_grant")
        self._identity.assign(user_id, project_id, role_id)
        resp.status = falcon.HTTP_204

    def on_head(self, req: Request, resp: falcon.Response, project_id: str, user_id: str, role_id: str) -> None:
        """Whether the user has it."""
        admins_only(req, "check_grant")
        self._identity.users.one(user_id)
        if role_id not in {role.id for role in self._identity.roles_of(user_id, project_id)}:
            raise NotThere(f"Could not find role assignment with role: {role_id}, user or group: {user_id}.")
        resp.status = falcon.HTTP_204

    def on_delete(self, req: Request, resp: falcon.Response, project_id: str, user_id: str, role_id: str) -> None:
        """Takes it."""
        admins_only(req, "revoke_grant")
        self._identity.unassign(user_id, project_id, role_id)
        resp.status = falcon.HTTP_204


class Assignments:
    """`GET /v3/role_assignments`."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """All of them, by user, project and role; with names where that is asked for."""
        admins_only(req, "list_role_assignments")
        wanted = (req.get_param("user.id"), req.get_param("scope.project.id"), req.get_param("role.id"))
        names = req.get_param("include_names") not in (None, "false", "False", "0")
        found = (
            each
            for each in self._identity.assignments()
            if all(want in (None, has) for want, has in zip(wanted, each, strict=True))
        )
        resp.media = {"role_assignments": [self._view(*each, names=names) for each in found], "links": links(req)}

    def _view(self, user_id: str, project_id: str, role_id: str, *, names: bool) -> dict[str, Any]:
        user, project, role = {"id": user_id}, {"id": project_id}, {"id": role_id}
        if names:
            user |= self._named(self._identity.users.one(user_id))
            project |= self._named(self._identity.projects.one(project_id))
            role |= {"name": self._identity.roles.one(role_id).name}
        return {"user": user, "scope": {"project": project}, "role": role, "links": {}}

    def _named(self, thing: Any) -> dict[str, Any]:
        domain = self._identity.domains.one(thing.domain_id)
        return {"name": thing.name, "domain": {"id": domain.id, "name": domain.name}}
