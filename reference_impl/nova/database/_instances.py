"""The instances, with what they asked for and what they have got."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from ...context import Context
from ._errors import UnexpectedState, check_quota
from ._records import Flavor, Instance, Quota
from ._session import Cells, Session, one_row
from ._tables import instances

_ONE = select(instances).where(instances.c.id == bindparam("wanted"))
_LOCKED = _ONE.with_for_update()
_ALL = select(instances).order_by(instances.c.created.desc(), instances.c.id.desc())
_OF_PROJECT = _ALL.where(instances.c.project_id == bindparam("wanted"))
_USED = select(
    func.count(),
    func.coalesce(func.sum(instances.c.vcpus), 0),
    func.coalesce(func.sum(instances.c.memory_mb), 0),
).where(instances.c.project_id == bindparam("wanted"))
_ADD = insert(instances)
_UPDATE = update(instances).where(instances.c.id == bindparam("wanted"))
_DELETE = delete(instances).where(instances.c.id == bindparam("wanted"))

_COLUMNS = tuple(str(column.name) for column in instances.c)
_FLAVOR_COLUMNS = {
    "flavor_id": "id",
    "flavor_name": "name",
    "vcpus": "vcpus",
    "memory_mb": "memory_mb",
    "disk_gb": "disk_gb",
}


class Instances(Session):
    """Table `instances`. A change of an instance's state is told as such, beside the write."""

    def add_instance(self, ctx: Context, by: str, instance: Instance, *, limit: Quota | None = None) -> None:
        """Enters an instance. One that has no state yet (an empty `vm_state`) is in none that could be told.

        :param limit: what its project may have at most, this one with it. Exact on SQLite, where one writes at a time;
            elsewhere entries at the same moment may both be counted as fitting, as in nova itself.
        :raises OverQuota: that would be more.
        """
        with self._writing() as connection:
            if limit is not None:
                check_quota(limit, _used(connection, instance.project_id), instance.flavor)
            connection.execute(_ADD, _values(msgspec.to_builtins(instance)))
        facts = {
            "project_id": instance.project_id,
            "flavor_id": instance.flavor.id,
            "image_id": instance.image_id,
        }
        self._tell("write", ctx, by, "instances", "insert", facts, instance.id)
        if instance.vm_state:
            self._tell_state(ctx, by, instance)

    def instance(self, ctx: Context, by: str, instance_id: str) -> Instance:
        """The instance of that id.

        :raises NotFound: there is none.
        """
        instance = _instance(self._row(_ONE, "instance", instance_id))
        self._tell("read", ctx, by, "instances", "select", {"host": instance.host}, instance_id)
        return instance

    def instances(self, project_id: str | None = None) -> list[Instance]:
        """The instances of a project, or of all of them; the newest first."""
        rows = self._rows(_ALL) if project_id is None else self._rows(_OF_PROJECT, wanted=project_id)
        return [_instance(row) for row in rows]

    def count(self, project_id: str) -> int:
        """How many instances the project has."""
        return self.used(project_id).instances

    def used(self, project_id: str) -> Quota:
        """What the project has of that which a quota limits."""
        with self._reading() as connection:
            return _used(connection, project_id)

    def update_instance(
        self, ctx: Context, by: str, instance_id: str, *, expect: Mapping[str, Any] | None = None, **changes: Any
    ) -> Instance:
        """Changes fields of an instance, in one transaction, and gives it as it is then.

        :param expect: what fields must be for the change to be made, as nova's `expected_task_state`; a tuple holds
            alternatives: `{"task_state": ("networking", None)}`.
        :raises NotFound: there is none.
        :raises UnexpectedState: a field is something else.
        """
        with self._writing() as connection:
            before = _instance(one_row(connection, _LOCKED, "instance", instance_id))
            _check(before, expect or {})
            after = _changed(connection, before, {"updated": self._now(), **changes})
        facts = {"host": after.host} if "host" in changes else {}
        self._tell("write", ctx, by, "instances", "update", facts, instance_id)
        if _state(before) != _state(after):
            self._tell_state(ctx, by, after)
        return after

    def delete_instance(
        self, ctx: Context, by: str, instance_id: str, *, expect: Mapping[str, Any] | None = None
    ) -> None:
        """Takes an instance out.

        :param expect: as for `update_instance`.
        :raises NotFound: there is none.
        :raises UnexpectedState: a field is something else.
        """
        with self._writing() as connection:
            _check(_instance(one_row(connection, _LOCKED, "instance", instance_id)), expect or {})
            connection.execute(_DELETE, {"wanted": instance_id})
        self._tell("write", ctx, by, "instances", "delete", {}, instance_id)

    def _tell_state(self, ctx: Context, by: str, instance: Instance) -> None:
        self._observe(
            "state",
            "change",
            source=by,
            cause=ctx.serving,
            request_id=ctx.request_id,
            instance_id=instance.id,
            vm_state=instance.vm_state,
            task_state=instance.task_state,
            power_state=instance.power_state,
        )


def _used(connection: Connection, project_id: str) -> Quota:
    return Quota(*(int(amount) for amount in connection.execute(_USED, {"wanted": project_id}).one()))


def _instance(row: Cells) -> Instance:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    flavor = Flavor(*(values.pop(column) for column in _FLAVOR_COLUMNS))
    return msgspec.convert({**values, "flavor": flavor}, Instance)


def _values(changes: dict[str, Any]) -> dict[str, Any]:
    """Fields as columns: the flavor is spread over several."""
    flavor = changes.pop("flavor", None)
    if flavor is not None:
        changes.update((column, flavor[name]) for column, name in _FLAVOR_COLUMNS.items())
    return changes


def _changed(connection: Connection, before: Instance, changes: dict[str, Any]) -> Instance:
    """Writes the changes; an unknown field is a `TypeError`, a mistyped one a `msgspec.ValidationError`."""
    values: dict[str, Any] = msgspec.to_builtins(changes)
    known = msgspec.to_builtins(before)
    if unknown := values.keys() - known.keys():
        raise TypeError(f"an instance has no {', '.join(sorted(unknown))}")
    after = msgspec.convert({**known, **values}, Instance)
    connection.execute(_UPDATE, {"wanted": before.id, **_values(values)})
    return after


def _check(instance: Instance, expect: Mapping[str, Any]) -> None:
    found = {name: getattr(instance, name) for name in expect}
    for name, wanted in expect.items():
        if found[name] not in (wanted if isinstance(wanted, tuple) else (wanted,)):
            raise UnexpectedState(instance.id, expect, found)


def _state(instance: Instance) -> tuple[str, str | None, str]:
    return instance.vm_state, instance.task_state, instance.power_state
