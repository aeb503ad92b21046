"""Where the parts of a sequence diagram stand, in pixels; the template draws them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..verdicts import Word
from ._diagram import Arrow, Gap, Sequence

LANE, MARGIN, HEAD, ROW, FOOT = 104, 84, 44, 26, 16
_LONGEST = 40
"""Characters of a label; the whole of it is in the row's title."""
_ID = re.compile(r"([0-9a-z]{8})-[0-9a-f-]{20,}")


@dataclass(frozen=True, slots=True)
class Line:
    """A component's line."""

    name: str
    x: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A row: an arrow from `x` to `end`, an act at `x` (`end` is the same), or a gap across (`end` is `None`)."""

    number: str
    verdict: Word
    x: int
    end: int | None
    y: int
    text: str
    title: str
    text_x: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything, and how much room it needs."""

    width: int
    height: int
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]


def draw(sequence: Sequence) -> Drawing:
    """Lays a sequence out."""
    places = {name: MARGIN + number * LANE for number, name in enumerate(sequence.lanes)}
    width = MARGIN + max(len(places), 1) * LANE - LANE // 3
    marks = tuple(_mark(row, places, HEAD + number * ROW + ROW // 2, width) for number, row in enumerate(sequence.rows))
    lines = tuple(Line(name, x) for name, x in places.items())
    return Drawing(width, HEAD + len(marks) * ROW + FOOT, lines, marks)


def _mark(row: Arrow | Gap, places: dict[str, int], y: int, width: int) -> Mark:
    number = row.clause.removeprefix("CF-").lstrip("0")
    if isinstance(row, Gap):
        return Mark(number, row.verdict, MARGIN // 2, None, y, _cut(row.text), row.text, MARGIN, "start")
    x = places[row.source]
    end = x if row.target is None else places[row.target]
    text_x, anchor = _beside(x, end, width)
    return Mark(number, row.verdict, x, end, y, _cut(row.text), _title(row), text_x, anchor)


def _beside(x: int, end: int, width: int) -> tuple[int, str]:
    """Where the text stands: over an arrow, or beside an act, inwards."""
    if end != x:
        return (x + end) // 2, "middle"
    return (x + 10, "start") if x + LANE < width else (x - 10, "end")


def _title(row: Arrow) -> str:
    to = f" to {row.target}" if row.target else ""
    return f"{row.clause} {row.verdict}: {row.text}, {row.source}{to}, seq {row.seq}"


def _cut(text: str) -> str:
    """A label that fits: ids by their first digits."""
    text = _ID.sub(r"\1…", text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
