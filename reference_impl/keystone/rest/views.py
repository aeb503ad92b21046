"""How things look on the wire."""

from __future__ import annotations

from typing import Any

from ..identity import Domain, Project, Role, User


def domain_view(base: str, domain: Domain) -> dict[str, Any]:
    """A domain."""
    return {**_common(base, "domains", domain), "enabled": domain.enabled, "options": {}, "tags": []}


def project_view(base: str, project: Project) -> dict[str, Any]:
    """A project."""
    return {
        **_common(base, "projects", project),
        "enabled": project.enabled,
        "domain_id": project.domain_id,
        "parent_id": project.domain_id,
        "is_domain": False,
        "options": {},
        "tags": [],
    }


def user_view(base: str, user: User) -> dict[str, Any]:
    """A user, without the password."""
    view = {
        **_common(base, "users", user),
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


def role_view(base: str, role: Role) -> dict[str, Any]:
    """A role."""
    return {**_common(base, "roles", role), "domain_id": None, "options": {}}


def _common(base: str, many: str, thing: Domain | Project | User | Role) -> dict[str, Any]:
    return {
        "id": thing.id,
        "name": thing.name,
        "description": thing.description,
        "links": {"self": f"{base}/v3/{many}/{thing.id}"},
    }
