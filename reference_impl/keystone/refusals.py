"""How a request is refused for want of a token that holds: by keystone, and by the guard before every other service."""

from __future__ import annotations

from ..http import Fault, glance_form, keystone_form

_UNAUTHORIZED = "The request you have made requires authentication."
_UNAVAILABLE = "The Keystone service is temporarily unavailable."


def unauthorized(uri: str) -> Fault:
    """401, with the challenge that says where tokens are to be had.

    :param uri: of the identity API.
    """
    challenge = {"WWW-Authenticate": f'Keystone uri="{uri}"'}
    return Fault(401, _UNAUTHORIZED, headers=challenge, form=keystone_form)


def unavailable() -> Fault:
    """503, as keystonemiddleware words it: nobody can say whether the token holds."""
    return Fault(503, _UNAVAILABLE, form=glance_form)
