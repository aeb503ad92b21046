"""A trace that is still being written: what was appended since it was last looked at.

Its writer holds a shared lock on it as long as it lives (`probes/_livefile.py`). A last line that is torn waits for its
rest. A file that was removed is read to its end.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ...errors import TargetError, TraceError
from ...trace._events import Event, Watched
from ...trace._lines import MAX_LINE
from ...trace._records import UNREADABLE, decode_event, header_of, in_words


class Growing:
    """One file.

    :param where: what to call the folder in an error.
    :raises FileNotFoundError: its process has just left it for a new one.
    :raises TargetError: it cannot be read.

    :ivar key: its name and its number: a name may be given again.
    """

    def __init__(self, path: Path, where: str) -> None:
        self._where = f"{where}: {path.name}"
        self._header: Watched | None = None
        with self._reading():
            self._file: BinaryIO = path.open("rb", buffering=0)
            self.key = path, os.fstat(self._file.fileno()).st_ino

    @property
    def watched(self) -> Watched:
        """What its header says; nothing as long as there is none."""
        return self._header or {}

    @property
    def grows(self) -> bool:
        """Whether its writer lives."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(self._file, fcntl.LOCK_UN)
        return False

    @property
    def gone(self) -> bool:
        """Whether it was removed."""
        return os.fstat(self._file.fileno()).st_nlink == 0

    def skip(self) -> None:
        """Leaves out what it holds by now, but for a last line that is torn: that one is still being written.

        :raises TargetError: it cannot be read, or is no trace.
        """
        with self._reading():
            self._read_header(self._file.read(MAX_LINE))
            end = os.fstat(self._file.fileno()).st_size
            self._file.seek(max(0, end - MAX_LINE))
            self._whole(self._file.read(MAX_LINE))

    def take(self) -> list[Event]:
        """The events of the lines that became whole since.

        :raises TargetError: it cannot be read, or is no trace.
        """
        with self._reading():
            lines = self._whole(self._file.read()).splitlines()
            if self._header is None and lines:
                self._read_header(lines.pop(0) + b"\n")
            return [decode_event(line) for line in lines]

    def close(self) -> None:
        """Lets go of it."""
        self._file.close()

    def _whole(self, read: bytes) -> bytes:
        """The whole lines of what was read last; the rest will be read again, since its writer may yet take it back."""
        lines, end, rest = read.rpartition(b"\n")
        self._file.seek(-len(rest), os.SEEK_CUR)
        return lines + end

    def _read_header(self, begin: bytes) -> None:
        line, end, _ = begin.partition(b"\n")
        if end:
            self._header = header_of(line, self._where).watched

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as error:
            mend = "let this user read what the services write there"
            raise TargetError(f"cannot be read: {error.strerror}", self._where, mend) from error
        except UNREADABLE as error:
            raise TargetError(f"a broken line: {in_words(error)}", self._where, "a file of the middleware") from error
        except TraceError as error:
            raise TargetError(error.what, self._where, error.mend) from error
