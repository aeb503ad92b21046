"""The one place where probes hand in what they observe, from whichever thread.

The recorder numbers the events, tells their time, and keeps secrets out: a token that is not a fingerprint yet becomes
one here, and what a failure said is masked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Literal, TypedDict, Unpack

from msgspec import UnsetType
from msgspec.structs import replace

from ._events import (
    NO_FACTS,
    Channel,
    Event,
    Expectation,
    Facts,
    Kind,
    Number,
    Text,
    Watched,
)
from ._sealing import seal, seal_facts, seal_token

Sink = Callable[[Event], object]
"""Takes each event, in order, one at a time: `TraceWriter.write`, `list.append`, a checker's `feed`."""


class Fields(TypedDict, total=False):
    """What a probe may say of an event beside its channel, kind, clock and facts; what it leaves out is not known."""

    source: Text
    target: Text
    request_id: Text
    instance_id: Text
    cause: Text
    exchange: Text
    method: Text
    path: Text
    status: Number
    token: Text
    service_token: Text
    mode: Literal["call", "cast", "reply", "fanout"] | None | UnsetType
    topic: Text
    server: Text
    message_id: Text
    redelivered: bool | None | UnsetType
    table: Text
    operation: Text
    vm_state: Text
    task_state: Text
    power_state: Text
    scenario: Text
    phase: Literal["begin", "end"] | None | UnsetType
    expect: Expectation | None | UnsetType
    watched: Watched | UnsetType
    missed: Watched | UnsetType


class Recorder:
    """Numbers events and hands them to every sink.

    :param now: the time in UNIX seconds.
    :param sinks: where each event goes. They are called under the recorder's lock, in the order of `seq`, and must not
        record themselves. What a sink raises reaches the probe.
    :param clock: what events are timed by, unless a probe names another. Only where one process sees all that happens
        is the order of recording the order of happening; a probe of a remote service names that service's clock.
    """

    def __init__(self, now: Callable[[], float], sinks: Iterable[Sink] = (), *, clock: str = "kit") -> None:
        self._now = now
        self._sinks = tuple(sinks)
        self._clock = clock
        self._lock = threading.Lock()
        self._seq = 0

    @property
    def events(self) -> int:
        """How many events were recorded."""
        return self._seq

    def attach(self, sink: Sink) -> None:
        """Hand every event from now on to `sink` too."""
        with self._lock:
            self._sinks = (*self._sinks, sink)

    def detach(self, sink: Sink) -> None:
        """Hand `sink` no more events."""
        with self._lock:
            self._sinks = tuple(other for other in self._sinks if other != sink)

    def record(
        self,
        channel: Channel,
        kind: Kind,
        *,
        time: float | None = None,
        clock: str | None = None,
        facts: Facts = NO_FACTS,
        **fields: Unpack[Fields],
    ) -> Event:
        """Record what happened just now, or at `time` by `clock` as a log file says.

        :param time: UNIX seconds.
        :returns: the event as the sinks got it.
        """
        for name in ("token", "service_token"):
            if name in fields:
                fields[name] = seal_token(fields[name])
        facts = facts if facts is NO_FACTS else seal_facts(facts)
        label = self._clock if clock is None else clock
        with self._lock:
            at = self._now() if time is None else time
            event = Event(seq=self._seq + 1, time=at, clock=label, channel=channel, kind=kind, facts=facts, **fields)
            self._seq += 1
            for sink in self._sinks:
                sink(event)
        return event

    def take(self, event: Event) -> Event:
        """Record an event that somebody else has put together, with its time and its clock; its `seq` is given here.

        :returns: the event as the sinks got it.
        """
        with self._lock:
            event = replace(seal(event), seq=self._seq + 1)
            self._seq += 1
            for sink in self._sinks:
                sink(event)
        return event
