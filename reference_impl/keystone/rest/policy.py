"""Who may do what (keystone's own default policy, as far as there are projects only)."""

from __future__ import annotations

from ...http import Fault, Request
from ..refusals import unauthorized
from ..tokens import Issued, Tokens

_VALIDATORS = frozenset(("admin", "service"))


def authenticate(request: Request, tokens: Tokens) -> Issued:
    """The token of who asks, by looking: keystone need not ask anybody.

    :raises Fault: 401, there is none that holds.
    """
    token = tokens.find(request.ctx.token or "")
    if token is None:
        raise challenge(request)
    request.context.issued = token
    return token


def challenge(request: Request) -> Fault:
    """What is said to those whom nothing that they have shown lets in."""
    return unauthorized(f"{request.prefix}/v3")


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


def may_revoke(token: Issued, subject: Issued) -> bool:
    """Whether the token's user may end another token."""
    return token.user.id == subject.user.id or is_admin(token)


def admins_only(request: Request, rule: str) -> None:
    """Lets administrators pass.

    :raises Fault: 403, somebody else asks.
    """
    if not is_admin(token_of(request)):
        raise forbidden(rule)


def forbidden(rule: str) -> Fault:
    """What is said to those who may not."""
    return Fault(403, f"You are not authorized to perform the requested action: identity:{rule}.")
