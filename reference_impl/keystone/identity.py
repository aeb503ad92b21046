"""Domains, projects, users and roles, and who has which role where."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from ..world import World
from .passwords import ROUNDS, Hash, hashed

DEFAULT_DOMAIN = "default"
"""Id of the domain that every keystone has; its name is `Default`."""
ROLES = ("admin", "manager", "member", "reader", "service")
"""What a keystone is bootstrapped with."""


class NotThere(LookupError):
    """There is no such thing. The text is what keystone says."""


class Conflict(ValueError):
    """A name is taken. The text is what keystone says."""


@dataclass(frozen=True, slots=True)
class Domain:
    """What names are unique in."""

    id: str
    name: str
    enabled: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """What things of a cloud belong to."""

    id: str
    name: str
    domain_id: str = DEFAULT_DOMAIN
    enabled: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody, or a service. Without a password nobody logs in as them."""

    id: str
    name: str
    domain_id: str = DEFAULT_DOMAIN
    enabled: bool = True
    description: str = ""
    email: str | None = None
    default_project_id: str | None = None
    password: Hash | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody may be in a project."""

    id: str
    name: str
    description: str = ""


_Thing = TypeVar("_Thing", Domain, Project, User, Role)


class Table(dict[str, _Thing]):
    """Things of a kind by their id, in the order in which they were made."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what

    def one(self, thing_id: str) -> _Thing:
        """The thing of that id.

        :raises NotThere: there is none.
        """
        if thing_id not in self:
            raise NotThere(f"Could not find {self.what}: {thing_id}.")
        return self[thing_id]

    def named(self, name: str, domain_id: str | None = None) -> _Thing | None:
        """The thing of that name, in a domain where the kind has them."""
        found = (each for each in list(self.values()) if each.name == name)
        return next((each for each in found if domain_id in (None, getattr(each, "domain_id", None))), None)


class Identity:
    """Who there is. Changes are made under one lock; reading needs none, for values are never changed in place.

    :param rounds: what hashing a password costs, in rounds of PBKDF2.
    :ivar nobodys_password: what a password is compared with where there is no user, so that it takes as long.
    """

    def __init__(self, world: World, rounds: int = ROUNDS) -> None:
        self._world = world
        self._rounds = rounds
        self.nobodys_password = hashed(world.uuid(), world.random, rounds)
        self._lock = threading.Lock()
        self.domains: Table[Domain] = Table("domain")
        self.projects: Table[Project] = Table("project")
        self.users: Table[User] = Table("user")
        self.roles: Table[Role] = Table("role")
        self._assigned: dict[tuple[str, str], tuple[str, ...]] = {}
        self.domains[DEFAULT_DOMAIN] = Domain(DEFAULT_DOMAIN, "Default")
        for name in ROLES:
            self.add_role(name)

    def add_domain(self, name: str, **more: Any) -> Domain:
        """A new domain.

        :raises Conflict: the name is taken.
        """
        return self._add(self.domains, Domain(self._id(), name, **more))

    def add_project(self, name: str, **more: Any) -> Project:
        """A new project.

        :raises Conflict: the name is taken in its domain.
        """
        return self._add(self.projects, Project(self._id(), name, **more))

    def add_user(self, name: str, password: str | None = None, **more: Any) -> User:
        """A new user.

        :raises Conflict: the name is taken in the domain.
        """
        kept = None if password is None else self._hashed(password)
        return self._add(self.users, User(self._id(), name, password=kept, **more))

    def add_role(self, name: str, **more: Any) -> Role:
        """A new role.

        :raises Conflict: the name is taken.
        """
        return self._add(self.roles, Role(self._id(), name, **more))

    def change(self, table: Table[_Thing], thing_id: str, **changes: Any) -> _Thing:
        """The thing with some of it changed; a password is given as text.

        :raises NotThere: there is none of that id.
        :raises Conflict: the new name is taken.
        """
        if isinstance(changes.get("password"), str):
            changes["password"] = self._hashed(changes["password"])
        with self._lock:
            changed = replace(table.one(thing_id), **changes)
            self._check_name(table, changed)
            table[thing_id] = changed
        return changed

    def remove(self, table: Table[_Thing], thing_id: str) -> None:
        """Takes a thing out, the assignments that name it, and what is in it where it is a domain.

        :raises NotThere: there is none of that id.
        """
        with self._lock:
            table.one(thing_id)
            gone = {thing_id, *self._inside(thing_id)}
            for each in (self.domains, self.projects, self.users, self.roles):
                for key in gone & each.keys():
                    del each[key]
            self._assigned = {
                (user, project): tuple(role for role in roles if role not in gone)
                for (user, project), roles in self._assigned.items()
                if gone.isdisjoint((user, project))
            }

    def assign(self, user_id: str, project_id: str, role_id: str) -> None:
        """Gives a user a role in a project; once more changes nothing.

        :raises NotThere: one of them is not there.
        """
        self.users.one(user_id), self.projects.one(project_id), self.roles.one(role_id)
        with self._lock:
            has = self._assigned.get((user_id, project_id), ())
            if role_id not in has:
                self._assigned[user_id, project_id] = (*has, role_id)

    def unassign(self, user_id: str, project_id: str, role_id: str) -> None:
        """Takes a role from a user.

        :raises NotThere: the user has not that role there.
        """
        with self._lock:
            has = self._assigned.get((user_id, project_id), ())
            if role_id not in has:
                raise NotThere(f"Could not find role assignment with role: {role_id}, user or group: {user_id}.")
            self._assigned[user_id, project_id] = tuple(each for each in has if each != role_id)

    def roles_of(self, user_id: str, project_id: str) -> tuple[Role, ...]:
        """The roles that a user has in a project."""
        assigned = self._assigned.get((user_id, project_id), ())
        return tuple(found for role in assigned if (found := self.roles.get(role)) is not None)

    def projects_of(self, user_id: str) -> list[Project]:
        """The projects in which a user has some role."""
        found = [project for (user, project), roles in list(self._assigned.items()) if user == user_id and roles]
        return [project for project_id in found if (project := self.projects.get(project_id)) is not None]

    def assignments(self) -> Iterable[tuple[str, str, str]]:
        """All of them: user, project, role."""
        return [(user, project, role) for (user, project), roles in list(self._assigned.items()) for role in roles]

    def is_enabled(self, thing: User | Project) -> bool:
        """Whether it is, and its domain."""
        domain = self.domains.get(thing.domain_id)
        return thing.enabled and domain is not None and domain.enabled

    def _add(self, table: Table[_Thing], thing: _Thing) -> _Thing:
        with self._lock:
            self._check_name(table, thing)
            table[thing.id] = thing
        return thing

    def _check_name(self, table: Table[_Thing], thing: _Thing) -> None:
        domain_id = getattr(thing, "domain_id", None)
        if domain_id is not None:
            self.domains.one(domain_id)
        there = table.named(thing.name, domain_id)
        if there is not None and there.id != thing.id:
            raise Conflict(
                f"Conflict occurred attempting to store {table.what} - Duplicate entry found with name {thing.name}."
            )

    def _inside(self, domain_id: str) -> set[str]:
        return {
            thing.id
            for things in (self.users, self.projects)
            for thing in things.values()
            if thing.domain_id == domain_id
        }

    def _hashed(self, password: str) -> Hash:
        return hashed(password, self._world.random, self._rounds)

    def _id(self) -> str:
        """As keystone's: 32 hexadecimal digits."""
        return self._world.uuid().replace("-", "")
