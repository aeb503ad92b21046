"""What the terminal shows at the end: one boot step by step, many in numbers and with what failed first."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Protocol

from ..verdicts import FAIL, INCONCLUSIVE, NOT_APPLICABLE, PASS, WAIVED, BootVerdict, ClauseVerdict, Word
from ._subject import Counts, Subject

MARKS: dict[Word, str] = {PASS: "ok", FAIL: "FAIL", INCONCLUSIVE: "open", NOT_APPLICABLE: "-", WAIVED: "waived"}
SHOWN = 5
"""How many failing clauses are told in full where there are many boots."""


class Outcome(Subject, Protocol):
    """A run that has ended."""

    @property
    def only(self) -> BootVerdict | None:
        """The boot, where there was one only."""

    @property
    def skipped(self) -> tuple[str, ...]:
        """The broken lines that were tolerated."""

    def failing(self) -> list[tuple[BootVerdict, ClauseVerdict]]:
        """For each clause that failed, the first boot in which it did."""


def header_lines(target: str, profile: str | None, watched: dict[str, list[str]] | None) -> list[str]:
    """What stands at the top: the target, by what it is judged, and what is watched, as far as it is known."""
    lines = [f"cloudflow: {target}, profile {profile or 'as the trace says'}"]
    if watched is not None:
        lines.append(f"cloudflow: watched {watched_words(watched)}")
    return lines


def watched_words(watched: dict[str, list[str]]) -> str:
    """The channels, each with its components where not all were watched."""
    words = [c if "*" in places else f"{c} ({', '.join(places)})" for c, places in watched.items() if places]
    return ", ".join(words) or "nothing"


def summary_lines(run: Outcome) -> Iterator[str]:
    """The end of the run."""
    for line in run.skipped:
        yield f"skipped {line}"
    if run.only is not None:
        yield from boot_lines(run.only)
    else:
        yield from _many(run, run.tally)
    yield f"watched {watched_words(run.header.watched)}; required {run.tally.level}"


def boot_lines(boot: BootVerdict) -> Iterator[str]:
    """One boot, clause by clause, and what failed in full below."""
    width = shutil.get_terminal_size().columns
    for reason, clauses in groupby(
        boot.clauses, lambda clause: clause.reason if clause.reason == "not_reached" else ""
    ):
        if reason:
            yield _not_reached(list(clauses))
        else:
            yield from (_line(clause, width) for clause in clauses)
    if boot.states:
        yield from wrap("states: " + " -> ".join(_state(boot)), width)
    for clause in boot.clauses:
        if clause.verdict == FAIL:
            yield from wrap(f"{clause.id} {_expected(clause)}{clause.reason}: {clause.message}", width)
    yield headline(boot)


def headline(boot: BootVerdict) -> str:
    """The boot in a line."""
    stop = f", stopped at {boot.stopped_at}" if boot.stopped_at else ""
    counts = _counts(clause.verdict for clause in boot.clauses)
    return f"{boot.verdict.upper()}{stop}: {counts}"


def _many(run: Outcome, tally: Counts) -> Iterator[str]:
    width = shutil.get_terminal_size().columns
    failing = run.failing()
    for boot, clause in failing[:SHOWN]:
        yield from wrap(f"{clause.id} {clause.reason}: {clause.message} [instance {boot.instance_id}]", width)
    if len(failing) > SHOWN:
        yield f"and {len(failing) - SHOWN} more clauses failed: {', '.join(c.id for _, c in failing[SHOWN:])}"
    boots = getattr(tally, "boots", {})
    words = ", ".join(f"{count} {word}" for word, count in sorted(boots.items()))
    yield f"{tally.verdict().upper()}: {tally.total} boots ({words or 'none'})"


def _line(clause: ClauseVerdict, width: int) -> str:
    mark = MARKS[clause.verdict]
    why = f"  [{_expected(clause)}{clause.reason}]" if clause.reason else ""
    if clause.verdict == PASS and clause.unchecked:
        why = f"  [unchecked: {', '.join(clause.unchecked)}]"
    room = max(width - len(why) - 17, 20)
    title = clause.title if len(clause.title) <= room else clause.title[: room - 1] + "…"
    return f"  {mark:<6} {clause.id:<10} {title}{why}"


def _not_reached(clauses: list[ClauseVerdict]) -> str:
    """What lies beyond a stop is of no interest one by one."""
    ids = clauses[0].id if len(clauses) == 1 else f"{clauses[0].id} to {clauses[-1].id}"
    return f"  {MARKS[clauses[0].verdict]:<6} {ids}  [not_reached]"


def _expected(clause: ClauseVerdict) -> str:
    return "expected, " if clause.expected else ""


def _state(boot: BootVerdict) -> list[str]:
    first = boot.states[0].time
    return [f"{s.vm_state}/{s.task_state or 'none'} +{s.time - first:.3f}s" for s in boot.states]


def _counts(words: Iterable[Word]) -> str:
    said = list(words)
    return ", ".join(f"{said.count(word)} {word}" for word in MARKS if word in said)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of that width, the later ones indented."""
    return textwrap.wrap(text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
