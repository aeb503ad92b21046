"""What nova-api and nova-compute may do wrong when they call: steps 8, 14 and 18."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from ..context import Context
from ..deployment import Seam, Seams
from ..messaging import Answer
from ._around import Around, around, keeping

_FOR_A_HOST = ("scheduler", "run_instance")
_FOR_THE_INSTANCE = ("conductor", "instance_get_by_uuid")
Call = Callable[..., Any]
"""Takes the client, the context, and what else `messaging.Client.call` takes."""


class _CallsOtherwise(Around):
    def __init__(self, inner: Any, meant: tuple[str, str], way: Call) -> None:
        super().__init__(inner)
        self._meant = meant
        self._way = way

    def call(self, ctx: Context, topic: str, method: str, /, **args: Any) -> Any:
        if (topic, method) == self._meant:
            return self._way(self._inner, ctx, topic, method, **args)
        return self._inner.call(ctx, topic, method, **args)


def calls(component: str, meant: tuple[str, str], way: Call) -> Seam[Any]:
    """One call of a component is made in another way."""
    return lambda name, rpc: _CallsOtherwise(rpc, meant, way) if name == component else rpc


def _by(other: str, component: str, meant: tuple[str, str]) -> Seam[Any]:
    """One call of a component is made by another component."""
    clients: dict[str, Any] = {}

    def way(_own: Any, *asked: Any, **args: Any) -> Any:
        return clients[other].call(*asked, **args)

    def seam(name: str, rpc: Any) -> Any:
        clients[name] = rpc
        return calls(component, meant, way)(name, rpc)

    return seam


def nobody_asked_for_a_host() -> Seams:
    """nova-api enters the instance, and asks nobody for a host."""
    return Seams(rpc=calls("nova-api", _FOR_A_HOST, lambda *_, **__: None))


class _EntersLater(Around):
    """Keeps what is to be entered for a moment."""

    kept: list[Callable[[], None]]

    def add_instance(self, *given: Any, **more: Any) -> None:
        self.kept.append(lambda: self._inner.add_instance(*given, **more))


def entered_after_asking() -> Seams:
    """nova-api asks for a host first, and enters the instance while it waits."""
    kept: list[Callable[[], None]] = []

    def way(rpc: Any, *asked: Any, **args: Any) -> Any:
        return rpc.call(*asked, meanwhile=kept.pop(), **args)

    later = type("_", (_EntersLater,), {"kept": kept})
    return Seams(database=around("nova-api", later), rpc=calls("nova-api", _FOR_A_HOST, way))


class _KnowsByAnother(Around):
    """Understands the other names that instances are asked for by."""

    meant: dict[str, str]

    def run_instance(self, ctx: Context, *, instance_uuid: str, **more: Any) -> Answer:
        answer: Answer = self._inner.run_instance(ctx, instance_uuid=self.meant[instance_uuid], **more)
        return answer

    def instance_get_by_uuid(self, ctx: Context, *, instance_uuid: str) -> Answer:
        answer: Answer = self._inner.instance_get_by_uuid(ctx, instance_uuid=self.meant[instance_uuid])
        return answer


def _by_another_name(component: str, asked: str, meant: tuple[str, str]) -> Seams:
    """Who asks and who is asked call the instance otherwise."""
    names: dict[str, str] = {}

    def way(rpc: Any, *given: Any, instance_uuid: str, **args: Any) -> Any:
        other = f"r-{instance_uuid[:8]}"
        names[other] = instance_uuid
        return rpc.call(*given, instance_uuid=other, **args)

    knows = type("_", (_KnowsByAnother,), {"meant": names})
    return Seams(rpc=calls(component, meant, way), endpoint=around(asked, knows))


def host_asked_for_another() -> Seams:
    """nova-api asks for a host for a reservation, and does not name the instance that it has entered."""
    return _by_another_name("nova-api", "nova-scheduler", _FOR_A_HOST)


def host_asked_for_by_compute() -> Seams:
    """nova-api has nova-compute ask for a host."""
    return Seams(rpc=_by("nova-compute", "nova-api", _FOR_A_HOST))


def _remembered(databases: list[Any], instance_id: str) -> Any:
    """The instance, by nobody's look into the database."""
    return msgspec.to_builtins(next(each for each in databases[0].instances() if each.id == instance_id))


def conductor_not_asked() -> Seams:
    """nova-compute believes that it knows the instance, and does not ask nova-conductor."""
    databases: list[Any] = []

    def way(*_: Any, instance_uuid: str) -> Any:
        return _remembered(databases, instance_uuid)

    return Seams(database=keeping(databases), rpc=calls("nova-compute", _FOR_THE_INSTANCE, way))


def conductor_asked_about_another() -> Seams:
    """nova-compute asks nova-conductor about a reservation, and does not name the instance that it was cast."""
    return _by_another_name("nova-compute", "nova-conductor", _FOR_THE_INSTANCE)


def conductor_asked_by_api() -> Seams:
    """nova-compute has nova-api ask nova-conductor about the instance."""
    return Seams(rpc=_by("nova-api", "nova-compute", _FOR_THE_INSTANCE))


class _Left(Exception):
    """Does not wait for the reply."""


def _leave() -> None:
    raise _Left


def reply_not_waited_for() -> Seams:
    """nova-compute asks nova-conductor about the instance, and goes on by what it remembers without the reply."""
    databases: list[Any] = []

    def way(rpc: Any, *asked: Any, instance_uuid: str) -> Any:
        try:
            return rpc.call(*asked, instance_uuid=instance_uuid, meanwhile=_leave)
        except _Left:
            return _remembered(databases, instance_uuid)

    return Seams(database=keeping(databases), rpc=calls("nova-compute", _FOR_THE_INSTANCE, way))
