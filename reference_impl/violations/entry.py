"""What nova-api may do wrong when it looks the flavor up and enters the instance: steps 6 and 7, and the first row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from ..context import Context
from ..deployment import Seams
from ..nova.compute import Build
from ..nova.database import Flavor, Instance
from ._around import Around, TakesAny, around, keeping
from .builds import builds
from .validation import RemembersFlavors

_NO_STATE: dict[str, Any] = {"vm_state": "", "task_state": None, "power_state": ""}


class _LooksATwinUp(Around):
    def flavor(self, ctx: Context, by: str, flavor_id: str) -> Flavor:
        flavors: dict[str, Flavor] = {each.id: each for each in self._inner.flavors()}
        twin = replace(flavors[flavor_id], id="twin", name="twin")
        if "twin" not in flavors:
            self._inner.add_flavor(twin)
        self._inner.flavor(ctx, by, "twin")
        return flavors[flavor_id]


def twin_looked_up() -> Seams:
    """nova-api looks another flavor up, of the same size, than the one that was asked for."""
    return Seams(database=around("nova-api", _LooksATwinUp))


class _HasFlavorsLookedUp(Around):
    def flavor(self, ctx: Context, _by: str, flavor_id: str) -> Flavor:
        flavor: Flavor = self._inner.flavor(ctx, "nova-conductor", flavor_id)
        return flavor


def flavor_looked_up_by_conductor() -> Seams:
    """nova-api has nova-conductor look the flavor up."""
    return Seams(database=around("nova-api", _HasFlavorsLookedUp))


class _CallsForTheEntry(Around):
    """Calls nova-conductor, and writes nothing itself."""

    clients: list[Any]

    def add_instance(self, ctx: Context, _by: str, instance: Instance, **_: Any) -> None:
        entry = msgspec.to_builtins(instance)
        self.clients[0].call(ctx, "conductor", "instance_create", instance_uuid=instance.id, entry=entry)


class _Enters(Around):
    """A nova-conductor that can be called for it."""

    databases: list[Any]

    def instance_create(self, ctx: Context, *, instance_uuid: str, entry: Any) -> None:  # noqa: ARG002 -- it is told
        self.databases[0].add_instance(ctx, "nova-conductor", msgspec.convert(entry, Instance))


def entry_called_for() -> Seams:
    """nova-api makes no entry, and calls nova-conductor to make one."""
    clients: list[Any] = []
    databases: list[Any] = []
    calls = type("_", (_CallsForTheEntry,), {"clients": clients})
    enters = type("_", (_Enters,), {"databases": databases})
    return Seams(
        rpc=keeping(clients),
        database=keeping(databases, around("nova-api", calls)),
        endpoint=around("nova-conductor", enters),
    )


class _LooksUpLater(RemembersFlavors):
    def add_instance(self, ctx: Context, by: str, instance: Instance, **more: Any) -> None:
        self._inner.add_instance(ctx, by, replace(instance, **_NO_STATE), **more)
        self._inner.flavor(ctx, by, instance.flavor.id)
        _say_scheduling(self._inner, ctx, by, instance)


def flavor_looked_up_later() -> Seams:
    """nova-api enters the instance with the flavor that it remembers, and looks that up afterwards."""
    return Seams(database=around("nova-api", _LooksUpLater))


class _HasInstancesEntered(Around):
    def add_instance(self, ctx: Context, _by: str, instance: Instance, **more: Any) -> None:
        self._inner.add_instance(ctx, "nova-conductor", instance, **more)


def entered_by_conductor() -> Seams:
    """nova-api has nova-conductor enter the instance."""
    return Seams(database=around("nova-api", _HasInstancesEntered))


class _SaysNoState(Around):
    def add_instance(self, ctx: Context, by: str, instance: Instance, **more: Any) -> None:
        self._inner.add_instance(ctx, by, replace(instance, **_NO_STATE), **more)


class _GivesTheFirstState(Build):
    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._task = None
        self._first: dict[str, Any] = {"vm_state": "building", "power_state": "nostate"}

    def _enter(self, task: str | None, **more: Any) -> None:
        first, self._first = self._first, {}
        super()._enter(task, **first, **more)


def scheduling_unsaid() -> Seams:
    """nova-api enters the instance without a state; nova-compute gives it its first."""
    silent, takes = around("nova-api", _SaysNoState), around("nova-scheduler", TakesAny)
    return Seams(database=lambda name, thing: takes(name, silent(name, thing)), endpoint=builds(_GivesTheFirstState))


def _say_scheduling(database: Any, ctx: Context, by: str, instance: Instance) -> None:
    said = {"vm_state": "building", "task_state": "scheduling", "power_state": "nostate"}
    database.update_instance(ctx, by, instance.id, **said)
