"""The checker: one pass over a trace, a verdict on every clause of every boot.

It knows the flow by a profile and what happened by events; it knows nothing of where they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from ..profiles import Profile
from ..trace._events import CHANNELS, Event, Header
from ..verdicts import BootVerdict, Gap
from ._flights import Flights
from ._judge import judge_boot
from ._plan import Plan
from ._sight import Sight, sight

__all__ = ["Checker", "Sight", "Trace", "feed_all", "judge"]

EVERYTHING = {channel: ["*"] for channel in CHANNELS}


class Trace(Protocol):
    """What can be judged: a header, events in the order of their `seq`, and when the observation ended."""

    @property
    def header(self) -> Header:
        """What was watched."""

    @property
    def finished(self) -> float | None:
        """UNIX seconds, known once the events are read."""

    @property
    def skipped(self) -> tuple[str, ...]:
        """The lines that were skipped so far."""

    def batches(self) -> Iterator[list[Event]]:
        """The events, some at a time."""


class Checker:
    """Judges events as they come."""

    def __init__(self, profile: Profile, header: Header) -> None:
        self._plan = Plan(profile)
        self._header = header
        self._flights = Flights(self._plan, header)

    def sight(self) -> Sight:
        """Which clauses can be decided with what the header says was watched."""
        return sight(self._plan, self._header.watched)

    def feed(self, event: Event) -> list[BootVerdict]:
        """Takes in one event; the verdicts on the boots whose window it closed."""
        done = self._flights.take(event)
        return [judge_boot(self._plan, self._header, boot) for boot in done] if done else []

    def missed(self) -> None:
        """Something of the stream was lost here: for the boots in flight absence proves nothing."""
        self._flights.missed(EVERYTHING)

    def gaps(self) -> tuple[Gap, ...]:
        """What the trace says was missed so far, by channels."""
        return self._flights.gaps.told()

    def missed_of(self) -> frozenset[str]:
        """The clauses all of whose evidence was watched, and of whose channels one missed something."""
        gone = {gap.channel for gap in self.gaps()}
        rest = {channel: places for channel, places in self._header.watched.items() if channel not in gone}
        return self.sight().wholly - sight(self._plan, rest).wholly

    def losing(self, losing: bool) -> None:
        """Whether something of the stream is lost from here on, nobody knows where: for boots that begin as well."""
        self._flights.missed(EVERYTHING)
        self._flights.losing(EVERYTHING if losing else None)

    def finish(self, finished: float | None = None) -> list[BootVerdict]:
        """The verdicts on the boots that are left; `finished` is when the observation ended (UNIX seconds)."""
        return [judge_boot(self._plan, self._header, boot) for boot in self._flights.finish(finished)]


def judge(trace: Trace, profile: Profile) -> Iterator[BootVerdict]:
    """The verdicts on a trace's boots, in the order in which their windows close."""
    checker = Checker(profile, trace.header)
    yield from feed_all(checker, trace.batches(), lambda: len(trace.skipped))
    yield from checker.finish(trace.finished)


def feed_all(checker: Checker, batches: Iterable[list[Event]], skipped: Callable[[], int]) -> Iterator[BootVerdict]:
    """The verdicts on the boots whose windows close before the events end.

    :param skipped: how many lines were skipped so far; what they told of was missed, and is not absent. A line was
        skipped in the batch that comes when there is one more; it was where the batch is if that is empty.
    """
    before = 0
    for events in batches:
        now = skipped()
        lost, before = now > before, now
        if lost:
            checker.losing(True)
        for event in events:
            if boots := checker.feed(event):
                yield from boots
        if lost:
            checker.losing(False)
