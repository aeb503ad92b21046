"""What a test may hand in to be judged, made into a trace.

What a file or a reader holds says itself when the observation ended. Events in hand, a cloud in this process and a boot
that is only described are all that happened: nothing is waited for, so what is absent is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace as with_
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, TypeAlias, cast, runtime_checkable

from msgspec.structs import replace

from ..checker import Trace
from ..errors import TraceError
from ..factories import WATCHED, Boot, Ids, Told, interleave, tell
from ..trace import Event, Header, open_trace, seal
from ..trace import Trace as Opened
from ..verdicts import BootVerdict

__tracebackhide__ = True

APART = 50.0
"""Seconds between the beginnings of two boots that are described."""
MEND = "hand in a path, a trace, events, a Boot, an observed cloud, or boots that were judged"


@runtime_checkable
class Observed(Protocol):
    """A cloud of this process that is observed, as `cloudflow_cloud` is."""

    header: Header
    events: list[Event]

    def run_until_idle(self) -> None:
        """Comes back when all that was set off has happened."""


Given: TypeAlias = (
    str | Path | Trace | Observed | Boot | BootVerdict | tuple[Header, Iterable[Event]]
    | Iterable[Event] | Iterable[Told] | Iterable[Boot] | Iterable[BootVerdict]
)  # fmt: skip
"""All that can be judged, and boots that were judged before."""


class Sealed:
    """A trace without secrets: a plain token is a fingerprint from here on, so that no message can show it."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    @property
    def header(self) -> Header:
        """What was watched."""
        return self._trace.header

    @property
    def finished(self) -> float | None:
        """UNIX seconds, known once the events are read."""
        return self._trace.finished

    @property
    def skipped(self) -> tuple[str, ...]:
        """The broken lines that were tolerated so far."""
        return self._trace.skipped

    def batches(self) -> Iterator[list[Event]]:
        """The events, some at a time."""
        for batch in self._trace.batches():
            yield [seal(event) for event in batch]

    def close(self) -> None:
        """Closes the file, if there is one; reading to the end does it too."""
        if isinstance(self._trace, Opened):
            self._trace.close()


class AtHand:
    """Events in hand as the checker takes them: all that happened.

    :param header: what was watched; none: everything, everywhere.
    :raises TraceError: at once or while it is read: one of them is no event, or their `seq` does not rise.
    """

    skipped: tuple[str, ...] = ()

    def __init__(self, events: Iterable[Any], header: Header | None = None) -> None:
        self._events = _numbered(events)
        self._first = list(_taken(self._events, 1))
        started = self._first[0].time if self._first else 0.0
        self.header = header or Header(target="events", started=started, watched=WATCHED)
        self.finished: float | None = None

    def batches(self) -> Iterator[list[Event]]:
        """One at a time: they may not be there yet."""
        last = self.header.started
        for event in chain(self._first, self._events):
            last = max(last, event.time)
            yield [event]
        self.finished = last + self.header.boot_timeout + self.header.settle + self.header.max_skew


def judgeable(given: Given, header: Header | None = None) -> Sealed | list[BootVerdict]:
    """A trace to be judged, or boots that were judged before.

    :param header: what was watched, where only events are given.
    :raises TraceError: it is neither, or cannot be read.
    """
    match given:
        case str() | Path():
            return Sealed(open_trace(given))
        case BootVerdict():
            return [given]
        case Boot():
            return _described([given], header)
        case (Header() as said, events) if isinstance(given, tuple):
            return Sealed(AtHand(cast("Iterable[Event]", events), said))
    if isinstance(given, Observed):
        given.run_until_idle()
        return Sealed(AtHand(list(given.events), given.header))
    if hasattr(given, "batches"):
        return Sealed(cast(Trace, given))
    return _listed(given, header)


def _listed(given: object, header: Header | None) -> Sealed | list[BootVerdict]:
    """By what its first entry is."""
    if not isinstance(given, Iterable) or isinstance(given, bytes | bytearray | dict):
        raise TraceError(f"{_kind(given)} is no trace", mend=MEND)
    entries = iter(given)
    first = list(_taken(entries, 1))
    everything = chain(first, entries)
    if first and isinstance(first[0], BootVerdict):
        return list(everything)
    if first and isinstance(first[0], Boot):
        return _described(list(everything), header)
    return Sealed(AtHand(everything, header))


def _described(boots: list[Boot], header: Header | None) -> Sealed:
    """Told one after the other, each with ids of its own."""
    apart = (with_(boot, start=boot.start + APART * place) for place, boot in enumerate(boots))
    told = (tell(boot, Ids(f"{place:08x}")) for place, boot in enumerate(apart))
    return Sealed(AtHand(interleave(*told), header))


def _numbered(events: Iterable[Any]) -> Iterator[Event]:
    """The events; those that were told and never numbered have `seq` 0, and are numbered here."""
    last = -(2**63) - 1
    for place, entry in enumerate(events, 1):
        event = entry.event if isinstance(entry, Told) else entry
        if not isinstance(event, Event):
            raise TraceError(f"{_kind(event)} is no event", f"entry {place}", MEND)
        if event.seq == 0:
            event = replace(event, seq=place)
        if event.seq <= last:
            raise TraceError(f"`seq` is {event.seq} after {last}", f"entry {place}", "`seq` rises from event to event")
        last = event.seq
        yield event


def _taken(entries: Iterator[Any], number: int) -> Iterator[Any]:
    for _, entry in zip(range(number), entries, strict=False):
        yield entry


def _kind(thing: object) -> str:
    """What it is, and nothing of what it holds."""
    return "nothing at all" if thing is None else f"something of the type {type(thing).__name__}"
