"""What nova-scheduler may do wrong when it chooses a host and says which: steps 10 to 12."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from ..context import Context
from ..deployment import HOSTS, Seams
from ..messaging import Answer
from ..nova.database import ComputeNode, Flavor, Instance
from ..nova.scheduler import FILTERS, WEIGHERS, choose
from ..observe import nobody
from ._around import Around, around, keeping
from .asking import calls

_NAME = "nova-scheduler"


class _ReadsLater(Around):
    def hosts(self, _ctx: object, _by: str) -> list[ComputeNode]:
        return list(HOSTS)

    def update_instance(self, ctx: Context, by: str, *given: Any, **changes: Any) -> Instance:
        self._inner.hosts(ctx, by)
        updated: Instance = self._inner.update_instance(ctx, by, *given, **changes)
        return updated


def hosts_read_later() -> Seams:
    """nova-scheduler chooses among the hosts that it remembers, and reads them afterwards."""
    return Seams(database=around(_NAME, _ReadsLater))


class _AddsAHost(Around):
    def hosts(self, ctx: Context, by: str) -> list[ComputeNode]:
        found: list[ComputeNode] = self._inner.hosts(ctx, by)
        return [*found, ComputeNode("h9", 4, 8_192, 100)]


def unread_host_weighed() -> Seams:
    """nova-scheduler filters and weighs a host that it has not read."""
    return Seams(database=around(_NAME, _AddsAHost))


class _HasHostsRead(Around):
    def hosts(self, ctx: Context, _by: str) -> list[ComputeNode]:
        found: list[ComputeNode] = self._inner.hosts(ctx, "nova-conductor")
        return found


def hosts_read_by_conductor() -> Seams:
    """nova-scheduler has nova-conductor read the hosts."""
    return Seams(database=around(_NAME, _HasHostsRead))


class _FindsAllDisabled(Around):
    def hosts(self, ctx: Context, by: str) -> list[ComputeNode]:
        return [replace(node, enabled=False) for node in self._inner.hosts(ctx, by)]


def hosts_refused() -> Seams:
    """nova-scheduler takes hosts for disabled that are not, and finds none."""
    return Seams(database=around(_NAME, _FindsAllDisabled))


class _EntersNoHost(Around):
    def update_instance(self, *_: Any, **__: Any) -> None:
        """Leaves that to others."""


def host_entered_by_api() -> Seams:
    """nova-scheduler answers with a host that it has not entered; nova-api does that."""
    databases: list[Any] = []

    def way(rpc: Any, ctx: Context, *asked: Any, **args: Any) -> Any:
        entry = rpc.call(ctx, *asked, **args)
        databases[0].update_instance(ctx, "nova-api", entry["instance_uuid"], host=entry["host"])
        return entry

    leaves = keeping(databases, around(_NAME, _EntersNoHost))
    return Seams(database=leaves, rpc=calls("nova-api", ("scheduler", "run_instance"), way))


class _GuessesFirst(Around):
    databases: list[Any]

    def run_instance(self, ctx: Context, *, instance_uuid: str, request_spec: Any) -> Answer:
        flavor = msgspec.convert(request_spec["flavor"], Flavor)
        guess = choose(ctx, list(HOSTS), flavor, FILTERS, WEIGHERS, nobody, instance_uuid)
        self.databases[0].update_instance(ctx, _NAME, instance_uuid, host=guess)
        answer: Answer = self._inner.run_instance(ctx, instance_uuid=instance_uuid, request_spec=request_spec)
        return answer


def host_entered_first() -> Seams:
    """nova-scheduler enters the host that it expects to choose, and chooses then."""
    databases: list[Any] = []
    guesses = type("_", (_GuessesFirst,), {"databases": databases})
    leaves = keeping(databases, around(_NAME, _EntersNoHost))
    return Seams(database=leaves, endpoint=around(_NAME, guesses))


class _ExpectsAnother(Around):
    def update_instance(self, ctx: Context, by: str, instance_id: str, **changes: Any) -> Instance:
        changes["expect"] = {"task_state": "queued"}
        updated: Instance = self._inner.update_instance(ctx, by, instance_id, **changes)
        return updated


def entry_not_taken_on() -> Seams:
    """nova-scheduler has chosen a host, and takes the instance for one that waits no longer."""
    return Seams(database=around(_NAME, _ExpectsAnother))


class _HasItCast(Around):
    clients: list[Any]

    def cast(self, *asked: Any, **args: Any) -> None:
        self.clients[0].cast(*asked, **args)


def cast_by_api() -> Seams:
    """nova-scheduler has nova-api cast the launch."""
    clients: list[Any] = []
    has = type("_", (_HasItCast,), {"clients": clients})
    return Seams(rpc=keeping(clients, around(_NAME, has)))
