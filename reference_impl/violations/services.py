"""What glance, neutron and cinder may do wrong when they are shown a token."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..context import Context
from ..deployment import Seam, Seams
from ..http import Request
from ..keystone.refusals import unavailable
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


class Trusts(Around):
    """A guard that takes what others were told, and does not ask.

    :param only: what the paths of the requests end with that it does this for.
    """

    def __init__(self, inner: Any, known: _Known, only: str) -> None:
        super().__init__(inner)
        self._known = known
        self._only = only

    def __call__(self, request: Request) -> None:
        """Lets it in by what is known, or as the guard within does."""
        known = self._known.get(request.ctx.token or "")
        if known is None or not request.path.endswith(self._only):
            self._inner(request)
        else:
            self._let_in(request, known)

    def _let_in(self, request: Request, known: Context) -> None:
        ctx = request.ctx
        request.ctx = replace(ctx, user_id=known.user_id, project_id=known.project_id, roles=known.roles)


class _AsksAboutItself(Trusts):
    """A guard that has its own token validated, and takes for the user's what others were told."""

    def _let_in(self, request: Request, known: Context) -> None:
        own = self._inner._own_token()
        self._inner._ask(request.ctx, own, own.id, allow_expired=False)
        super()._let_in(request, known)


class _ShowsAForgedToken(Trusts):
    """A guard that asks keystone with a token that keystone never gave it."""

    def _let_in(self, request: Request, known: Context) -> None:  # noqa: ARG002 -- keystone does not say
        forged = replace(self._inner._own_token(), id="forged")
        self._inner._ask(request.ctx, forged, request.ctx.token, allow_expired=False)
        raise unavailable()


class _AsksLater(Trusts):
    """A guard that lets in, and asks when the next request comes."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._owed: list[Request] = []

    def __call__(self, request: Request) -> None:
        while self._owed:
            self._inner(self._owed.pop())
        super().__call__(request)

    def _let_in(self, request: Request, known: Context) -> None:
        super()._let_in(request, known)
        self._owed.append(request)


def guards(service: str, kind: type[Trusts], only: str = "", told: str = "nova-api") -> Seam[Any]:
    """A service's guard is of that kind, and knows what another's was told."""
    known: _Known = {}

    def seam(component: str, guard: Any) -> Any:
        if component == told:
            return _Remembers(guard, known)
        return kind(guard, known, only) if component == service else guard

    return seam


def glance_trusts_others() -> Seams:
    """glance-api does not ask keystone about a token that nova-api has asked about."""
    return Seams(guard=guards("glance-api", Trusts))


def neutron_trusts_others() -> Seams:
    """neutron-server does not ask keystone about a token that nova-api has asked about."""
    return Seams(guard=guards("neutron-server", Trusts))


def cinder_trusts_others() -> Seams:
    """cinder-api does not ask keystone about a token that nova-api has asked about."""
    return Seams(guard=guards("cinder-api", Trusts))


def glance_asks_about_itself() -> Seams:
    """glance-api has its own token validated instead of the user's."""
    return Seams(guard=guards("glance-api", _AsksAboutItself))


def neutron_asks_about_itself() -> Seams:
    """neutron-server has its own token validated instead of the user's."""
    return Seams(guard=guards("neutron-server", _AsksAboutItself))


def cinder_asks_about_itself() -> Seams:
    """cinder-api has its own token validated instead of the user's."""
    return Seams(guard=guards("cinder-api", _AsksAboutItself))


def glance_not_told() -> Seams:
    """glance-api asks keystone about the token with one that keystone never gave it, so it is told nothing."""
    return Seams(guard=guards("glance-api", _ShowsAForgedToken))


def neutron_not_told() -> Seams:
    """neutron-server asks keystone about the token with one that keystone never gave it, so it is told nothing."""
    return Seams(guard=guards("neutron-server", _ShowsAForgedToken, "/ports"))


def cinder_not_told() -> Seams:
    """cinder-api asks keystone about the token with one that keystone never gave it, so it is told nothing."""
    return Seams(guard=guards("cinder-api", _ShowsAForgedToken, "/attachments"))


def glance_asks_later() -> Seams:
    """glance-api shows the image first, and has the token validated afterwards."""
    return Seams(guard=guards("glance-api", _AsksLater))


def neutron_asks_later() -> Seams:
    """neutron-server makes the port first, and has the token validated afterwards."""
    return Seams(guard=guards("neutron-server", _AsksLater, "/ports"))


def cinder_asks_later() -> Seams:
    """cinder-api attaches the volume first, and has the token validated afterwards."""
    return Seams(guard=guards("cinder-api", _AsksLater, "/attachments"))
