"""A boot in flight: the events that are its own, and what is known of its window."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import UNSET

from ..trace._events import Event, Expectation, Text
from ._logins import Awaited
from ._watch import Watch


class Act(NamedTuple):
    """A user asks for the server to be deleted, or for something else to be done to it.

    `ends` tells whether the boot is judged as over if it ends here: it was at rest, or is to be left in the middle.
    """

    seq: int
    at_rest: bool
    ends: bool


class Boot:
    """Collects a boot's events until it is judged.

    `last` and `ended` are trace time (seconds): of its last event, and of its end state if it is in one; `leapt` is by
    how much the trace had leapt then. Somebody who looks at the server does nothing for it: that keeps no window open.
    `asked` is the boot request, `awaited` the login that may have gone before it without an answer. `login_lost`: some
    of the login may have been missed. `unasked`: it began with an entry of which it is not known what for.
    """

    __slots__ = (
        "_looks", "_sorted", "acts", "asked", "awaited", "closed", "ended", "events", "expect", "instances", "keys",
        "last", "last_event", "leapt", "login", "login_lost", "near_start", "opens_trace", "scenario", "tokens",
        "unasked", "watch",
    )  # fmt: skip

    def __init__(self, watch: Watch, now: float) -> None:
        self.watch = watch
        self.events: list[Event] = []
        self.asked: Event | None = None
        self.awaited: Awaited | None = None
        self.login: tuple[Event, ...] = ()
        self.login_lost = False
        self.tokens: list[str] = []
        self.acts: dict[Text, Act] = {}
        self.keys: list[str] = []
        self.instances: list[str] = []
        self.scenario: str | None = None
        self.expect: Expectation | None = None
        self.last = now
        self.last_event: Event | None = None
        self.ended: float | None = None
        self.leapt = 0.0
        self.closed = False
        self.opens_trace = False
        self.near_start = False
        self.unasked = False
        self._sorted = True
        self._looks: set[str] = set()

    def add(self, event: Event, now: float) -> None:
        """Takes an event in; one that came late in the stream is put in its place when the boot is judged."""
        events = self.events
        if events and events[-1].seq > event.seq:
            self._sorted = False
        events.append(event)
        if (self._looks or event.method == "GET") and self._looking(event):
            return
        self.last = now
        self.last_event = event
        if event.channel == "state":
            resting = not event.task_state and event.vm_state in ("active", "error")
            self.ended = now if resting else None
        elif type(event.token) is str and event.token not in self.tokens and not _validates(event):
            self.tokens.append(event.token)

    def absorb(self, other: Boot) -> None:
        """What was taken for another boot is this one's."""
        self.events += other.events
        self._sorted = False
        self.tokens += [token for token in other.tokens if token not in self.tokens]
        self.keys += other.keys
        self.instances += other.instances
        self.acts.update(other.acts)
        self._looks |= other._looks
        self.asked, self.awaited = self.asked or other.asked, self.awaited or other.awaited
        if other.ended is not None:
            self.ended, self.leapt = other.ended, other.leapt

    def cut(self, act: Act) -> None:
        """What follows the act is no part of the boot."""
        self.events = [event for event in self.events if event.seq < act.seq]

    def _looking(self, event: Event) -> bool:
        """Whether somebody looks at the server, or this is done for who does."""
        exchange, looks = event.exchange, self._looks
        looking = exchange in looks or event.cause in looks or (event.method == "GET" and _looks(event))
        if looking and type(exchange) is str:
            looks.add(exchange)
        return looking

    def in_order(self) -> list[Event]:
        """Login and all, by `seq`."""
        if self._sorted and self.events and all(event.seq < self.events[0].seq for event in self.login):
            return [*sorted(self.login, key=lambda event: event.seq), *self.events]
        return sorted({e.seq: e for e in (*self.login, *self.events)}.values(), key=lambda event: event.seq)

    def instance_id(self) -> str | None:
        """The first instance any of its events names."""
        return next((e.instance_id for e in self.events if isinstance(e.instance_id, str)), None)

    def request_id(self) -> str | None:
        """The first request id among its events (not of its login)."""
        return next((e.request_id for e in self.events if isinstance(e.request_id, str)), None)

    def post_status(self) -> int | None:
        """The status its boot request (or, without one, its login) was answered with."""
        answers = [e for e in (*self.events, *self.login) if e.kind == "response" and e.method == "POST"]
        boots = [e for e in answers if isinstance(e.path, str) and e.path.endswith("/servers")] or answers
        return next((e.status for e in boots if isinstance(e.status, int)), None)


def _looks(event: Event) -> bool:
    """Whether a GET is a client's; where it is not known whose it is, none but clients ask after servers."""
    if event.source is UNSET:
        return type(event.path) is str and "/servers/" in event.path
    return event.source == "client"


def _validates(event: Event) -> bool:
    """Whether keystone is asked: what is shown to it is the token of who asks, not that of the boot."""
    return event.channel == "http" and "keystone" in (event.source, event.target)
