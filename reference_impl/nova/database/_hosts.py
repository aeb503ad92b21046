"""The hosts that instances run on, and what has been claimed of them."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import bindparam, insert, select, update

from ...context import Context
from ._errors import NoRoom, NotFound
from ._records import ComputeNode, Flavor
from ._session import Session, one_row
from ._tables import compute_nodes as nodes

_OF_NODE = [column for column in nodes.c if column.name != "disabled_reason"]
_HOSTS = select(*_OF_NODE).order_by(nodes.c.host)
_HOST = select(*_OF_NODE).where(nodes.c.host == bindparam("wanted"))
_REASONS = select(nodes.c.host, nodes.c.disabled_reason).where(nodes.c.disabled_reason.is_not(None))
_ADD = insert(nodes)
_ENABLE = update(nodes).where(nodes.c.host == bindparam("wanted"))
_MOVE = (
    update(nodes)
    .where(nodes.c.host == bindparam("wanted"))
    .values(
        vcpus_used=nodes.c.vcpus_used + bindparam("more_vcpus"),
        memory_mb_used=nodes.c.memory_mb_used + bindparam("more_memory_mb"),
        disk_gb_used=nodes.c.disk_gb_used + bindparam("more_disk_gb"),
    )
)
_CLAIM = _MOVE.where(
    nodes.c.vcpus - nodes.c.vcpus_used >= bindparam("more_vcpus"),
    nodes.c.memory_mb - nodes.c.memory_mb_used >= bindparam("more_memory_mb"),
    nodes.c.disk_gb - nodes.c.disk_gb_used >= bindparam("more_disk_gb"),
)


class Hosts(Session):
    """Table `compute_nodes`."""

    def add_host(self, node: ComputeNode) -> None:
        """Enters a host."""
        self._execute(_ADD, asdict(node))

    def enable_host(self, host: str, *, enabled: bool, reason: str | None = None) -> None:
        """Lets instances be scheduled to the host, or no longer.

        :param reason: why no longer.
        :raises NotFound: there is no such host.
        """
        values = {"wanted": host, "enabled": enabled, "disabled_reason": None if enabled else reason}
        if not self._execute(_ENABLE, values):
            raise NotFound(f"host {host}")

    def disabled_reasons(self) -> dict[str, str]:
        """Why hosts are disabled, by host, where someone said so."""
        return {str(host): str(reason) for host, reason in self._rows(_REASONS)}

    def hosts(self, ctx: Context, by: str) -> list[ComputeNode]:
        """All hosts with what is used of them, by name."""
        found = [ComputeNode(*row) for row in self._rows(_HOSTS)]
        self._tell("read", ctx, by, "compute_nodes", "select", {"hosts": [node.host for node in found]})
        return found

    def claim(self, ctx: Context, by: str, host: str, flavor: Flavor, *, give_back: bool = False) -> None:
        """Takes a flavor's resources of the host, or gives them back, in one statement: claims may overlap.

        :raises NoRoom: the host has not enough left.
        :raises NotFound: there is no such host.
        """
        sign = -1 if give_back else 1
        amounts = {
            "more_vcpus": sign * flavor.vcpus,
            "more_memory_mb": sign * flavor.memory_mb,
            "more_disk_gb": sign * flavor.disk_gb,
        }
        with self._writing() as connection:
            if not connection.execute(_MOVE if give_back else _CLAIM, {"wanted": host, **amounts}).rowcount:
                one_row(connection, _HOST, "host", host)
                raise NoRoom(host, flavor)
        self._tell("write", ctx, by, "compute_nodes", "update", {"host": host})
