"""keystone: identity. It knows who somebody is, what they may do where, and where the other services are.

A user shows a password and gets a token, which stands for the user, a project, and the roles the user has in it
(steps 1 and 2). Whoever is shown a token asks keystone whether it holds (steps 4 and 5, 20, 23, 26); `TokenGuard` does
that for every other service.

`identity` has the users, projects and roles, `catalog` the services and their endpoints, `tokens` what was issued,
`authentication` decides what a user gets for what was shown; `rest` is the API v3 over them. `guard` and `login` are
keystone seen from the other side.
"""

from .authentication import Denied
from .catalog import Catalog
from .guard import TokenGuard
from .identity import DEFAULT_DOMAIN, Identity
from .login import Credentials, LoginFailed, Token, log_in
from .service import NAME, Keystone
from .shows import AUTHENTICATE, REVOKE, VALIDATE

__all__ = [
    "AUTHENTICATE",
    "DEFAULT_DOMAIN",
    "NAME",
    "REVOKE",
    "VALIDATE",
    "Catalog",
    "Credentials",
    "Denied",
    "Identity",
    "Keystone",
    "LoginFailed",
    "Token",
    "TokenGuard",
    "log_in",
]
