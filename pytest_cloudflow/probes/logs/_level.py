"""Whether a log is written at DEBUG, as its end shows: what it does not say has then not happened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ._line import Line, Lines

_END = 1 << 20
_PLAIN = ("nova.", "oslo_service.", "oslo.service.", "oslo_concurrency.", "cotyledon.")
"""Loggers of which `default_log_levels` says nothing: they show whether `debug` is set."""


def is_at_debug(path: Path) -> bool:
    """Whether the process that wrote to it last does so at DEBUG: one before it may have been set otherwise.

    :raises OSError: it cannot be read.
    """
    pids: dict[int | None, bool] = {}
    last = None
    for line in _records(path):
        last = line.pid
        pids[last] = pids.get(last, False) or (line.level == "DEBUG" and line.logger.startswith(_PLAIN))
    return pids.get(last, False)


def _records(path: Path) -> Iterator[Line]:
    """The records at its end; a first line that is torn is none."""
    lines = Lines()
    with path.open("rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - _END))
        for text in file.read(_END).splitlines():
            yield from lines.take(text.decode("utf-8", "replace"))
    yield from lines.end()
