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

    What others write there, such as the daemon of oslo.privsep, tells nothing of it.

    :raises OSError: it cannot be read.
    """
    plain = [line for line in _records(path) if line.logger.startswith(_PLAIN)]
    return any(line.level == "DEBUG" and line.pid == plain[-1].pid for line in plain)


def _records(path: Path) -> Iterator[Line]:
    """The records at its end; a first line that is torn is none."""
    lines = Lines()
    with path.open("rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - _END))
        for text in file.read(_END).splitlines():
            yield from lines.take(text.decode("utf-8", "replace"))
    yield from lines.end()
