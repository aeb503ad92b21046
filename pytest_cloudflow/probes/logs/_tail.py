"""The end of a log that is being written; it goes on in a new file where the old one is rotated away."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_CHUNK = 1 << 20


class Tail:
    """Reads the lines that are appended from now on.

    :param whole: whether what is there already is read too.
    :raises OSError: the file cannot be read.
    """

    def __init__(self, path: Path, *, whole: bool = False) -> None:
        self._path = path
        self._file: IO[bytes] = path.open("rb")
        self._torn = b""
        if not whole:
            self._file.seek(0, os.SEEK_END)

    def take(self) -> Iterator[str]:
        """The lines that are whole; a torn one waits for its rest."""
        yield from self._read()
        if self._rotated():
            self._file.close()
            self._file = self._path.open("rb")
            yield from self._read()
        elif os.fstat(self._file.fileno()).st_size < self._file.tell():
            self._file.seek(0)  # cut off at its beginning, as copytruncate does
            yield from self._read()

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def _read(self) -> Iterator[str]:
        while chunk := self._file.read(_CHUNK):
            *lines, self._torn = (self._torn + chunk).split(b"\n")
            for line in lines:
                yield line.decode("utf-8", "replace")

    def _rotated(self) -> bool:
        """Whether the name now stands for another file."""
        try:
            return self._path.stat().st_ino != os.fstat(self._file.fileno()).st_ino
        except FileNotFoundError:
            return False  # between two files: the next look finds it
