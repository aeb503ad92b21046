"""Reads a folder of traces as one stream, in the order of their times.

Each file keeps its own order. What two files say of each other's order is only what their times say, so that their
clocks are kept apart: every `clock` is prefixed with the name of its file.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import PurePath

import msgspec
from msgspec.structs import force_setattr

from ..errors import TraceError
from ._events import Event, Header, Watched
from ._file import FileTrace
from ._trace import Tolerance, Trace

ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst")
"""What the name of a trace in a folder ends in."""

_BATCH = 4096
_Timed = tuple[float, int, Event]


class FolderTrace(Trace):
    """Several traces as one.

    :param traces: at least one; taken over and closed.
    :raises TraceError: when they name different profiles.
    """

    def __init__(self, traces: Sequence[FileTrace], tolerance: Tolerance) -> None:
        super().__init__(_united(traces), tolerance)
        self._traces = traces
        self._maps = [trace.header.watched for trace in traces]

    def close(self) -> None:
        for trace in self._traces:
            trace.close()

    def _read(self) -> Iterator[list[Event]]:
        labels = _labels([trace.name for trace in self._traces])
        streams = [_timed(index, trace, labels[index]) for index, trace in enumerate(self._traces)]
        merged = heapq.merge(*streams)
        numbers = count(1)
        while batch := [
            self._placed(item, number) for item, number in zip(islice(merged, _BATCH), numbers, strict=False)
        ]:
            yield batch
        self._finish()

    def _placed(self, item: _Timed, number: int) -> Event:
        """The event with its number in the whole; it was decoded for this reader alone, so nobody sees it change."""
        _, index, event = item
        force_setattr(event, "seq", number)
        if event.kind == "watch" and isinstance(event.watched, dict):
            self._maps[index] = event.watched
            force_setattr(event, "watched", _united_maps(self._maps))
        return event

    def _finish(self) -> None:
        """The whole was observed for as long as each part was."""
        ends = [trace.finished for trace in self._traces]
        known = [end for end in ends if end is not None]
        self.finished = min(known) if len(known) == len(ends) else None
        self.complete = all(trace.complete for trace in self._traces)


def _timed(index: int, trace: FileTrace, label: str) -> Iterator[_Timed]:
    clocks: dict[str, str] = {}
    for event in trace:
        clock = clocks.get(event.clock) or clocks.setdefault(event.clock, f"{label}:{event.clock}")
        force_setattr(event, "clock", clock)
        yield event.time, index, event


def _labels(names: Sequence[str]) -> list[str]:
    """What tells the clocks of the files apart: their stems, or their names where two have the same stem."""
    files = [PurePath(name).name for name in names]
    stems = [file.removesuffix(".gz").removesuffix(".zst").removesuffix(".jsonl") for file in files]
    return stems if len(set(stems)) == len(stems) else files


def _united(traces: Sequence[FileTrace]) -> Header:
    headers = [trace.header for trace in traces]
    first = headers[0]
    for trace in traces:
        if trace.header.profile != first.profile:
            found = f"its profile is {trace.header.profile!r}, that of {traces[0].name} is {first.profile!r}"
            raise TraceError(found, f"{trace.name}:1", "the traces of a folder name one profile")
    return msgspec.structs.replace(
        first,
        target=" + ".join(dict.fromkeys(header.target for header in headers)),
        started=min(header.started for header in headers),
        max_skew=max(header.max_skew for header in headers),
        boot_timeout=max(header.boot_timeout for header in headers),
        settle=max(header.settle for header in headers),
        validation_cache=_united_caches(headers),
        watched=_united_maps([header.watched for header in headers]),
    )


def _united_caches(headers: Sequence[Header]) -> dict[str, float | None]:
    """The longest that any file knows of; unknown where one does not know."""
    united: dict[str, float | None] = {}
    for header in headers:
        for component, seconds in header.validation_cache.items():
            before = united.get(component, 0.0)
            united[component] = None if seconds is None or before is None else max(before, seconds)
    return united


def _united_maps(maps: Sequence[Watched]) -> Watched:
    united: dict[str, dict[str, None]] = {}
    for watched in maps:
        for channel, components in watched.items():
            united.setdefault(channel, {}).update(dict.fromkeys(components))
    return {channel: ["*"] if "*" in components else list(components) for channel, components in united.items()}
