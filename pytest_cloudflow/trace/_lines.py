"""Cuts a stream of bytes into whole lines, and counts them.

A line is at most 1 MiB. What is longer, unterminated or damaged is not handed on: a fault stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..errors import TraceError
from ._streams import CutShort, Source

MAX_LINE = 1 << 20
"""Bytes of the longest line, its end not counted."""

MAX_BARREN = 1 << 26
"""Bytes without one line of a trace (blank, or the rest of a line too long) after which reading stops."""

_TOO_LONG = "the line is longer than 1 MiB"
_NO_END = "the last line has no end: the trace was cut short"


class Block(NamedTuple):
    """Whole lines, or one fault.

    :ivar data: one or more lines, each with its end; empty if there is a fault.
    :ivar line: the number of the first of them in its file, from 1.
    :ivar fault: why the line at `line` is not handed on.
    :ivar cut: whether the stream ends here though it should not.
    """

    data: bytes
    line: int
    fault: str = ""
    cut: bool = False


class Lines:
    """The blocks of one source, once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tail = b""
        self._too_long = False
        self._barren = 0
        self.line = 1

    def __iter__(self) -> Iterator[Block]:
        """Block after block.

        :raises TraceError: when the file cannot be read, or holds nothing for 64 MiB.
        """
        try:
            while piece := self._source.read():
                yield from self._cut(piece)
        except CutShort as fault:
            yield Block(b"", self.line, str(fault), cut=True)
            return
        if self._tail or self._too_long:
            yield Block(b"", self.line, _TOO_LONG if self._too_long else _NO_END, cut=True)

    def _cut(self, piece: bytes) -> Iterator[Block]:
        whole, end, rest = piece.rpartition(b"\n")
        lines = self._tail + whole + end if end else b""
        self._watch(piece, lines)
        if lines:
            yield from self._blocks(lines)
            self._tail = rest
        else:
            self._tail += piece
        self._too_long = self._too_long or len(self._tail) > MAX_LINE
        if self._too_long:
            self._tail = b""

    def _blocks(self, data: bytes) -> Iterator[Block]:
        end = data.index(b"\n")
        if self._too_long or end > MAX_LINE:
            yield Block(b"", self.line, _TOO_LONG)
            self._too_long = False
            self.line += 1
            data = data[end + 1 :]
        if data and not data.isspace():
            yield Block(data, self.line)
        self.line += data.count(b"\n")

    def _watch(self, piece: bytes, lines: bytes) -> None:
        """A trace compresses well, but nothing that was recorded unpacks to this."""
        self._barren = self._barren + len(piece) if not lines or lines.isspace() else 0
        if self._barren > MAX_BARREN:
            where = f"{self._source.name}:{self.line}"
            raise TraceError("64 MiB went by without a line of a trace", where, "a line is at most 1 MiB")
