"""Trace time: how much time has passed, by the clocks of a trace that may disagree, jump or run backwards."""

from __future__ import annotations

from ..trace._events import Event


class TraceTime:
    """Seconds since the first event.

    Each clock advances from where the trace stood when the clock was first read, so clocks an hour apart agree. One
    step forward counts for at most `longest` seconds, one backwards for none: a single jump closes no window.
    """

    __slots__ = ("_clock", "_last", "_longest", "_passed", "_read", "now")

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._last: dict[str, float] = {}
        self._passed: dict[str, float] = {}
        self._clock: str | None = None
        self._read = 0.0
        self.now = 0.0

    def advance(self, event: Event) -> float:
        """The trace time at the event."""
        clock, time = event.clock, event.time
        if clock != self._clock:
            self._switch(clock, time)
        if time > self._read:
            passed = self._passed[clock] + min(time - self._read, self._longest)
            self._passed[clock] = passed
            if passed > self.now:
                self.now = passed
        self._read = time
        return self.now

    def _switch(self, clock: str, time: float) -> None:
        """Another clock is read; it goes on from where it was left."""
        if self._clock is not None:
            self._last[self._clock] = self._read
        self._clock = clock
        self._read = self._last.get(clock, time)
        self._passed.setdefault(clock, self.now)

    def until(self, finished: float) -> float:
        """The trace time at the end of the observation (UNIX seconds), by the clock that had come closest to it."""
        readings = [*self._last.values(), self._read]
        return self.now + min((finished - last for last in readings if last <= finished), default=0.0)
