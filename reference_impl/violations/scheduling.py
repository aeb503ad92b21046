"""What nova-scheduler and nova-conductor may do wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..context import Context
from ..deployment import HOSTS, Seams
from ..messaging import Answer
from ..nova.database import ComputeNode, Instance
from ._around import Around, around


def _another(host: str) -> str:
    """A host that was not chosen."""
    return next(node.host for node in HOSTS if node.host != host)


class _RemembersHosts(Around):
    def hosts(self, _ctx: object, _by: str) -> list[ComputeNode]:
        return list(HOSTS)


def hosts_remembered() -> Seams:
    """nova-scheduler takes the hosts from its memory, and does not read them."""
    return Seams(database=around("nova-scheduler", _RemembersHosts))


class _AnswersWithAnotherHost(Around):
    def run_instance(self, ctx: Context, **args: Any) -> Answer:
        answer: Answer = self._inner.run_instance(ctx, **args)
        other = _another(answer.result["host"])
        return replace(answer, result={**answer.result, "host": other}, facts={"host": other})


def another_host_answered() -> Seams:
    """nova-scheduler answers with another host than it has chosen and entered."""
    return Seams(endpoint=around("nova-scheduler", _AnswersWithAnotherHost))


class _CastsElsewhere(Around):
    def cast(self, ctx: Context, topic: str, method: str, /, *, server: str, **args: Any) -> None:
        self._inner.cast(ctx, topic, method, server=_another(server), **args)


def cast_elsewhere() -> Seams:
    """nova-scheduler has the instance launched on another host than the one it has chosen."""
    return Seams(rpc=around("nova-scheduler", _CastsElsewhere))


class _CastsFirst(Around):
    def run_instance(self, ctx: Context, **args: Any) -> Answer:
        answer: Answer = self._inner.run_instance(ctx, **args)
        answer.then()
        return Answer(answer.result, answer.facts)


def cast_before_the_answer() -> Seams:
    """nova-scheduler has the instance launched before it has answered."""
    return Seams(endpoint=around("nova-scheduler", _CastsFirst))


class _AnswersWithAnotherSize(Around):
    def instance_get_by_uuid(self, ctx: Context, *, instance_uuid: str) -> Answer:
        answer: Answer = self._inner.instance_get_by_uuid(ctx, instance_uuid=instance_uuid)
        more = answer.result["flavor"]["memory_mb"] + 1024
        flavor = {**answer.result["flavor"], "memory_mb": more}
        return Answer({**answer.result, "flavor": flavor}, {**answer.facts, "memory_mb": more})


def another_size_answered() -> Seams:
    """nova-conductor says that the instance has more memory than its flavor."""
    return Seams(endpoint=around("nova-conductor", _AnswersWithAnotherSize))


class _ForgetsToCast(Around):
    def cast(self, *_: Any, **__: Any) -> None:
        """Casts nothing."""


def cast_forgotten() -> Seams:
    """nova-scheduler picks a host, answers, and never has the instance launched."""
    return Seams(rpc=around("nova-scheduler", _ForgetsToCast))


class _RemembersInstances(Around):
    def instance(self, _ctx: object, _by: str, instance_id: str) -> Instance:
        known: dict[str, Instance] = {instance.id: instance for instance in self._inner.instances()}
        return known[instance_id]


def instance_remembered() -> Seams:
    """nova-conductor takes the instance from its memory, and does not read it."""
    return Seams(database=around("nova-conductor", _RemembersInstances))
