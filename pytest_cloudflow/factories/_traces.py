"""From told boots to a trace: put in order of time, numbered, and given a header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge

from msgspec.structs import replace

from ..trace import CHANNELS, Event, Header
from ._scribe import Told

WATCHED = {channel: ["*"] for channel in CHANNELS}
"""Everything, everywhere."""


@dataclass(frozen=True)
class Trace:
    """What a trace is to the checker, held in memory.

    :param finished: when the observation ended, UNIX seconds; none: it is not known.
    :param skipped: the broken lines that were tolerated.
    """

    header: Header
    events: tuple[Event, ...]
    finished: float | None
    skipped: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def batches(self) -> Iterator[list[Event]]:
        """All events at once."""
        yield list(self.events)


def trace_of(*boots: Sequence[Told], header: Header | None = None) -> tuple[Header, list[Event]]:
    """One trace of all `boots`, their events interleaved by true time."""
    events = [told.event for told in interleave(*boots)]
    return header or header_of(events), events


def interleave(*boots: Iterable[Told]) -> list[Told]:
    """The events of all `boots` by true time, numbered from 1; at the same time the earlier boot is first."""
    told = merge(*boots, key=lambda each: each.at)
    return [each._replace(event=replace(each.event, seq=seq)) for seq, each in enumerate(told, start=1)]


def header_of(events: Sequence[Event], max_skew: float = 0.0) -> Header:
    """The header of a trace in which all was watched.

    :param max_skew: seconds by which two clocks may differ.
    """
    started = events[0].time if events else 0.0
    return Header(target="factory", started=started, max_skew=max_skew, watched=WATCHED)
