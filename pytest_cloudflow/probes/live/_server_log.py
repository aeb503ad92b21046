"""The log file of a PostgreSQL server on this machine, from where it ends when it is opened. Nothing is changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ...errors import TargetError, TraceError
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
        self._file: BinaryIO | None = None
        self._rest = b""

    def about(self) -> list[str]:
        """What is read."""
        return [f"reads PostgreSQL's {self._path}, which has all statements if log_statement = 'all'"]

    def open(self) -> None:
        """Goes to the end of the file.

        :raises TargetError: it cannot be read.
        """
        with self._reading():
            self._file = self._path.open("rb")
            self._file.seek(0, os.SEEK_END)

    def take(self) -> tuple[list[Logged], bool]:
        """What was logged since; nothing of it can be lost.

        :raises TargetError: it cannot be read, or is no such log.
        """
        found: list[Logged] = []
        with self._reading():
            found += self._new()
            if self._is_replaced():
                self.close()
                self._file = self._path.open("rb")
                found += self._new()
        return found, False

    def close(self) -> None:
        """Lets go of the file."""
        if self._file is not None:
            self._file.close()
        self._file, self._rest = None, b""

    def _new(self) -> list[Logged]:
        assert self._file is not None
        if os.fstat(self._file.fileno()).st_size < self._file.tell():
            self._file.seek(0)  # it was emptied
            self._rest = b""
        whole, newline, rest = (self._rest + self._file.read()).rpartition(b"\n")
        found, left = self._format.records((whole + newline).decode(errors="replace"))
        self._rest = left.encode() + rest
        return found

    def _is_replaced(self) -> bool:
        assert self._file is not None
        try:
            return self._path.stat().st_ino != os.fstat(self._file.fileno()).st_ino
        except FileNotFoundError:
            return False  # not yet

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            mend = "a log file of PostgreSQL that this user may read"
            raise TargetError(f"{self._path} cannot be read: {error.strerror}", _WHERE, mend) from error
        except TraceError as error:
            raise TargetError(f"{self._path}: {error.what}", _WHERE, error.mend) from error
