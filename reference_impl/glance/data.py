"""The data of an image: taken in piece by piece, hashed on the way, and kept out of memory if there are many."""

from __future__ import annotations

import hashlib
import tempfile
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


@dataclass(frozen=True, slots=True)
class Data:
    """What was uploaded. `checksum` is MD5, `hash_value` that of `HASH`, both in hexadecimal digits."""

    size: int
    checksum: str
    hash_value: str
    _kept: bytes | tempfile._TemporaryFileWrapper[bytes] = field(repr=False)

    def open(self) -> IO[bytes]:
        """The data from their beginning, for one reader."""
        if isinstance(self._kept, bytes):
            return BytesIO(self._kept)
        return open(self._kept.name, "rb")  # noqa: PTH123 -- whoever reads closes it


class Readable(Protocol):
    """Something that bytes come from."""

    def read(self, size: int, /) -> bytes:
        """So many at most; none at the end."""


def pieces_of(stream: Readable) -> Iterable[bytes]:
    """A stream in pieces, to its end."""
    while piece := stream.read(PIECE):
        yield piece


def take_in(pieces: Iterable[bytes]) -> Data:
    """Reads all that comes."""
    checksum, hashed = hashlib.md5(usedforsecurity=False), hashlib.new(HASH)
    size = 0
    spool = BytesIO()
    file: tempfile._TemporaryFileWrapper[bytes] | None = None
    for piece in pieces:
        checksum.update(piece)
        hashed.update(piece)
        size += len(piece)
        if file is None and size > IN_MEMORY:
            file = tempfile.NamedTemporaryFile(prefix="image-")  # noqa: SIM115 -- it lives as long as the image
            file.write(spool.getvalue())
        (file or spool).write(piece)
    if file is not None:
        file.flush()
    return Data(size, checksum.hexdigest(), hashed.hexdigest(), file or spool.getvalue())
