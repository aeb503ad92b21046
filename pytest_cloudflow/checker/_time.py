"""Trace time: how much time has passed, by the clocks of a trace that may disagree, jump or run backwards."""

from __future__ import annotations

from ..trace._events import Event


class TraceTime:
    """Seconds since the first event.

    Each clock advances from where the trace stood when the clock was first read, so clocks an hour apart agree. One
    step forward counts for at most `longest` seconds, one backwards for none: a single jump closes no window.
    """

    __slots__ = ("_last", "_longest", "_passed", "now")

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._last: dict[str, float] = {}
        self._passed: dict[str, float] = {}
        self.now = 0.0

    def advance(self, event: Event) -> float:
        """The trace time at the event."""
        clock, time = event.clock, event.time
        last = self._last.get(clock)
        self._last[clock] = time
        if last is None:
            self._passed[clock] = self.now
        elif time > last:
            passed = self._passed[clock] + min(time - last, self._longest)
            self._passed[clock] = passed
            if passed > self.now:
                self.now = passed
        return self.now

    def until(self, finished: float) -> float:
        """The trace time at the end of the observation (UNIX seconds), by the clock that had come closest to it."""
        return self.now + min((finished - last for last in self._last.values() if last <= finished), default=0.0)
