"""Domains, projects, users and roles over REST: five methods that are the same for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import falcon

from ...http import Fault, Fields, Request
from ..identity import Identity, Table
from ..tokens import Issued, Tokens
from .policy import admins_only, forbidden, is_admin, token_of
from .views import domain_view, project_view, role_view, user_view

_TYPES: Mapping[str, type] = {
    "name": str,
    "description": str,
    "enabled": bool,
    "domain_id": str,
    "email": str,
    "password": str,
    "default_project_id": str,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing.

    :param fields: what a body may set; other keys are passed over, as keystone keeps them as extras.
    :param own: whether a thing is that of who asks: they may look at it.
    :param gone: what else is to be done when one is deleted or disabled.
    """

    one: str
    many: str
    fields: tuple[str, ...]
    table: Table[Any]
    add: Callable[..., Any]
    view: Callable[[str, Any], dict[str, Any]]
    identity: Identity
    own: Callable[[Issued, str], bool]
    gone: Callable[[str], None]

    def read(self, body: Fields) -> dict[str, Any]:
        """What a body sets.

        :raises Fault: 400, something is mistyped.
        """
        thing = body.object(self.one)
        return {name: _typed(thing, name) for name in self.fields if thing.raw(name) is not None}


def kinds(identity: Identity, tokens: Tokens) -> tuple[Kind, ...]:
    """All of them."""
    common = ("name", "description")

    def nobodys(_token: Issued, _thing_id: str) -> bool:
        return False

    def no_more(_thing_id: str) -> None:
        """No token is for it."""

    return (
        Kind(
            "domain", "domains", (*common, "enabled"), identity.domains, identity.add_domain, domain_view, identity,
            lambda token, thing_id: token.user.domain_id == thing_id, no_more,
        ),
        Kind(
            "project", "projects", (*common, "enabled", "domain_id"), identity.projects, identity.add_project,
            project_view, identity, lambda token, thing_id: bool(identity.roles_of(token.user.id, thing_id)),
            lambda thing_id: tokens.revoke_of(project_id=thing_id),
        ),
        Kind(
            "user", "users", (*common, "enabled", "domain_id", "email", "password", "default_project_id"),
            identity.users, identity.add_user, user_view, identity,
            lambda token, thing_id: token.user.id == thing_id, lambda thing_id: tokens.revoke_of(user_id=thing_id),
        ),
        Kind("role", "roles", common, identity.roles, identity.add_role, role_view, identity, nobodys, no_more),
    )  # fmt: skip


class Collection:
    """`/v3/projects` and the like."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind

    def on_get(self, req: Request, resp: falcon.Response) -> None:
        """Lists, by name, domain and whether enabled."""
        kind = self._kind
        admins_only(req, f"list_{kind.many}")
        wanted = {name: req.get_param(name) for name in ("name", "domain_id", "enabled")}
        found = [thing for thing in list(kind.table.values()) if _fits(thing, wanted)]
        resp.media = {
            kind.many: [kind.view(req.prefix, thing) for thing in found],
            "links": {"self": f"{req.prefix}/v3/{kind.many}", "next": None, "previous": None},
        }

    def on_post(self, req: Request, resp: falcon.Response) -> None:
        """Makes one."""
        kind = self._kind
        admins_only(req, f"create_{kind.one}")
        given = kind.read(req.fields)
        if not given.get("name"):
            raise Fault(400, "'name' is a required property")
        made = kind.add(given.pop("name"), **given)
        resp.status = falcon.HTTP_201
        resp.media = {kind.one: kind.view(req.prefix, made)}


class Entity:
    """`/v3/projects/{id}` and the like."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind

    def on_get(self, req: Request, resp: falcon.Response, **path: str) -> None:
        """Shows one: to administrators, and to whom it belongs."""
        kind, token, thing_id = self._kind, token_of(req), _id(path)
        if not is_admin(token) and not kind.own(token, thing_id):
            raise forbidden(f"get_{kind.one}")
        resp.media = {kind.one: kind.view(req.prefix, kind.table.one(thing_id))}

    def on_patch(self, req: Request, resp: falcon.Response, **path: str) -> None:
        """Changes one. Who is disabled, or has another password, loses the tokens there are."""
        kind = self._kind
        admins_only(req, f"update_{kind.one}")
        thing_id = _id(path)
        kind.table.one(thing_id)
        changes = kind.read(req.fields)
        changed = kind.identity.change(kind.table, thing_id, **changes)
        if changes.get("enabled") is False or "password" in changes:
            kind.gone(thing_id)
        resp.media = {kind.one: kind.view(req.prefix, changed)}

    def on_delete(self, req: Request, resp: falcon.Response, **path: str) -> None:
        """Deletes one, and the tokens with it."""
        kind = self._kind
        admins_only(req, f"delete_{kind.one}")
        if kind.one == "domain":
            raise Fault(403, "Cannot delete a domain that is enabled, please disable it first.")
        thing_id = _id(path)
        kind.identity.remove(kind.table, thing_id)
        kind.gone(thing_id)
        resp.status = falcon.HTTP_204


def _id(path: Mapping[str, str]) -> str:
    """What the path names; it is called by the kind of thing, for other routes have the same beginning."""
    (thing_id,) = path.values()
    return thing_id


def _typed(thing: Fields, name: str) -> Any:
    return thing.flag(name, True) if _TYPES[name] is bool else thing.text(name)


def _fits(thing: Any, wanted: Mapping[str, str | None]) -> bool:
    enabled = wanted["enabled"]
    if enabled is not None and hasattr(thing, "enabled") and thing.enabled is not (enabled.lower() in ("true", "1")):
        return False
    return all(
        wanted[name] in (None, getattr(thing, name, None)) for name in ("name", "domain_id")
    )  # fmt: skip
