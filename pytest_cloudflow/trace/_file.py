"""Reads one file of a trace: about a million events a second, in memory that does not grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ..errors import TraceError
from ._events import Event, Footer, Header
from ._lines import Block, Lines
from ._records import FIRST_LINE, KINDS, LAST_LINE, UNREADABLE, decode_event, footer_of, header_of, in_words, mark_of
from ._streams import Source
from ._trace import Tolerance, Trace


class FileTrace(Trace):
    """The trace in one file, or on the standard input.

    :param source: the file; taken over and closed.
    :param tolerance: shared by the files of a folder.
    :raises TraceError: when there is no header that this kit reads.
    """

    def __init__(self, source: Source, tolerance: Tolerance) -> None:
        self._source = source
        self._lines = Lines(source)
        self._blocks = iter(self._lines)
        self._footer: Footer | None = None
        self._footer_line = 0
        self._cut = False
        self._read_events = 0
        self._broken_lines = 0
        self._last_seq = -(2**63) - 1
        try:
            header, self._rest = self._first_line()
        except TraceError:
            source.close()
            raise
        super().__init__(header, tolerance)

    @property
    def name(self) -> str:
        """What messages call the file."""
        return self._source.name

    def close(self) -> None:
        self._source.close()

    def _first_line(self) -> tuple[Header, Block]:
        for block in self._blocks:
            if block.fault:
                raise TraceError(block.fault, self._at(block.line), FIRST_LINE)
            blank = len(block.data) - len(block.data.lstrip())
            number = block.line + block.data.count(b"\n", 0, blank)
            line, _, rest = block.data[blank:].partition(b"\n")
            if line:
                return header_of(line, self._at(number)), Block(rest, number + 1)
        raise TraceError("the trace is empty", self.name, FIRST_LINE)

    def _read(self) -> Iterator[list[Event]]:
        yield from self._events(self._rest)
        for block in self._blocks:
            if block.fault:
                self._cut = self._cut or block.cut
                self._broken(block.fault, block.line)
                yield []
            else:
                yield from self._events(block)
        self._finish()

    def _events(self, block: Block) -> Iterator[list[Event]]:
        """The hot loop: all that happens for every event of a trace of millions.

        A batch ends before a broken line, and an empty one stands in the line's place: so it is known where it was.
        """
        events: list[Event] = []
        last = self._last_seq
        for number, line in enumerate(block.data.split(b"\n"), block.line):
            try:
                event = decode_event(line)
            except UNREADABLE as error:
                if not line.strip():
                    continue
                wrong = partial(self._no_event, line, number, error)
            else:
                if event.seq > last and (event.channel, event.kind) in KINDS and self._footer is None:
                    last = event.seq
                    events.append(event)
                    continue
                wrong = partial(self._wrong_event, event, last, number)
            yield from self._before(events, wrong)
            events = []
        self._last_seq = last
        yield from self._before(events)

    def _before(self, events: list[Event], wrong: Callable[[], None] | None = None) -> Iterator[list[Event]]:
        if events:
            self._read_events += len(events)
            yield events
        skipped = self._broken_lines
        if wrong is not None:
            wrong()
        if self._broken_lines > skipped:
            yield []

    def _no_event(self, line: bytes, number: int, error: Exception) -> None:
        mark = mark_of(line)
        if self._footer is not None:
            self._broken("something stands after the footer", number, LAST_LINE)
        elif isinstance(mark.end, str):
            self._end(line, number)
        elif isinstance(mark.trace, str):
            self._broken("a second header", number, "a trace has one; put several traces into a folder instead")
        else:
            self._broken(f"no event of a trace: {in_words(error)}", number)

    def _wrong_event(self, event: Event, last: int, number: int) -> None:
        if self._footer is not None:
            self._broken("something stands after the footer", number, LAST_LINE)
        elif event.seq <= last:
            self._broken(f"`seq` is {event.seq} after {last}", number, "`seq` rises from event to event")
        else:
            kinds = ", ".join(sorted(kind for channel, kind in KINDS if channel == event.channel))
            self._broken(f"channel {event.channel!r} has no kind {event.kind!r}", number, f"it has {kinds}")

    def _end(self, line: bytes, number: int) -> None:
        try:
            self._footer = footer_of(line, self._at(number))
            self._footer_line = number
        except TraceError as error:
            self._skip(error)

    def _finish(self) -> None:
        footer = self._footer
        if footer is None:
            if not self._cut:
                self._broken("there is no footer: the trace was cut short", self._lines.line, LAST_LINE)
            return
        self.finished = footer.finished if isinstance(footer.finished, float) else None
        if self._read_events <= footer.events <= self._read_events + self._broken_lines:
            self.complete = not self._cut
        else:
            found = f"the footer counts {footer.events} events, {self._read_events} were read"
            self._broken(f"{found}: the trace was cut short", self._footer_line)

    def _broken(self, what: str, line: int, mend: str = "") -> None:
        self._skip(TraceError(what, self._at(line), mend))

    def _skip(self, broken: TraceError) -> None:
        self._tolerance.skip(broken)
        self._broken_lines += 1

    def _at(self, line: int) -> str:
        return f"{self.name}:{line}"
