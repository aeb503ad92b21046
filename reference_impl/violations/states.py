"""What nova-compute, and once nova-api, may say wrongly of an instance's state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..deployment import Seams
from ..nova.compute import Build
from ..nova.database import BlockDevice, Instance, Vif
from ._around import Around, TakesAny, around
from .builds import builds


class _LeavesOut(Build):
    """Does not say one of the tasks; what would be written with it is written with the next."""

    task = ""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._later: dict[str, Any] = {}

    def _enter(self, task: str | None, **more: Any) -> None:
        if task == self.task:
            self._later = more
        else:
            super()._enter(task, **{**self._later, **more})


class _SaysInstead(Build):
    """Has another word for one of the tasks."""

    task, instead = "", ""

    def _enter(self, task: str | None, **more: Any) -> None:
        super()._enter(self.instead if task == self.task else task, **more)


def networking_unsaid() -> Seams:
    """nova-compute does not say that it is networking."""
    return Seams(endpoint=builds(type("_", (_LeavesOut,), {"task": "networking"})))


def block_devices_unsaid() -> Seams:
    """nova-compute does not say that it maps block devices."""
    return Seams(endpoint=builds(type("_", (_LeavesOut,), {"task": "block_device_mapping"})))


def spawning_unsaid() -> Seams:
    """nova-compute does not say that it is spawning."""
    return Seams(endpoint=builds(type("_", (_LeavesOut,), {"task": "spawning"})))


def allocating_instead() -> Seams:
    """nova-compute says that it is allocating, where it is networking."""
    return Seams(endpoint=builds(type("_", (_SaysInstead,), {"task": "networking", "instead": "allocating"})))


def attaching_instead() -> Seams:
    """nova-compute says that it is attaching, where it maps block devices."""
    return Seams(endpoint=builds(type("_", (_SaysInstead,), {"task": "block_device_mapping", "instead": "attaching"})))


def launching_instead() -> Seams:
    """nova-compute says that it is launching, where it is spawning."""
    return Seams(endpoint=builds(type("_", (_SaysInstead,), {"task": "spawning", "instead": "launching"})))


class _SaysNetworkingLate(_LeavesOut):
    task = "networking"

    def _networks(self, instance: Instance) -> tuple[Vif, ...]:
        vifs = super()._networks(instance)
        Build._enter(self, "networking", **self._later)
        return vifs


def networking_said_late() -> Seams:
    """nova-compute says that it is networking once it has its ports."""
    return Seams(endpoint=builds(_SaysNetworkingLate))


class _SaysBlockDevicesLate(_LeavesOut):
    task = "block_device_mapping"

    def _volumes(self, instance: Instance) -> tuple[BlockDevice, ...]:
        devices = super()._volumes(instance)
        Build._enter(self, "block_device_mapping", **self._later)
        return devices


def block_devices_said_late() -> Seams:
    """nova-compute says that it maps block devices once it has attached the volumes."""
    return Seams(endpoint=builds(_SaysBlockDevicesLate))


class _SaysSpawningLate(_LeavesOut):
    task = "spawning"

    def _spawn(self, instance: Instance, vifs: tuple[Vif, ...], devices: tuple[BlockDevice, ...]) -> None:
        super()._spawn(instance, vifs, devices)
        Build._enter(self, "spawning", **self._later)


def spawning_said_late() -> Seams:
    """nova-compute says that it is spawning once the domain runs."""
    return Seams(endpoint=builds(_SaysSpawningLate))


class _ForgetsThePower(Build):
    def _enter(self, task: str | None, **more: Any) -> None:
        if more.get("vm_state") == "active":
            more["power_state"] = "nostate"
        super()._enter(task, **more)


def active_without_power() -> Seams:
    """nova-compute says that the instance is active, and that it has no power."""
    return Seams(endpoint=builds(_ForgetsThePower))


class _IsActiveTooEarly(Build):
    def _spawn(self, instance: Instance, vifs: tuple[Vif, ...], devices: tuple[BlockDevice, ...]) -> None:
        Build._enter(self, None, vm_state="active", power_state="running", launched=self._parts.now())
        super()._spawn(instance, vifs, devices)


def active_too_early() -> Seams:
    """nova-compute says that the instance is active before its domain runs."""
    return Seams(endpoint=builds(_IsActiveTooEarly))


class _EntersQueued(Around):
    def add_instance(self, ctx: object, by: str, instance: Instance, **more: Any) -> None:
        self._inner.add_instance(ctx, by, replace(instance, task_state="queued"), **more)


class _ExpectsQueued(Build):
    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._task = "queued"


def queued_instead() -> Seams:
    """nova-api enters the instance as queued, where it is scheduling."""
    enters, takes = around("nova-api", _EntersQueued), around("nova-scheduler", TakesAny)
    return Seams(database=lambda name, thing: takes(name, enters(name, thing)), endpoint=builds(_ExpectsQueued))


class _SaysSchedulingAgain(Build):
    def _claim(self, instance: Instance) -> None:
        super()._claim(instance)
        self._enter("scheduling")


def scheduling_said_again() -> Seams:
    """nova-compute says that the instance is being scheduled, when it has its host already."""
    return Seams(endpoint=builds(_SaysSchedulingAgain))


class _NeverSaysActive(Build):
    def _enter(self, task: str | None, **more: Any) -> None:
        if more.pop("vm_state", None) == "active":
            task, more = self._task, {"launched": more["launched"]}
        super()._enter(task, **more)


def active_unsaid() -> Seams:
    """nova-compute does not say that the instance is active, though its domain runs."""
    return Seams(endpoint=builds(_NeverSaysActive))
