"""The log file of a PostgreSQL server on this machine, from where it ends when it is opened. Nothing is changed."""

from __future__ import annotations

from pathlib import Path

from ...errors import TargetError, TraceError
from .._tail import Tail
from ..postgresql_log import CsvFormat, Format, TextFormat
from ..sql import Logged

_WHERE = "[probes.sql] log"


class ServerLog:
    """The statements in one file, and in those that take its place.

    :param prefix: the server's `log_line_prefix`, if the file is no csvlog.
    :raises UsageError: the prefix does not say who and when.
    """

    mariadb = False

    def __init__(self, path: str, prefix: str) -> None:
        self._path = Path(path)
        self._format: Format = CsvFormat(_WHERE) if self._path.suffix == ".csv" else TextFormat(prefix, _WHERE)
        self._tail: Tail | None = None

    def about(self) -> list[str]:
        """What is read."""
        return [f"reads PostgreSQL's {self._path}, which has all statements if log_statement = 'all'"]

    def open(self) -> None:
        """Goes to the end of the file.

        :raises TargetError: it cannot be read.
        """
        self._tail = Tail(self._path, _WHERE, "a log file of PostgreSQL that this user may read")

    def take(self) -> tuple[list[Logged], bool]:
        """What was logged since; nothing of it can be lost.

        :raises TargetError: it cannot be read, or is no such log.
        """
        assert self._tail is not None
        found: list[Logged] = []
        try:
            self._tail.take(lambda data: self._read(data, found))
        except TraceError as error:
            raise TargetError(f"{self._path}: {error.what}", _WHERE, error.mend) from error
        return found, False

    def close(self) -> None:
        """Lets go of the file."""
        if self._tail is not None:
            self._tail.close()
        self._tail = None

    def _read(self, data: bytes, found: list[Logged]) -> bytes:
        """Adds what whole records log; what is left over."""
        whole, newline, rest = data.rpartition(b"\n")
        logged, left = self._format.records((whole + newline).decode(errors="replace"))
        found += logged
        return left.encode() + rest
