"""What nova-conductor may do wrong when it is asked about an instance: steps 16 and 17."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from ..context import Context
from ..deployment import Seams, Taker
from ..messaging import Answer, WorkerLost
from ..nova.database import Instance
from ._around import Around, around, keeping

_NAME = "nova-conductor"


class _Remembers(Around):
    def instance(self, ctx: Context, by: str, instance_id: str) -> Instance:  # noqa: ARG002 -- nobody looks
        known: dict[str, Instance] = {instance.id: instance for instance in self._inner.instances()}
        return known[instance_id]


class _ReadsAnother(_Remembers):
    """There is another one, of which nobody has been told."""

    def instance(self, ctx: Context, by: str, instance_id: str) -> Instance:
        asked = super().instance(ctx, by, instance_id)
        other = replace(asked, id=f"another-{instance_id[:8]}")
        if other.id not in (each.id for each in self._inner.instances()):
            self._inner.untold().add_instance(ctx, by, other)
        self._inner.instance(ctx, by, other.id)
        return asked


def another_instance_read() -> Seams:
    """nova-conductor reads another instance than it was asked about, and answers from memory."""
    return Seams(database=around(_NAME, _ReadsAnother))


class _HasItRead(Around):
    def instance(self, ctx: Context, _by: str, instance_id: str) -> Instance:
        instance: Instance = self._inner.instance(ctx, "nova-api", instance_id)
        return instance


def instance_read_by_api() -> Seams:
    """nova-conductor has nova-api read the instance."""
    return Seams(database=around(_NAME, _HasItRead))


class Overloaded(Exception):
    """nova-conductor has too much to do."""


class _Once(Around):
    """Does something after it was asked about an instance for the first time."""

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        self._first = True

    def instance_get_by_uuid(self, ctx: Context, *, instance_uuid: str) -> Answer:
        answer: Answer = self._inner.instance_get_by_uuid(ctx, instance_uuid=instance_uuid)
        first, self._first = self._first, False
        if first:
            self._instead()
        return answer

    def _instead(self) -> None:
        raise Overloaded("too much to do")


def answer_refused() -> Seams:
    """nova-conductor reads the instance, and refuses to say what it has read."""
    return Seams(endpoint=around(_NAME, _Once))


class _DiesOnce(_Once):
    def _instead(self) -> None:
        raise WorkerLost


def lost_before_the_answer() -> Seams:
    """nova-conductor reads the instance, and a worker of it dies before it has answered."""
    dies = around(_NAME, _DiesOnce)

    def taker(name: str, taker: Taker | None) -> Taker | None:
        return Taker(name, "taken") if name == _NAME else taker

    return Seams(endpoint=dies, taker=taker)


class _ReadsLater(Around):
    databases: list[Any]

    def instance_get_by_uuid(self, ctx: Context, *, instance_uuid: str) -> Answer:
        answer: Answer = self._inner.instance_get_by_uuid(ctx, instance_uuid=instance_uuid)
        return replace(answer, then=partial(self.databases[0].instance, ctx, _NAME, instance_uuid))


def answered_before_reading() -> Seams:
    """nova-conductor answers from memory, and reads the instance afterwards."""
    databases: list[Any] = []
    later = type("_", (_ReadsLater,), {"databases": databases})
    return Seams(database=keeping(databases, around(_NAME, _Remembers)), endpoint=around(_NAME, later))
