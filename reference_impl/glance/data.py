"""The data of an image: taken in piece by piece, hashed on the way, and kept out of memory if there are many."""

from __future__ import annotations

import hashlib
import os
import tempfile
import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Protocol

PIECE = 64 * 1024
"""Bytes that are taken in, or given out, at once."""
IN_MEMORY = 1024 * 1024
"""Bytes; what is longer goes to a temporary file."""
HASH = "sha512"
"""What glance hashes by unless told otherwise."""


class _File:
    """A temporary file. It goes with the last that holds this; who has opened it reads on."""

    def __init__(self) -> None:
        number, self.path = tempfile.mkstemp(prefix="image-")
        os.close(number)
        weakref.finalize(self, os.unlink, self.path)

    def open(self, mode: str) -> IO[bytes]:
        """The file, for reading (`rb`) or writing (`wb`)."""
        opened: IO[bytes] = open(self.path, mode)  # noqa: PTH123, SIM115 -- whoever asks for it closes it
        return opened


@dataclass(frozen=True, slots=True)
class Data:
    """What was uploaded. `checksum` is MD5, `hash_value` that of `HASH`, both in hexadecimal digits."""

    size: int
    checksum: str
    hash_value: str
    _kept: bytes | _File = field(repr=False)

    def open(self) -> IO[bytes]:
        """The data from their beginning, for one reader, who closes them."""
        return BytesIO(self._kept) if isinstance(self._kept, bytes) else self._kept.open("rb")


class Readable(Protocol):
    """Something that bytes come from."""

    def read(self, size: int, /) -> bytes:
        """So many at most; none at the end."""


def pieces_of(stream: Readable) -> Iterable[bytes]:
    """A stream in pieces, to its end."""
    while piece := stream.read(PIECE):
        yield piece


def take_in(pieces: Iterable[bytes]) -> Data:
    """Reads all that comes. If it breaks off nothing is kept."""
    spool = _Spool()
    try:
        for piece in pieces:
            spool.add(piece)
    finally:
        spool.close()
    return spool.data()


class _Spool:
    """Data that are coming in: in memory at first, in a file when they are many."""

    def __init__(self) -> None:
        self._checksum, self._hashed = hashlib.md5(usedforsecurity=False), hashlib.new(HASH)
        self._size = 0
        self._memory = BytesIO()
        self._file: _File | None = None
        self._to: IO[bytes] = self._memory

    def add(self, piece: bytes) -> None:
        self._checksum.update(piece)
        self._hashed.update(piece)
        self._size += len(piece)
        if self._file is None and self._size > IN_MEMORY:
            self._file = _File()
            self._to = self._file.open("wb")
            self._to.write(self._memory.getbuffer())
            self._memory = BytesIO()
        self._to.write(piece)

    def close(self) -> None:
        if self._file is not None:
            self._to.close()

    def data(self) -> Data:
        kept = self._file or self._memory.getvalue()
        return Data(self._size, self._checksum.hexdigest(), self._hashed.hexdigest(), kept)
