"""Bodies for keystone: who there is, and who somebody is."""

from __future__ import annotations

from typing import Any

from ._body import ABSENT, Body, computed, drawn, hexadecimal, named, trait

DOMAIN = "default"
"""The id of the domain that every keystone begins with."""


class ProjectFactory(Body):
    """`POST /v3/projects`."""

    _envelope = "project"

    name = named("project")
    description = ""
    domain_id = DOMAIN
    enabled = True

    class Params:
        disabled = trait(enabled=False)


class UserFactory(Body):
    """`POST /v3/users`. `default_project_id` is an id, and absent."""

    _envelope = "user"

    name = named("user")
    password = drawn(lambda: hexadecimal(32))
    email = computed(lambda user: f"{user.name}@example.org")
    domain_id = DOMAIN
    default_project_id = ABSENT
    enabled = True

    class Params:
        disabled = trait(enabled=False)


class LoginFactory(Body):
    """`POST /v3/auth/tokens`: a password for a token.

    :param user: a body of `UserFactory`.
    :param project: the id of the project that the token is for; none: it is for no project.
    """

    _envelope = "auth"

    class Params:
        user = drawn(UserFactory)
        project = None

    identity = computed(lambda login: {"methods": ["password"], "password": {"user": _credentials(login.user)}})
    scope = computed(lambda login: {"project": {"id": login.project}} if login.project else ABSENT)


def _credentials(body: dict[str, Any]) -> dict[str, Any]:
    user = body["user"]
    return {"name": user["name"], "domain": {"id": user["domain_id"]}, "password": user["password"]}
