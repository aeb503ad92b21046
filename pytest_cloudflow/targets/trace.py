"""A recorded trace: nothing is run, what was observed is judged."""

from __future__ import annotations

from ..errors import UsageError
from ..scenarios import Scenario
from ..trace import Trace, open_trace
from ._asked import WHERE, Asked


class TraceTarget:
    """A file, a folder, or `-`.

    :raises UsageError: none is named.
    """

    NAME = "trace:"
    FORM = "trace:FILE (- is standard input)"
    profile: str | None = None
    scenarios: tuple[Scenario, ...] = ()

    def __init__(self, asked: Asked) -> None:
        self.name, self._source = asked.spec, asked.rest
        if not self._source:
            raise UsageError("trace: names no file", WHERE, "trace:FILE, trace:FOLDER or trace:-")

    def about(self) -> list[str]:
        """Nothing is known before it is read."""
        return []

    def open(self, *, tolerate: int, timeout: float | None) -> Trace:  # noqa: ARG002 -- the judge has the window
        """Opens the trace and reads its header."""
        return open_trace(self._source, tolerate=tolerate)
