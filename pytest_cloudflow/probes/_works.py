"""What processes serve, and when: exchanges and messages, found again by the time of what is done for them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

FOREVER = float("inf")
_BACK = 100
"""Casts that are looked through for the one that something was done for."""


@dataclass(slots=True, eq=False)
class Work:
    """An exchange or message that a process serves.

    :ivar begin, end: UNIX seconds. Of a cast there is no end to be seen.
    :ivar request: the request id under which it was asked for.
    :ivar requests: all those under which the process acts for it.
    :ivar flavor: what it showed of the flavor.
    :ivar by_bus: whether it is a message, which is stamped by who records the bus.
    :ivar done: what it was seen to have had done, of what is done once for each: validations, kinds of statements.
    """

    id: str
    begin: float
    instance: str | None
    request: str | None
    flavor: str | None = None
    by_bus: bool = False
    end: float = FOREVER
    requests: set[str] = field(default_factory=set)
    done: set[object] = field(default_factory=set)


class Works:
    """Work of one process that has an end, by its begin; what is over is left behind."""

    def __init__(self) -> None:
        self._works: list[Work] = []
        self._first = 0

    def add(self, work: Work) -> None:
        """Work that began after all that is here."""
        self._works.append(work)

    def at(self, time: float, skew: float) -> Iterator[Work]:
        """What was being served at `time`, give or take `skew`. Asked in the order of time."""
        works = self._works
        while self._first < len(works) and works[self._first].end + skew < time:
            self._first += 1
        for work in islice(works, self._first, None):
            if work.begin > time + skew:
                return
            if work.end + skew >= time:
                yield work


class Casts:
    """Work of one process whose end is not seen, by its begin."""

    def __init__(self) -> None:
        self._works: list[Work] = []

    def add(self, work: Work) -> None:
        """Work that began after all that is here."""
        self._works.append(work)

    def before(self, time: float) -> list[Work]:
        """The latest that had begun by then, the last first."""
        end = bisect_right(self._works, time, key=lambda work: work.begin)
        return self._works[max(0, end - _BACK) : end][::-1]
