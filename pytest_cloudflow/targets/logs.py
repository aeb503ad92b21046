"""`logs:DIR`: a folder of service logs, as an operator has them. No cloud is needed to judge what they tell of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from ..errors import TraceError, UsageError
from ..probes._causes import in_order, tied
from ..probes._components import Components
from ..probes.logs._folder import LogFolder
from ..scenarios import Scenario
from ..trace import Event, Header, Trace
from ..trace._trace import Tolerance
from ._asked import WHERE, Asked
from ._assumed import MAX_SKEW, SERVICES, window

_BATCH = 500


class LogsTarget:
    """A folder.

    :raises UsageError: none is named.
    """

    NAME = "logs:"
    FORM = "logs:DIR"
    profile: str | None = "openstack"
    scenarios: tuple[Scenario, ...] = ()

    def __init__(self, asked: Asked) -> None:
        self.name, self._folder = asked.spec, Path(asked.rest)
        if not asked.rest:
            raise UsageError("logs: names no folder", WHERE, self.FORM)

    def about(self) -> list[str]:
        """Nothing is known before it is read."""
        return []

    def open(self, *, tolerate: int, timeout: float | None) -> Trace:
        """Reads the logs.

        :raises UsageError: there is no such folder, or no log of nova in it.
        :raises TargetError: a log cannot be read.
        """
        folder = LogFolder(self._folder, Components())
        header = Header(
            target=self.name,
            profile=str(self.profile),
            max_skew=MAX_SKEW,
            boot_timeout=window(timeout),
            settle=1.0,
            validation_cache=dict.fromkeys(SERVICES),  # for nobody knows how long
            watched=folder.watched,
        )
        return _Told(header, folder, Tolerance(tolerate))


class _Told(Trace):
    """The trace that the logs make."""

    def __init__(self, header: Header, folder: LogFolder, tolerance: Tolerance) -> None:
        events = tied(in_order(folder.seen), header.max_skew)
        self._events = [replace(event, seq=number) for number, event in enumerate(events, 1)]
        started = self._events[0].time if self._events else 0.0
        super().__init__(replace(header, started=started), tolerance)
        self.notes = (*(_set_right(log, by) for log, by in sorted(folder.off.items())), *folder.hints())
        for broken in folder.skipped:
            self._tolerance.skip(TraceError(broken, "", "--cloudflow-tolerate skips what is broken off"))

    def close(self) -> None:
        """Nothing is open."""

    def _read(self) -> Iterator[list[Event]]:
        for first in range(0, len(self._events), _BATCH):
            yield self._events[first : first + _BATCH]
        self.finished = self._events[-1].time if self._events else None
        self.complete = True


def _set_right(log: str, by: float) -> str:
    """What whoever runs that host has to hear."""
    way = "ahead of" if by > 0 else "behind"
    return f"the clock of {log} is {abs(by):.0f} s {way} the others, by the messages between them; it was set right"
