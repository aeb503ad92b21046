"""The checker: one pass over a trace, a verdict on every clause of every boot.

It knows the flow by a profile and what happened by events; it knows nothing of where they come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ..profiles import Profile
from ..trace._events import Event, Header
from ..verdicts import BootVerdict
from ._flights import Flights
from ._judge import judge_boot
from ._plan import Plan
from ._sight import Sight, sight

__all__ = ["Checker", "Sight", "Trace", "judge"]


class Trace(Protocol):
    """What can be judged: a header, events in the order of their `seq`, and when the observation ended."""

    @property
    def header(self) -> Header:
        """What was watched."""

    @property
    def finished(self) -> float | None:
        """UNIX seconds, known once the events are read."""

    def __iter__(self) -> Iterator[Event]: ...


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

    def finish(self, finished: float | None = None) -> list[BootVerdict]:
        """The verdicts on the boots that are left; `finished` is when the observation ended (UNIX seconds)."""
        return [judge_boot(self._plan, self._header, boot) for boot in self._flights.finish(finished)]


def judge(trace: Trace, profile: Profile, *, boot_timeout: float | None = None) -> Iterator[BootVerdict]:
    """The verdicts on a trace's boots, in the order in which their windows close.

    :param boot_timeout: seconds of a boot's window, in place of the header's.
    """
    header = trace.header
    if boot_timeout is not None:
        from msgspec import structs

        header = structs.replace(header, boot_timeout=boot_timeout)
    checker = Checker(profile, header)
    for event in trace:
        yield from checker.feed(event)
    yield from checker.finish(trace.finished)
