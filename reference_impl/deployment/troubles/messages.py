"""The broker, and who takes messages from it: silent, lost, delivered twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from ...messaging import WorkerLost, requested
from ._trouble import Trouble, instead

if TYPE_CHECKING:
    from .._cloud import Cloud

_Raw = dict[str, Any]
_LAUNCH = "run_instance"


def _silent(component: str) -> Trouble:
    """A component takes no messages."""

    @contextmanager
    def trouble(cloud: Cloud) -> Iterator[None]:
        cloud.pause(component)
        try:
            yield
        finally:
            cloud.resume(component)

    return trouble


def _dying(component: str, method: str, times: int | None = None) -> Trouble:
    """Who is handed a message dies with it.

    :param times: how often; `None`: each time.
    """

    @contextmanager
    def trouble(cloud: Cloud) -> Iterator[None]:
        left = [None] * times if times is not None else None
        with ExitStack() as stack:
            for endpoint in cloud.endpoints[component]:
                stack.enter_context(instead(endpoint, method, _lost(getattr(endpoint, method), left)))
            yield

    return trouble


def _lost(does: Callable[..., Any], left: list[None] | None) -> Callable[..., Any]:
    def die(*args: Any, **more: Any) -> Any:
        if left is not None and not left:
            return does(*args, **more)
        if left is not None:
            left.pop()
        raise WorkerLost

    return die


@contextmanager
def _cast_redelivered(cloud: Cloud) -> Iterator[None]:
    """A nova-compute is lost before it has acknowledged the cast, which the broker hands out once more."""
    servers = cloud.servers["nova-compute"]
    for server in servers:
        server.acknowledge = "done"
    try:
        with _dying("nova-compute", _LAUNCH, times=1)(cloud):
            yield
    finally:
        for server in servers:
            server.acknowledge = "taken"


def _launches(does: Callable[[Callable[..., None], str, _Raw], None]) -> Trouble:
    """The broker does something else with casts that launch an instance."""

    @contextmanager
    def trouble(cloud: Cloud) -> Iterator[None]:
        broker = cloud.bus.broker
        put = broker.put

        def other(queue: str, message: _Raw, *, first: bool = False) -> None:
            if queue.startswith("compute.") and requested(message["body"]) == _LAUNCH and not first:
                does(put, queue, message)
            else:
                put(queue, message, first=first)

        with instead(broker, "put", other):
            yield

    return trouble


def _drop(_put: Callable[..., None], _queue: str, _message: _Raw) -> None:
    """It is gone."""


def _double(put: Callable[..., None], queue: str, message: _Raw) -> None:
    """The second one says as little of the first as the first one of it."""
    put(queue, message)
    properties = message["properties"]
    put(queue, {**message, "properties": {**properties, "delivery_tag": -properties["delivery_tag"]}})


MESSAGES: dict[str, Trouble] = {
    "scheduler-silent": _silent("nova-scheduler"),
    "compute-silent": _silent("nova-compute"),
    "conductor-silent": _silent("nova-conductor"),
    "scheduler-lost": _dying("nova-scheduler", "run_instance", times=1),
    "conductor-lost": _dying("nova-conductor", "instance_get_by_uuid", times=1),
    "compute-lost": _dying("nova-compute", _LAUNCH),
    "cast-redelivered": _cast_redelivered,
    "cast-lost": _launches(_drop),
    "cast-twice": _launches(_double),
}
"""By name, what may become of messages."""
