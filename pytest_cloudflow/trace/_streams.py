"""Bytes of a trace, plain, gzip and zstd alike: one way in, one way out.

What comes in is read in pieces of bounded size, so that a small file that unpacks to gigabytes costs time and no
memory. zstd frames that ask for a window of more than 128 MiB are refused, as the library does by default.
"""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from typing import IO, TYPE_CHECKING, Protocol

from ..errors import TraceError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PIECE = 1 << 16
"""Bytes that are read at a time: what a processor's cache holds is decoded half as fast again as a mebibyte."""

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_CORRUPT = (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError)


class CutShort(Exception):
    """The compressed stream ends too early, or is damaged from here on."""


class Readable(Protocol):
    """What the standard input, an opened file and a decompressor have in common."""

    def read(self, size: int = -1, /) -> bytes:
        """`size` bytes, fewer only at the end."""

    def read1(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, as soon as there are any; none at the end."""

    def close(self) -> None:
        """Give back what it holds."""


class Writable(Protocol):
    """What an opened file and a compressor have in common."""

    def write(self, data: bytes, /) -> int:
        """Take all of `data`."""

    def close(self) -> None:
        """Write out what is held back."""


class Source:
    """One file of a trace, unpacked as it is read.

    :param raw: the bytes as they are stored, buffered; closed by :meth:`close` if `owned`.
    :param name: what messages call it; `.gz` and `.zst` say what it must be, otherwise its first bytes do.
    :param piece: bytes that are read at a time.
    """

    def __init__(self, raw: Readable, name: str, *, piece: int = PIECE, owned: bool = True) -> None:
        self.name = name
        self._raw = raw
        self._owned = owned
        self._piece = piece
        self._unpacked: Readable | None = None

    def read(self) -> bytes:
        """The next bytes, empty at the end.

        :raises CutShort: when the compressed stream is damaged from here on.
        :raises TraceError: when the file cannot be read.
        """
        try:
            if self._unpacked is None:
                self._unpacked = _unpack(self._raw, self.name, self._piece)
            return self._unpacked.read1(self._piece)
        except _CORRUPT as error:
            raise CutShort(f"the compressed stream is damaged or cut short ({error})") from error
        except OSError as error:
            raise TraceError(f"cannot be read: {error.strerror or error}", self.name) from error

    def close(self) -> None:
        """Close the file."""
        if self._owned:
            self._raw.close()


class _Rewound(io.RawIOBase):
    """A stream whose first bytes were looked at, from its beginning again; a pipe cannot seek."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        piece = self._head[: len(view)] or self._rest.read1(len(view))
        self._head = self._head[len(piece) :]
        view[: len(piece)] = piece
        return len(piece)


def _unpack(raw: Readable, name: str, piece: int) -> Readable:
    head = raw.read(len(ZSTD_MAGIC))
    stream = io.BufferedReader(_Rewound(head, raw), piece)
    if name.endswith(".gz") or head.startswith(GZIP_MAGIC):
        return gzip.GzipFile(fileobj=stream, mode="rb")
    if name.endswith(".zst") or head == ZSTD_MAGIC:
        return zstd.ZstdFile(stream, "rb")
    return stream


def pack(raw: IO[bytes], name: str) -> Writable:
    """Where to write what is to end in `raw`, compressed as the ending of `name` says; closing it leaves `raw` open."""
    if name.endswith(".gz"):
        return gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0)
    if name.endswith(".zst"):
        return zstd.ZstdFile(raw, "wb")
    return _Plain(raw)


class _Plain:
    """Nothing between the lines and the file."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw

    def write(self, data: bytes, /) -> int:
        return self._raw.write(data)

    def close(self) -> None:
        self._raw.flush()
