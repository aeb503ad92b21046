"""A bus, whoever listens to it, and endpoints that do as they are told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from kombu import Connection, Queue

from reference_impl.context import Context
from reference_impl.messaging import Bus
from reference_impl.messaging.memory import Transport
from reference_impl.world import World

CONTEXT = Context("req-1", "secret", "alice", "lab", ("member", "reader"), serving="exchange-1")


@dataclass
class Told:
    """What an observer was told, in order."""

    events: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, channel: str, kind: str, **fields: Any) -> None:
        self.events.append({"channel": channel, "kind": kind, **fields})

    def brief(self) -> list[tuple[str, str, str, str]]:
        return [(each["kind"], each["mode"], each["method"], each["source"]) for each in self.events]

    def of(self, kind: str, mode: str) -> list[dict[str, Any]]:
        return [each for each in self.events if (each["kind"], each["mode"]) == (kind, mode)]


@dataclass
class Recorded:
    """What an endpoint was called with."""

    calls: list[tuple[str, Context, dict[str, Any]]] = field(default_factory=list)

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def called(context: Context, **args: Any) -> Any:
            self.calls.append((method, context, args))
            return args.get("give")

        return called


@pytest.fixture
def context() -> Context:
    return CONTEXT


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def endpoint() -> Recorded:
    return Recorded()


@pytest.fixture
def stepped(told: Told) -> Iterator[Bus]:
    with Bus(World.seeded(1), told) as bus:
        yield bus


@pytest.fixture
def threads(told: Told) -> Iterator[Bus]:
    with Bus(World.seeded(1), told, dispatch="threads") as bus:
        yield bus


@pytest.fixture(params=["stepped", "threads"])
def bus(request: pytest.FixtureRequest) -> Bus:
    made: Bus = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def tap() -> Callable[[Bus, str], list[dict[str, Any]]]:
    """Takes all messages out of a queue of a bus, by a connection of kombu's own."""

    def taken(bus: Bus, queue: str) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = []

        def keep(message: Any) -> None:
            message.ack()
            body = json.loads(message.body)
            messages.append({**body, "oslo.message": json.loads(body["oslo.message"]), "info": message.delivery_info})

        with Connection(transport=Transport, transport_options={"broker": bus.broker}) as connection:
            consumer = connection.Consumer([Queue(queue, no_declare=True)], on_message=keep, accept=["json"])
            with consumer:
                while bus.broker.size(queue):
                    connection.drain_events(timeout=1)
        return messages

    return taken
