"""Events that belong to no boot yet: what ties them may come later in the stream. After a while they are dropped."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ..trace._events import Event

MOST = 50_000


class Orphans:
    """Events by each key that may tie them, for at most `patience` seconds of trace time and `MOST` of them."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._waiting: deque[tuple[float, Event]] = deque()
        self._by_key: dict[str, deque[Event]] = {}
        self._gone: set[int] = set()

    def keep(self, event: Event, now: float) -> None:
        """Lets the event wait."""
        self._waiting.append((now, event))
        for key in keys_of(event):
            self._by_key.setdefault(key, deque()).append(event)
        while len(self._waiting) > MOST or self._waiting[0][0] < now - self._patience:
            self._drop(self._waiting.popleft()[1])

    def adopt(self, key: str) -> list[Event]:
        """Hands out the events that wait for the key; nearly always none."""
        waiting = self._by_key.pop(key, None)
        if waiting is None:
            return []
        found = [event for event in waiting if event.seq not in self._gone]
        self._gone.update(event.seq for event in found)
        return found

    def _drop(self, event: Event) -> None:
        """The oldest event is the first under each of its keys, unless that was handed out."""
        self._gone.discard(event.seq)
        for key in keys_of(event):
            waiting = self._by_key.get(key)
            if waiting and waiting[0] is event:
                waiting.popleft()
                if not waiting:
                    del self._by_key[key]


def keys_of(event: Event) -> Iterator[str]:
    """What ties an event: its exchange or message, its cause, its instance."""
    for key in (event.exchange, event.message_id, event.cause):
        if type(key) is str:
            yield key
    if type(event.instance_id) is str:
        yield f"instance {event.instance_id}"
