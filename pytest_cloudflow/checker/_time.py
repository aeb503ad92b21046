"""Trace time: how much time has passed, by the clocks of a trace that may disagree, jump or run backwards."""

from __future__ import annotations

from ..trace._events import Event


class TraceTime:
    """Seconds since the first event.

    Each clock advances from where the trace stood when the clock was first read, so clocks an hour apart agree. One
    step forward counts for at most half a window, one backwards for none: a single jump closes no window. For the
    shorter of two windows a step that is too long for the other is a jump; `leapt` are the seconds of `now` that are
    too many for it. Steps between the two cannot be told from silence.

    :param long: seconds of the longer of the two windows that are waited for.
    :param short: seconds of the shorter one.
    """

    __slots__ = ("_clock", "_last", "_longest", "_passed", "_read", "_shortest", "leapt", "now")

    def __init__(self, long: float, short: float) -> None:
        self._longest, self._shortest = long / 2, short / 2
        self._last: dict[str, float] = {}
        self._passed: dict[str, float] = {}
        self._clock: str | None = None
        self._read = 0.0
        self.now = 0.0
        self.leapt = 0.0

    def advance(self, event: Event) -> float:
        """The trace time at the event."""
        clock, time = event.clock, event.time
        if clock != self._clock:
            self._switch(clock, time)
        if time > self._read:
            passed = self._passed[clock] + min(time - self._read, self._longest)
            self._passed[clock] = passed
            if passed > self.now:
                if time - self._read > self._longest:
                    self.leapt += max(passed - self.now - self._shortest, 0.0)
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
