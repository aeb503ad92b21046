"""What all reports have in common: boots come one by one, wait on disk, and make a file when the run is over."""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from ..verdicts import PASS, BootVerdict
from ._place import Draft, check_place, failing_at
from ._subject import Subject

OPTION = "--cloudflow-report"
MOST_LISTED = 10_000
"""Above so many boots only those that did not pass are listed."""


class SpooledReport(ABC):
    """Keeps the boots, as they will stand in the report, in temporary files until the run has ended.

    :ivar boots: how many there were.
    :raises UsageError: nothing can be written there, now or later.
    """

    def __init__(self, path: Path) -> None:
        check_place(path, OPTION)
        self._path = path
        self._draft = Draft(path)
        self._all: IO[bytes] | None = None
        self._other: IO[bytes] | None = None
        self.boots = 0

    def __enter__(self) -> Self:
        with failing_at(self._path):
            self._all, self._other = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for spool in (self._all, self._other):
            if spool is not None:
                with suppress(OSError):  # what a full disk did not take is thrown away in any case
                    spool.close()
        self._draft.__exit__(kind, error, trace)

    def take(self, boot: BootVerdict) -> None:
        """One more boot."""
        assert self._all is not None
        assert self._other is not None
        self.boots += 1
        listed = self.boots <= MOST_LISTED
        if not listed and boot.verdict == PASS:
            return
        entry = self._entry(boot)
        with failing_at(self._path):
            if listed:
                self._all.write(entry)
            if boot.verdict != PASS:
                self._other.write(entry)

    def close(self, subject: Subject, started: float, finished: float) -> None:
        """Writes the report; it is moved to its place when the run is left without an error."""
        with failing_at(self._path), self._draft.open() as file:
            spool = self._other if self.leaves_out else self._all
            assert spool is not None
            spool.seek(0)
            for piece in self._whole(spool, subject, started, finished):
                file.write(piece)

    @property
    def leaves_out(self) -> bool:
        """Whether there are so many boots that those that passed are not listed."""
        return self.boots > MOST_LISTED

    @abstractmethod
    def _entry(self, boot: BootVerdict) -> bytes:
        """A boot as it will stand in the report."""

    @abstractmethod
    def _whole(self, entries: IO[bytes], subject: Subject, started: float, finished: float) -> Iterator[bytes]:
        """The report in pieces.

        :param entries: what `_entry` made of the boots that are listed, one after the other.
        """
