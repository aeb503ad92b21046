"""Reads the files of a capture: JSON Lines, plain or compressed by gzip."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from ..errors import TraceError

ENDINGS = (".jsonl", ".jsonl.gz")
MAX_RECORD = 16 << 20
"""Bytes of a line, uncompressed. A message of RabbitMQ is at most 16 MiB since 4.0."""
_LATEST = 1e11

Record = dict[str, Any]


def find(folder: Path, stem: str) -> Path | None:
    """The file `<stem>.jsonl` of a folder, compressed or not."""
    return next((path for ending in ENDINGS if (path := folder / f"{stem}{ending}").is_file()), None)


def records(path: Path) -> Iterator[tuple[int, Record]]:
    """Line numbers, counted from 1, and the objects in them; empty lines are passed over.

    :raises TraceError: the file cannot be read, or a line is no JSON object.
    """
    try:
        with _open(path) as file:
            for line, content in enumerate(_lines(file, path), 1):
                if content.strip():
                    yield line, _record(content, f"{path}:{line}")
    except (OSError, EOFError, zlib.error) as error:
        what = (error.strerror if isinstance(error, OSError) else None) or str(error)
        mend = "name a whole capture that this user may read"
        raise TraceError(f"cannot be read: {what}", str(path), mend) from error


def moment(record: Record, key: str, where: str) -> float:
    """The time under `key`, in UNIX seconds.

    :raises TraceError: there is none.
    """
    value = record.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _LATEST:
        return float(value)
    raise TraceError(f"{key} is {_short(value)}", where, f"{key} is the time in UNIX seconds")


def named(record: Record, key: str, where: str) -> str:
    """The text under `key`.

    :raises TraceError: there is none.
    """
    value = record.get(key)
    if isinstance(value, str) and 0 < len(value) <= 4096:
        return value
    raise TraceError(f"{key} is {_short(value)}", where, f"{key} is a text")


def _open(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _lines(file: IO[bytes], path: Path) -> Iterator[bytes]:
    line = 1
    while content := file.readline(MAX_RECORD + 1):
        if len(content) > MAX_RECORD:
            what = f"a line of more than {MAX_RECORD >> 20} MiB"
            raise TraceError(what, f"{path}:{line}", "a capture has one record a line")
        yield content
        line += 1


def _record(content: bytes, where: str) -> Record:
    try:
        record = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TraceError(f"broken JSON: {error}", where, "a capture has one JSON object a line") from error
    if isinstance(record, dict):
        return record
    raise TraceError(f"a JSON {type(record).__name__}, no object", where, "a capture has one JSON object a line")


def _short(value: object) -> str:
    shown = "missing" if value is None else type(value).__name__
    return repr(value)[:40] if type(value) in (int, float, bool) else shown
