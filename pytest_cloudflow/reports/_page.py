"""The HTML report: one file that opens from disk, asks nothing of the network, and runs no program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from .. import __version__
from ..trace import seal
from ..verdicts import FAIL, INCONCLUSIVE, NOT_APPLICABLE, PASS, BootVerdict, ClauseVerdict
from ._choice import first_failed
from ._diagram import sequence_of
from ._observed import moment, remarks, watched_words
from ._spool import MOST_LISTED, SpooledReport
from ._subject import Subject
from ._svg import draw
from ._tell import states_of
from ._terminal import plain
from ._words import ends, label

SIGNS = {PASS: "✓", FAIL: "✗", INCONCLUSIVE: "?", NOT_APPLICABLE: "–", "waived": "w"}
"""Beside its colour each verdict has a sign."""
MOST_NAMED = 50
"""Boots that did not pass and are named at the top, each with what went wrong first."""
MOST_DRAWN = 200
"""Boots whose sequence is drawn; of those after them the clauses are listed."""


class HtmlReport(SpooledReport):
    """The report for people."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._pages = _environment()
        self._named: list[dict[str, Any]] = []
        self._drawn = 0

    def _entry(self, boot: BootVerdict) -> bytes:
        bad = boot.verdict != PASS
        if bad and len(self._named) < MOST_NAMED:
            self._named.append({"number": self.boots, "boot": boot, "first": _open_first(boot)})
        drawing = None
        if self._drawn < MOST_DRAWN:
            self._drawn += 1
            drawing = draw(sequence_of(boot))
        page = self._pages.get_template("boot.html.j2")
        return page.render(
            boot=boot, number=self.boots, open=bad or self.boots == 1, first=first_failed(boot), drawing=drawing,
            states=states_of(boot),
        ).encode(errors="replace")  # fmt: skip

    def _whole(self, entries: IO[bytes], subject: Subject, started: float, finished: float) -> Iterator[bytes]:
        page = self._pages.get_template("report.html.j2")
        whole = page.render(
            subject=subject, kit=__version__, started=moment(started), finished=moment(finished),
            seconds=finished - started, named=self._named, boots=self.boots, leaves_out=self.leaves_out,
            most_listed=MOST_LISTED, most_drawn=MOST_DRAWN, faults=subject.waivers.faults(),
            watched=watched_words(subject.header.watched), remarks=list(remarks(subject)), entries=_HERE,
        )  # fmt: skip
        head, _, foot = whole.partition(_HERE)
        yield head.encode(errors="replace")
        while piece := entries.read(1 << 16):
            yield piece
        yield foot.encode(errors="replace")


_HERE = "<!-- boots -->"


def _environment() -> Environment:
    pages = Environment(
        loader=PackageLoader("pytest_cloudflow.reports"),
        autoescape=True,
        finalize=_printable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(SIGNS=SIGNS, label=label, ends=ends, seal=seal)
    return pages


def _printable(value: object) -> object:
    """A text without what would turn the reading direction, or show as nothing."""
    return plain(value) if type(value) is str else value


def _open_first(boot: BootVerdict) -> ClauseVerdict | None:
    """What is to be looked at first: the first failure, or else the first clause that is open."""
    return first_failed(boot) or next((each for each in boot.clauses if each.verdict == INCONCLUSIVE), None)
