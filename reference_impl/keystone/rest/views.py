"""How users, projects, roles and domains look on the wire."""

from __future__ import annotations

from typing import Any

from ..identity import Domain, Project, Role, User


def domain_view(domain: Domain) -> dict[str, Any]:
    """A domain."""
    return {**_common(domain), "enabled": domain.enabled, "options": {}, "tags": []}


def project_view(project: Project) -> dict[str, Any]:
    """A project. Projects lie in a domain, never in one another."""
    return {
        **_common(project),
        "enabled": project.enabled,
        "domain_id": project.domain_id,
        "parent_id": project.domain_id,
        "is_domain": False,
        "options": {},
        "tags": [],
    }


def user_view(user: User) -> dict[str, Any]:
    """A user, without the password."""
    view = {
        **_common(user),
        "enabled": user.enabled,
        "domain_id": user.domain_id,
        "password_expires_at": None,
        "options": {},
    }
    if user.email is not None:
        view["email"] = user.email
    if user.default_project_id is not None:
        view["default_project_id"] = user.default_project_id
    return view


def role_view(role: Role) -> dict[str, Any]:
    """A role."""
    return {**_common(role), "domain_id": None, "options": {}}


def _common(thing: Domain | Project | User | Role) -> dict[str, Any]:
    return {"id": thing.id, "name": thing.name, "description": thing.description}
