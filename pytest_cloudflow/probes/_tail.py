"""The end of a file that others write to; it goes on in a new one where the old one is rotated away."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..errors import TargetError


class Tail:
    """What is appended from now on.

    :param where: what to call it in an error.
    :param mend: what would be right.
    :raises TargetError: the file cannot be read.
    """

    def __init__(self, path: Path, where: str, mend: str) -> None:
        self._path = path
        self._where = where
        self._mend = mend
        self._rest = b""
        with self._reading():
            self._file: BinaryIO = path.open("rb")
            self._file.seek(0, os.SEEK_END)

    def take(self, read: Callable[[bytes], bytes]) -> None:
        """Hands over what was appended since.

        :param read: is given it file by file, and returns what is not whole yet: that comes again with what follows in
            the same file, and is nobody's where the file ends with it.
        :raises TargetError: the file cannot be read.
        """
        with self._reading():
            self._hand_over(read)
            following = self._following()
            if following is not None:
                self._hand_over(read)  # what came before it was rotated away and after the last look
                self._file.close()
                self._file, self._rest = following, b""
                self._hand_over(read)

    def lines(self) -> list[str]:
        """The lines that became whole since.

        :raises TargetError: the file cannot be read.
        """
        found: list[str] = []

        def split(data: bytes) -> bytes:
            *lines, rest = data.split(b"\n")
            found.extend(line.decode("utf-8", "replace") for line in lines)
            return rest

        self.take(split)
        return found

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def _hand_over(self, read: Callable[[bytes], bytes]) -> None:
        if os.fstat(self._file.fileno()).st_size < self._file.tell():
            self._file.seek(0)  # it was emptied, as copytruncate does
            self._rest = b""
        new = self._file.read()
        if new:
            self._rest = read(self._rest + new)

    def _following(self) -> BinaryIO | None:
        """The file that the name stands for now, if that is another one."""
        try:
            file: BinaryIO = self._path.open("rb")
        except FileNotFoundError:
            return None  # between two files: the next look finds it
        if not os.path.sameopenfile(file.fileno(), self._file.fileno()):
            return file
        file.close()
        return None

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise TargetError(f"{self._path} cannot be read: {error.strerror}", self._where, self._mend) from error
