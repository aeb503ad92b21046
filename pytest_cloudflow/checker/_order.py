"""Which of two events came first, as far as the evidence tells (CONTRACT section 3, *Known order*).

Events of one clock are in the order of their `seq`. Across clocks causality decides: a request before its response, a
publish before its delivery, serving before what was done on its behalf. Then times that are more than `max_skew`
apart. What none of these orders is concurrent, and so is what evidence that contradicts itself orders both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..trace._events import Event
from ._index import Index

Before = Callable[[Event, Event], bool | None]


def known_order(index: Index, max_skew: float) -> Before:
    """A function that tells whether its first event came before its second: yes, no, or `None` for concurrent.

    It is `by_seq` where all events bear one clock.
    """
    clocks = {event.clock for event in index.events}
    if len(clocks) < 2:
        return by_seq
    return Causality(index, max_skew).before


def by_seq(first: Event, second: Event) -> bool | None:
    """The order of one clock, which is total."""
    return first.seq < second.seq


class Causality:
    """Vector clocks over one boot's events, made when first asked."""

    def __init__(self, index: Index, max_skew: float) -> None:
        self._index = index
        self._max_skew = max_skew
        self._previous: dict[int, Event] = {}
        self._vectors: dict[int, dict[str, int]] = {}
        last: dict[str, Event] = {}
        for event in index.events:
            if event.clock in last:
                self._previous[event.seq] = last[event.clock]
            last[event.clock] = event

    def before(self, first: Event, second: Event) -> bool | None:
        if first.clock == second.clock:
            return first.seq < second.seq
        forward = self._vector(second).get(first.clock, -1) >= first.seq
        back = self._vector(first).get(second.clock, -1) >= second.seq
        if forward or back:
            return forward if forward is not back else None
        apart = second.time - first.time
        return apart > 0 if abs(apart) > self._max_skew else None

    def _vector(self, event: Event) -> dict[str, int]:
        """For each clock the last `seq` known to lie before the event; without recursion, boots can be long."""
        pending = [event]
        opened: set[int] = set()
        while pending:
            current = pending[-1]
            if current.seq in self._vectors:
                pending.pop()
                continue
            earlier = list(self.earlier(current))
            waiting = [e for e in earlier if e.seq not in self._vectors and e.seq not in opened]
            if waiting and current.seq not in opened:
                opened.add(current.seq)
                pending.extend(waiting)
                continue
            opened.add(current.seq)
            self._vectors[current.seq] = self._merged(current, earlier)
            pending.pop()
        return self._vectors[event.seq]

    def _merged(self, event: Event, earlier: Iterable[Event]) -> dict[str, int]:
        """The latest of all that came before. What stands in a circle was not made yet and counts for nothing."""
        vector: dict[str, int] = {event.clock: event.seq}
        for other in earlier:
            for clock, seq in self._vectors.get(other.seq, {}).items():
                if vector.get(clock, -1) < seq:
                    vector[clock] = seq
        return vector

    def earlier(self, event: Event) -> Iterable[Event]:
        """The events that came just before this one, by its clock or by cause."""
        previous = self._previous.get(event.seq)
        if previous is not None:
            yield previous
        for other in (self._own(event), self._served(event)):
            if other is not None and other.clock != event.clock:
                yield other

    def _own(self, event: Event) -> Event | None:
        """The request of a response, the publish of a delivery."""
        if event.kind == "response":
            exchange = self._index.exchanges.get(event.exchange)
            return exchange.request if exchange else None
        if event.kind == "deliver":
            message = self._index.messages.get(event.message_id)
            return (message.reply if event.mode == "reply" else message.publish) if message else None
        return None

    def _served(self, event: Event) -> Event | None:
        """Where the serving began that the event names as its cause."""
        cause = event.cause
        if not isinstance(cause, str) or event.kind == "response":
            return None
        exchange = self._index.exchanges.get(cause)
        if exchange is not None:
            return exchange.request
        message = self._index.messages.get(cause)
        if message is None:
            return None
        mine = [deliver for deliver in message.delivers if deliver.source == event.source]
        return next(iter(mine or message.delivers), message.publish)
