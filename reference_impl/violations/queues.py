"""What may go wrong at the queues: nobody takes a message, or somebody does whom it is not for."""

from __future__ import annotations

from typing import Any

from ..context import Context
from ..deployment import Seam, Seams, Taker
from ._around import Around, around, keeping


def _taken_by(other: str, component: str) -> Seam[Taker | None]:
    """Messages for one component are taken by another, which has them served in that one's way."""

    def seam(name: str, taker: Taker | None) -> Taker | None:
        return taker._replace(component=other) if taker is not None and name == component else taker

    return seam


def _taken_by_nobody(component: str) -> Seam[Taker | None]:
    return lambda name, taker: None if name == component else taker


class _DeletesByItself(Around):
    """nova-api takes out what no nova-compute can take down, as it does where a host is away."""

    databases: list[Any]

    def cast(self, ctx: Context, topic: str, method: str, /, *, instance_uuid: str, **args: Any) -> None:
        if method == "terminate_instance":
            self.databases[0].delete_instance(ctx, "nova-api", instance_uuid)
        else:
            self._inner.cast(ctx, topic, method, instance_uuid=instance_uuid, **args)


def _silent(component: str) -> Seams:
    databases: list[Any] = []
    deletes = type("_", (_DeletesByItself,), {"databases": databases})
    return Seams(
        database=keeping(databases), rpc=around("nova-api", deletes), taker=_taken_by_nobody(component)
    )  # fmt: skip


def scheduler_silent() -> Seams:
    """nova-scheduler takes nothing from its queue."""
    return _silent("nova-scheduler")


def compute_silent() -> Seams:
    """nova-compute takes nothing from its queues."""
    return _silent("nova-compute")


def conductor_silent() -> Seams:
    """nova-conductor takes nothing from its queue."""
    return _silent("nova-conductor")


def scheduling_taken_by_conductor() -> Seams:
    """nova-conductor takes what is meant for nova-scheduler, and hands it on by another way than the queue."""
    return Seams(taker=_taken_by("nova-conductor", "nova-scheduler"))


def launch_taken_by_conductor() -> Seams:
    """nova-conductor takes what is meant for nova-compute, and hands it on by another way than the queue."""
    return Seams(taker=_taken_by("nova-conductor", "nova-compute"))


def question_taken_by_scheduler() -> Seams:
    """nova-scheduler takes what is meant for nova-conductor, and hands it on by another way than the queue."""
    return Seams(taker=_taken_by("nova-scheduler", "nova-conductor"))
