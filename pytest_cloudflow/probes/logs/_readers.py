"""Who reads the log of which component."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from .._seen import Seen
from ._compute import ComputeLog
from ._line import Line
from ._scheduler import SchedulerLog


class Reader(Protocol):
    """Reads the records of one file, in their order."""

    channel: str

    def read(self, line: Line) -> Iterator[Seen]:
        """What a record shows."""

    def end(self) -> Iterator[Seen]:
        """What was begun, and waits for a record that may never come."""


def reader_of(component: str, clock: str, host: str | None) -> Reader | None:
    """A reader for a file of that component; `None` if there is none.

    :param clock: of the file's events.
    :param host: where the service runs, if that is known.
    """
    if component == "nova-scheduler":
        return SchedulerLog(clock)
    if component == "nova-compute":
        return ComputeLog(clock, host)
    return None
