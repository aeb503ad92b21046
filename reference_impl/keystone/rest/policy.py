"""Who may do what (keystone's own default policy, as far as there are projects only)."""

from __future__ import annotations

from ...http import Fault, Request
from ..tokens import Issued

_VALIDATORS = frozenset(("admin", "service"))


def token_of(request: Request) -> Issued:
    """The token that the guard has let in."""
    token: Issued = request.context.issued
    return token


def is_admin(token: Issued) -> bool:
    """Whether the token is an administrator's."""
    return any(role.name == "admin" for role in token.roles)


def may_validate(token: Issued, subject: Issued) -> bool:
    """Whether the token's user may see another token."""
    return token.user.id == subject.user.id or any(role.name in _VALIDATORS for role in token.roles)


def admins_only(request: Request, rule: str) -> None:
    """Lets administrators pass.

    :raises Fault: 403, somebody else asks.
    """
    if not is_admin(token_of(request)):
        raise forbidden(rule)


def forbidden(rule: str) -> Fault:
    """What is said to those who may not."""
    return Fault(403, f"You are not authorized to perform the requested action: identity:{rule}.")
