"""A recorded trace: nothing is run, what was observed is judged."""

from __future__ import annotations

from ..scenarios import Scenario
from ..trace import Trace, open_trace


class TraceTarget:
    """A file, a folder, or `-`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.name = f"trace:{source}"

    profile: str | None = None
    scenarios: tuple[Scenario, ...] = ()

    def about(self) -> list[str]:
        """Nothing is known before it is read."""
        return []

    def open(self, *, tolerate: int, timeout: float | None) -> Trace:  # noqa: ARG002 -- the judge has the window
        """Opens the trace and reads its header."""
        return open_trace(self._source, tolerate=tolerate)
