"""That something was missed: then what is absent before it is not observable, and never missing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from ...trace._events import Event, Watched
from .._seen import Seen


class _Timed(Protocol):
    @property
    def time(self) -> float: ...


def gap(clock: str, taken: Sequence[_Timed], missed: Watched, now: Callable[[], float] = time.time) -> Seen:
    """What was lost before the first that was taken; before now, where nothing else was.

    :param missed: what is watched by whoever lost it.
    """
    return gap_at(taken[0].time if taken else now(), clock, missed)


def gap_at(when: float, clock: str, missed: Watched) -> Seen:
    """What was lost before then (UNIX seconds)."""
    return Seen(Event(seq=0, time=when, clock=clock, channel="kit", kind="gap", missed=missed))
