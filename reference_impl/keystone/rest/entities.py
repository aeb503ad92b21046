"""Domains, projects, users and roles over REST: what each of them has to say for itself."""

from __future__ import annotations

from typing import Any

from ...http import Fault, Fields
from ..identity import Domain, Identity, Project, Role, User
from ..tokens import Issued
from .kind import Kind, given
from .views import domain_view, project_view, role_view, user_view


def kinds(identity: Identity) -> tuple[Kind[Any], ...]:
    """All of them."""
    return _domains(identity), _projects(identity), _users(identity), _roles(identity)


def _domains(identity: Identity) -> Kind[Domain]:
    def read(body: Fields) -> dict[str, Any]:
        return given(body, name=str, description=str, enabled=bool)

    def remove(domain_id: str) -> None:
        if identity.domains.one(domain_id).enabled:
            raise Fault(403, "Cannot delete a domain that is enabled, please disable it first.")
        identity.remove(identity.domains, domain_id)

    return Kind(
        "domain",
        "domains",
        ("name", "enabled"),
        identity.domains,
        domain_view,
        lambda body: identity.add_domain(_name(body), **_but_name(read(body))),
        lambda domain_id, body: identity.change(identity.domains, domain_id, **read(body)),
        remove,
        lambda token, domain_id: token.user.domain_id == domain_id,
    )


def _projects(identity: Identity) -> Kind[Project]:
    def read(body: Fields) -> dict[str, Any]:
        return given(body, name=str, description=str, enabled=bool, domain_id=str)

    def change(project_id: str, body: Fields) -> Project:
        changes = _same_domain(identity.projects.one(project_id), read(body))
        return identity.change(identity.projects, project_id, **changes)

    def may_look(token: Issued, project_id: str) -> bool:
        return bool(identity.roles_of(token.user.id, project_id))

    return Kind(
        "project",
        "projects",
        ("name", "domain_id", "parent_id", "enabled", "is_domain"),
        identity.projects,
        project_view,
        lambda body: identity.add_project(_name(body), **_but_name(read(body))),
        change,
        lambda project_id: identity.remove(identity.projects, project_id),
        may_look,
    )


def _users(identity: Identity) -> Kind[User]:
    def read(body: Fields) -> dict[str, Any]:
        texts = dict.fromkeys(("name", "description", "domain_id", "email", "password", "default_project_id"), str)
        return given(body, **texts, enabled=bool)

    def change(user_id: str, body: Fields) -> User:
        changes = _same_domain(identity.users.one(user_id), read(body))
        return identity.change(identity.users, user_id, **changes)

    return Kind(
        "user",
        "users",
        ("name", "domain_id", "enabled"),
        identity.users,
        user_view,
        lambda body: identity.add_user(_name(body), **_but_name(read(body))),
        change,
        lambda user_id: identity.remove(identity.users, user_id),
        lambda token, user_id: token.user.id == user_id,
    )


def _roles(identity: Identity) -> Kind[Role]:
    def read(body: Fields) -> dict[str, Any]:
        return given(body, name=str, description=str)

    return Kind(
        "role",
        "roles",
        ("name", "domain_id"),
        identity.roles,
        role_view,
        lambda body: identity.add_role(_name(body), **_but_name(read(body))),
        lambda role_id, body: identity.change(identity.roles, role_id, **read(body)),
        lambda role_id: identity.remove(identity.roles, role_id),
    )


def _name(body: Fields) -> str:
    return body.text("name")


def _but_name(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != "name"}


def _same_domain(thing: Project | User, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes, if they leave a thing in its domain.

    :raises Fault: 400, they do not.
    """
    if changes.get("domain_id", thing.domain_id) != thing.domain_id:
        raise Fault(400, "Cannot change Domain ID")
    return changes
