"""What a reader of traces promises, whether it reads one file or a folder."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import chain
from types import TracebackType
from typing import Self

from ..errors import TraceError
from ._events import Event, Header


class Tolerance:
    """How many broken lines may be skipped, and which were.

    :param allowed: the number of broken lines to skip; the next one is an error.
    """

    def __init__(self, allowed: int) -> None:
        self._allowed = allowed
        self.skipped: list[str] = []

    def skip(self, broken: TraceError) -> None:
        """Note a broken line.

        :raises TraceError: `broken` itself, when no more may be skipped.
        """
        if len(self.skipped) >= self._allowed:
            raise broken
        self.skipped.append(str(broken))


class Trace(ABC):
    """A trace that is being read: its header at once, its events one time, as a stream.

    :ivar header: what was watched, and what the windows are.
    :ivar finished: when the observation ended (UNIX seconds), known after the last event; None if nothing says so.
    :ivar complete: whether the whole trace was there; True only after the last event.
    :ivar notes: what is to be known of the observation beside what was watched, a line each; known by then.
    """

    def __init__(self, header: Header, tolerance: Tolerance) -> None:
        self.header = header
        self.finished: float | None = None
        self.complete = False
        self.notes: tuple[str, ...] = ()
        self._tolerance = tolerance
        self._stream: Iterator[list[Event]] | None = None

    @property
    def skipped(self) -> tuple[str, ...]:
        """One line for each broken line that was tolerated."""
        return tuple(self._tolerance.skipped)

    def batches(self) -> Iterator[list[Event]]:
        """The events, some hundreds at a time, no batch empty; what was read before is not read again.

        :raises TraceError: at the first broken line that is not tolerated; `where` is `FILE:LINE`.
        """
        if self._stream is None:
            self._stream = self._closing()
        return self._stream

    def __iter__(self) -> Iterator[Event]:
        return chain.from_iterable(self.batches())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Close what is open; reading to the end, or to an error, does it too."""

    @abstractmethod
    def _read(self) -> Iterator[list[Event]]:
        """The batches, and at their end `finished` and `complete`."""

    def _closing(self) -> Iterator[list[Event]]:
        try:
            yield from self._read()
        finally:
            self.close()
