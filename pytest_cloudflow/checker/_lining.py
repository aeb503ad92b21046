"""Lines the events of a boot up: one after the other, in no contradiction to what is known of their order.

A stream may bring what several clocks have stamped in any order. Where nothing else is known, the times decide if they
can; if the clocks differ by more than the boot took, the stream does.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heapify, heappop, heappush

from ..trace._events import Event
from ._index import Index
from ._order import Causality

Place = tuple[float, int]


def lined_up(index: Index, max_skew: float) -> list[Event]:
    """The events of a boot; those of one clock as they stand."""
    events = list(index.events)
    if len({event.clock for event in events}) < 2:
        return events
    times = [event.time for event in events]
    tells = max(times) - min(times) > max_skew
    return _sorted(events, Causality(index, max_skew), {e.seq: (e.time if tells else 0.0, e.seq) for e in events})


def _sorted(events: list[Event], causality: Causality, places: dict[int, Place]) -> list[Event]:
    """Of all events that nothing is left to come before, always the one with the first place.

    What is left in the end contradicts itself; it keeps the stream's order.
    """
    by_seq = {event.seq: event for event in events}
    before = {event.seq: {e.seq for e in causality.earlier(event) if e.seq in by_seq} for event in events}
    after: dict[int, list[int]] = defaultdict(list)
    for seq, earlier in before.items():
        for other in earlier:
            after[other].append(seq)
    ready = [places[seq] for seq, earlier in before.items() if not earlier]
    heapify(ready)
    done: list[int] = []
    while ready:
        seq = heappop(ready)[1]
        done.append(seq)
        for other in after[seq]:
            before[other].remove(seq)
            if not before[other]:
                heappush(ready, places[other])
    known = set(done)
    return [by_seq[seq] for seq in (*done, *(seq for seq in by_seq if seq not in known))]
