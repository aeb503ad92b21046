"""Statements of a database, as its log shows them: reads and writes of the tables that a boot goes through.

Who did it is told by the database user; a deployment that gives its services one user between them leaves that open.
What is copied are the literals of the columns below and nothing else: the rest of a statement may be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from msgspec import UNSET

from ..trace._events import Event, Facts
from ._components import Components
from ._fields import json_of, known, number, text
from ._objects import Found, image, object_facts, shown
from ._seen import Seen
from ._sql_text import Statement, read_statement

CLOCK = "sql"
DATABASE = "nova-database"
_SHARED = frozenset({"quotas", "allocations"})
"""Tables that other services have too."""


@dataclass(frozen=True, slots=True)
class Logged:
    """A statement, as it was logged.

    :param time: UNIX seconds.
    :param user: the database user.
    :param parameters: the values of `$1`, `$2`, … where they were sent apart.
    """

    time: float
    user: str | None
    text: str
    parameters: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Table:
    """Where a table shows its instance, its request, and facts."""

    instance: str | None = None
    request: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    object: str | None = None


_OWNERS = {"user_id": "user_id", "project_id": "project_id"}
_ASKED = {"memory_mb": "memory_mb", "vcpus": "vcpus", "disk_gb": "root_gb"}
_TABLES: Mapping[str, _Table] = MappingProxyType({
    "flavors": _Table(facts={"flavor_id": "flavorid", **_ASKED}),
    "quotas": _Table(facts={"project_id": "project_id"}),
    "instances": _Table("uuid", facts={"host": "host", "image_id": "image_ref", **_OWNERS, **_ASKED}),
    "build_requests": _Table("instance_uuid", facts={"project_id": "project_id"}, object="instance"),
    "request_specs": _Table("instance_uuid", object="spec"),
    "instance_mappings": _Table("instance_uuid", facts=_OWNERS),
    "instance_actions": _Table("instance_uuid", "request_id", _OWNERS),
    "block_device_mapping": _Table(
        "instance_uuid", facts={"volume_id": "volume_id", "attachment_id": "attachment_id"}
    ),
    "compute_nodes": _Table(facts={"host": "host"}),
    "allocations": _Table("consumer_id"),
})  # fmt: skip
_NAMED = re.compile(rf"\b(?:{'|'.join(_TABLES)})\b")
_NUMBERS = frozenset(_ASKED)
_Value = Callable[[str], Any]


class Statements:
    """Turns what was logged into `db` events.

    :param mariadb: whether it was written for MariaDB, or for PostgreSQL.
    """

    def __init__(self, components: Components, *, mariadb: bool) -> None:
        self._components = components
        self._mariadb = mariadb

    def see(self, logged: Logged) -> list[Seen]:
        """The events of a statement: one for each table that a trace knows, and for each row that is inserted."""
        if self._components.leaves_out(logged.user) or not _NAMED.search(logged.text):
            return []
        statement = read_statement(logged.text, logged.parameters, mariadb=self._mariadb)
        if statement is None:
            return []
        return [
            self._seen(logged, statement, table, values)
            for table in statement.tables
            if table in _TABLES
            for values in _values(statement, table)
        ]

    def _seen(self, logged: Logged, statement: Statement, table: str, value: _Value) -> Seen:
        where, component = _TABLES[table], self._components.of(logged.user)
        request = known(value(where.request)) if where.request else None
        instance, found = _found(where, value)
        event = Event(
            seq=0, time=logged.time, clock=CLOCK, channel="db",
            kind="read" if statement.operation == "select" else "write",
            source=component or UNSET, target=_target(component, table), request_id=request or UNSET,
            instance_id=instance or UNSET, table=table, operation=statement.operation, facts=Facts(**found),
        )  # fmt: skip
        return Seen(
            event, actor=logged.user if component else None, acts_under=(request,) if request else (), by_time=True
        )


def _target(component: str | None, table: str) -> Any:
    """Other services have databases of their own."""
    nova = component.startswith("nova-") if component else table not in _SHARED
    return DATABASE if nova else UNSET


def _values(statement: Statement, table: str) -> Iterator[_Value]:
    """How to find the value of a column: for each row; what is set goes before what is compared."""
    compared = statement.compared
    for row in statement.rows or ({},):
        found = {**compared, **row}
        alone = len(statement.tables) == 1

        def value(column: str, found: Mapping[str, Any] = found, alone: bool = alone) -> Any:
            own = f"{table}.{column}"
            return found[own] if own in found else found.get(column, UNSET) if alone else UNSET

        yield value


def _found(where: _Table, value: _Value) -> tuple[str | None, Found]:
    """The instance, and what the literals show."""
    instance = known(value(where.instance)) if where.instance else None
    found: Found = {}
    if where.object:
        held = value(where.object)
        instance_of, found = object_facts(json_of(held)) if isinstance(held, str) else (None, {})
        instance = instance or instance_of
    for fact, column in where.facts.items():
        found |= shown({fact: _fact(fact, value(column))})
    return instance, found


def _fact(fact: str, value: Any) -> Any:
    if fact == "image_id":
        return UNSET if value is UNSET else image({"image_ref": value}, "image_ref")
    if fact in _NUMBERS:
        return number(int(value) if isinstance(value, str) and value.isdigit() else value)
    return text(value)
