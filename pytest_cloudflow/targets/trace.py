"""A recorded trace: nothing is run, what was observed is judged."""

from __future__ import annotations

from ..trace import Trace, open_trace


class TraceTarget:
    """A file, a folder, or `-`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.name = f"trace:{source}"

    def open(self, *, tolerate: int) -> Trace:
        """Opens the trace and reads its header."""
        return open_trace(self._source, tolerate=tolerate)
