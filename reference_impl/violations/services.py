"""What glance, neutron and cinder may do wrong when they are shown a token."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..context import Context
from ..deployment import Seam, Seams
from ..http import Request
from ._around import Around

_Known = dict[str, Context]
"""What validations said, by token."""


class _Remembers(Around):
    """A guard whose validations others may use."""

    def __init__(self, inner: Any, known: _Known) -> None:
        super().__init__(inner)
        self._known = known

    def __call__(self, request: Request) -> None:
        self._inner(request)
        self._known[request.ctx.token or ""] = request.ctx


class _Trusts(Around):
    """A guard that takes what others were told, and does not ask."""

    def __init__(self, inner: Any, known: _Known) -> None:
        super().__init__(inner)
        self._known = known

    def __call__(self, request: Request) -> None:
        known = self._known.get(request.ctx.token or "")
        if known is None:
            self._inner(request)
        else:
            self._let_in(request, known)

    def _let_in(self, request: Request, known: Context) -> None:
        ctx = request.ctx
        request.ctx = replace(ctx, user_id=known.user_id, project_id=known.project_id, roles=known.roles)


class _AsksAboutItself(_Trusts):
    """A guard that has its own token validated, and takes for the user's what others were told."""

    def _let_in(self, request: Request, known: Context) -> None:
        own = self._inner._own_token()
        self._inner._ask(request.ctx, own, own.id, allow_expired=False)
        super()._let_in(request, known)


def _guards(service: str, kind: type[_Trusts]) -> Seam[Any]:
    """nova-api's guard remembers for the service's."""
    known: _Known = {}

    def seam(component: str, guard: Any) -> Any:
        if component == "nova-api":
            return _Remembers(guard, known)
        return kind(guard, known) if component == service else guard

    return seam


def glance_trusts_others() -> Seams:
    """glance-api does not ask keystone about a token that nova-api has asked about."""
    return Seams(guard=_guards("glance-api", _Trusts))


def neutron_trusts_others() -> Seams:
    """neutron-server does not ask keystone about a token that nova-api has asked about."""
    return Seams(guard=_guards("neutron-server", _Trusts))


def cinder_trusts_others() -> Seams:
    """cinder-api does not ask keystone about a token that nova-api has asked about."""
    return Seams(guard=_guards("cinder-api", _Trusts))


def glance_asks_about_itself() -> Seams:
    """glance-api has its own token validated instead of the user's."""
    return Seams(guard=_guards("glance-api", _AsksAboutItself))


def neutron_asks_about_itself() -> Seams:
    """neutron-server has its own token validated instead of the user's."""
    return Seams(guard=_guards("neutron-server", _AsksAboutItself))


def cinder_asks_about_itself() -> Seams:
    """cinder-api has its own token validated instead of the user's."""
    return Seams(guard=_guards("cinder-api", _AsksAboutItself))
