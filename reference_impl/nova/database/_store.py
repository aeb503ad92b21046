"""Reads and writes of the database, each told when it has been done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Engine, RowMapping, bindparam, create_engine, delete, func, insert, select, update
from sqlalchemy.pool import StaticPool

from ...context import Context
from ...observe import Observe, nobody
from . import _tables as tables
from ._records import ComputeNode, Flavor, Instance, NotFound

NAME = "nova-database"
_LISTS = ("networks", "ports", "volumes", "addresses")

_FLAVOR = select(tables.flavors).where(tables.flavors.c.id == bindparam("wanted"))
_INSTANCE = select(tables.instances).where(tables.instances.c.id == bindparam("wanted"))
_OF_PROJECT = select(tables.instances).where(tables.instances.c.project_id == bindparam("wanted"))
_HOSTS = select(tables.compute_nodes).order_by(tables.compute_nodes.c.host)
_INSERT = insert(tables.instances)
_DELETE = delete(tables.instances).where(tables.instances.c.id == bindparam("wanted"))
_CLAIM = (
    update(tables.compute_nodes)
    .where(tables.compute_nodes.c.host == bindparam("wanted"))
    .values(
        vcpus_used=tables.compute_nodes.c.vcpus_used + bindparam("more_vcpus"),
        memory_mb_used=tables.compute_nodes.c.memory_mb_used + bindparam("more_memory_mb"),
        disk_gb_used=tables.compute_nodes.c.disk_gb_used + bindparam("more_disk_gb"),
    )
)


def open_database(url: str = "sqlite://", observe: Observe = nobody) -> Database:
    """The database at an SQLAlchemy URL, its tables made if they are not there; `sqlite://` is in memory.

    In memory one connection serves all, so that all see the same rows: for one thread at a time.
    """
    pool: dict[str, Any] = {}
    if url in ("sqlite://", "sqlite:///:memory:"):
        pool = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    engine = create_engine(url, **pool)
    tables.metadata.create_all(engine)
    return Database(engine, observe)


class Database:
    """What nova's services ask of it. Each method names the service that asks (`by`) and under which request."""

    def __init__(self, engine: Engine, observe: Observe = nobody) -> None:
        self._engine = engine
        self._observe = observe

    def close(self) -> None:
        """Gives back all connections."""
        self._engine.dispose()

    def flavor(self, ctx: Context, by: str, flavor_id: str) -> Flavor:
        """The flavor of that id.

        :raises NotFound: there is none.
        """
        flavor = Flavor(**self._one(_FLAVOR, flavor_id, "flavor"))
        facts = {"flavor_id": flavor.id, **_size(flavor)}
        self._tell("read", ctx, by, "flavors", "select", facts)
        return flavor

    def flavors(self) -> list[Flavor]:
        """All flavors, by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(tables.flavors).order_by(tables.flavors.c.name)).mappings()
            return [Flavor(**row) for row in rows]

    def add_flavor(self, flavor: Flavor) -> None:
        """Enters a flavor."""
        with self._engine.begin() as connection:
            connection.execute(insert(tables.flavors), asdict(flavor))

    def quota(self, ctx: Context, by: str, project_id: str) -> int | None:
        """How many instances the project may have, `None` if there is no limit."""
        wanted = select(tables.quotas.c.instances).where(tables.quotas.c.project_id == project_id)
        with self._engine.connect() as connection:
            limit = connection.execute(wanted).scalar()
        self._tell("read", ctx, by, "quotas", "select", {"project_id": project_id})
        return limit

    def set_quota(self, project_id: str, instances: int) -> None:
        """Limits the project to so many instances."""
        with self._engine.begin() as connection:
            connection.execute(delete(tables.quotas).where(tables.quotas.c.project_id == project_id))
            connection.execute(insert(tables.quotas), {"project_id": project_id, "instances": instances})

    def add_host(self, node: ComputeNode) -> None:
        """Enters a host."""
        with self._engine.begin() as connection:
            connection.execute(insert(tables.compute_nodes), asdict(node))

    def enable_host(self, host: str, *, enabled: bool) -> None:
        """Lets instances be scheduled to the host, or no longer."""
        nodes = tables.compute_nodes
        with self._engine.begin() as connection:
            connection.execute(update(nodes).where(nodes.c.host == host).values(enabled=enabled))

    def hosts(self, ctx: Context, by: str) -> list[ComputeNode]:
        """All hosts with what is used of them, by name."""
        with self._engine.connect() as connection:
            nodes = [ComputeNode(**row) for row in connection.execute(_HOSTS).mappings()]
        self._tell("read", ctx, by, "compute_nodes", "select", {"hosts": [node.host for node in nodes]})
        return nodes

    def claim(self, ctx: Context, by: str, host: str, flavor: Flavor, *, give_back: bool = False) -> None:
        """Takes a flavor's resources of the host, or gives them back.

        :raises NotFound: there is no such host.
        """
        sign = -1 if give_back else 1
        more = {f"more_{name}": sign * amount for name, amount in _size(flavor).items()}
        with self._engine.begin() as connection:
            if connection.execute(_CLAIM, {"wanted": host, **more}).rowcount != 1:
                raise NotFound(f"host {host}")
        self._tell("write", ctx, by, "compute_nodes", "update", {"host": host})

    def add_instance(self, ctx: Context, by: str, instance: Instance) -> None:
        """Enters an instance."""
        row = {field.name: getattr(instance, field.name) for field in fields(instance)}
        row.update({name: list(row[name]) for name in _LISTS})
        with self._engine.begin() as connection:
            connection.execute(_INSERT, row)
        facts = {
            "project_id": instance.project_id,
            "flavor_id": instance.flavor_id,
            "image_id": instance.image_id,
        }
        self._tell("write", ctx, by, "instances", "insert", facts, instance.id)
        self._tell_state(ctx, by, instance)

    def instance(self, ctx: Context, by: str, instance_id: str) -> Instance:
        """The instance of that id.

        :raises NotFound: there is none.
        """
        instance = self._instance(instance_id)
        self._tell("read", ctx, by, "instances", "select", {"host": instance.host}, instance_id)
        return instance

    def instances(self, project_id: str) -> list[Instance]:
        """The instances of a project."""
        with self._engine.connect() as connection:
            rows = connection.execute(_OF_PROJECT, {"wanted": project_id}).mappings().all()
        return [_instance(row) for row in rows]

    def count(self, project_id: str) -> int:
        """How many instances the project has."""
        counted = select(func.count()).where(tables.instances.c.project_id == project_id)
        with self._engine.connect() as connection:
            return int(connection.execute(counted).scalar_one())

    def update_instance(self, ctx: Context, by: str, instance_id: str, **changes: Any) -> Instance:
        """Changes columns of an instance; a change of its state is told as such.

        :raises NotFound: there is none.
        """
        before = self._instance(instance_id)
        values = {name: list(value) if name in _LISTS else value for name, value in changes.items()}
        statement = update(tables.instances).where(tables.instances.c.id == instance_id).values(**values)
        with self._engine.begin() as connection:
            connection.execute(statement)
        facts = {"host": changes["host"]} if "host" in changes else {}
        self._tell("write", ctx, by, "instances", "update", facts, instance_id)
        after = self._instance(instance_id)
        if _state(before) != _state(after):
            self._tell_state(ctx, by, after)
        return after

    def delete_instance(self, ctx: Context, by: str, instance_id: str) -> None:
        """Takes an instance out."""
        with self._engine.begin() as connection:
            connection.execute(_DELETE, {"wanted": instance_id})
        self._tell("write", ctx, by, "instances", "delete", {}, instance_id)

    def _instance(self, instance_id: str) -> Instance:
        return _instance(self._one(_INSTANCE, instance_id, "instance"))

    def _one(self, statement: Any, wanted: str, what: str) -> RowMapping:
        with self._engine.connect() as connection:
            row = connection.execute(statement, {"wanted": wanted}).mappings().first()
        if row is None:
            raise NotFound(f"{what} {wanted}")
        return row

    def _tell(
        self,
        kind: str,
        ctx: Context,
        by: str,
        table: str,
        operation: str,
        facts: Mapping[str, Any],
        instance_id: str | None = None,
    ) -> None:
        self._observe(
            "db",
            kind,
            source=by,
            target=NAME,
            cause=ctx.serving,
            facts=facts,
            request_id=ctx.request_id,
            instance_id=instance_id,
            table=table,
            operation=operation,
        )

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


def _instance(row: RowMapping) -> Instance:
    values: dict[str, Any] = dict(row)
    return Instance(**{**values, **{name: tuple(values[name]) for name in _LISTS}})


def _state(instance: Instance) -> tuple[str, str | None, str]:
    return instance.vm_state, instance.task_state, instance.power_state


def _size(flavor: Flavor) -> dict[str, int]:
    return {"vcpus": flavor.vcpus, "memory_mb": flavor.memory_mb, "disk_gb": flavor.disk_gb}
