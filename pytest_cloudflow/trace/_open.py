"""Opens a trace by what the user called it: a file, a folder, or `-`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import cast

from ..errors import TraceError
from ._file import FileTrace
from ._folder import ENDINGS, FolderTrace
from ._streams import PIECE, Readable, Source
from ._trace import Tolerance, Trace

_STANDARD_INPUT = "standard input"
_SMALLEST_PIECE = 1 << 14


def open_trace(source: str | Path, *, tolerate: int = 0, stdin: Readable | None = None) -> Trace:
    """The trace at `source`, its header read.

    :param source: a file (gzip if it ends in `.gz`, zstd if in `.zst`), `-` for the standard input (its first bytes
        tell how it is compressed), or a folder, whose `.jsonl`, `.jsonl.gz` and `.jsonl.zst` are merged by time.
    :param tolerate: how many broken lines are skipped; that a trace was cut short counts as one.
    :param stdin: the bytes that `-` means, where it is not the process's own standard input.
    :raises TraceError: when there is no trace, or its header is wrong.
    """
    tolerance = Tolerance(tolerate)
    if str(source) == "-":
        return FileTrace(Source(stdin or _standard_input(), _STANDARD_INPUT, owned=False), tolerance)
    if os.path.isdir(source):  # noqa: PTH112  # Path.is_dir() raises where this says no
        return _open_folder(Path(source), tolerance)
    return _open_file(Path(source), tolerance)


def _standard_input() -> Readable:
    if sys.stdin is None:  # type: ignore[unreachable, unused-ignore]  # it is, in a process started without one
        raise TraceError("there is no standard input", _STANDARD_INPUT, "name a file instead of `-`")
    return cast(Readable, sys.stdin.buffer)


def _open_file(path: Path, tolerance: Tolerance, *, piece: int = PIECE) -> FileTrace:
    name = os.fsencode(path).decode(errors="replace")
    try:
        raw = path.open("rb")
    except FileNotFoundError as error:
        raise TraceError("there is no such file", name, "name a trace, a folder of traces, or `-`") from error
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else str(error)
        raise TraceError(f"cannot be opened: {what}", name, "name a trace that this user may read") from error
    return FileTrace(Source(raw, name, piece=piece), tolerance)


def _open_folder(folder: Path, tolerance: Tolerance) -> FolderTrace:
    paths = _traces_in(folder)
    piece = max(PIECE // len(paths), _SMALLEST_PIECE)
    opened: list[FileTrace] = []
    try:
        for path in paths:
            opened.append(_open_file(path, tolerance, piece=piece))
        return FolderTrace(opened, tolerance)
    except TraceError:
        for trace in opened:
            trace.close()
        raise


def _traces_in(folder: Path) -> list[Path]:
    try:
        found = sorted(path for path in folder.iterdir() if path.name.endswith(ENDINGS) and path.is_file())
    except OSError as error:
        raise TraceError(f"cannot be listed: {error.strerror}", str(folder), "name a folder you may read") from error
    if not found:
        raise TraceError("there is no trace in this folder", str(folder), f"a trace ends in {', '.join(ENDINGS)}")
    return found
