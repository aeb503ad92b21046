"""What the terminal shows at the end: one boot step by step, many in numbers and with what failed first."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from ..verdicts import (
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    ROW_CLAUSES,
    STEP_CLAUSES,
    WAIVED,
    BootVerdict,
    ClauseVerdict,
    Word,
)
from ._observed import remarks, watched_words
from ._subject import Counts, Subject

MARKS: dict[Word, str] = {PASS: "ok", FAIL: "FAIL", INCONCLUSIVE: "open", NOT_APPLICABLE: "-", WAIVED: "waived"}
MOST_TOLD = 5
"""How many failing clauses are told in full where there are many boots."""
MOST_SKIPPED = 10
"""How many broken lines are named one by one."""
NARROWEST = 40


class Scored(Counts, Protocol):
    """What came out of a scenario."""

    def words(self) -> dict[str, Word]:
        """The verdict on each clause, by its id, over all boots of the scenario."""

    def expected_stop(self) -> str | None:
        """The clause that failed, as the scenario expected."""


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

    def by_scenario(self) -> Sequence[tuple[str, Scored]]:
        """What came out of each scenario; none where there were no scenarios to go through."""


def header_lines(target: str, profile: str | None) -> list[str]:
    """What stands at the top: the target, and by what it is judged, as far as it is known."""
    return [plain(f"cloudflow: {target}, profile {profile or 'of the target'}")]


def summary_lines(run: Outcome) -> Iterator[str]:
    """The end of the run."""
    width = columns()
    yield from skipped_lines(run.skipped)
    if run.only is not None:
        yield from boot_lines(run.only, width)
    else:
        yield from _many(run, width)
    yield from wrap(f"watched {watched_words(run.header.watched)}", width)
    for remark in remarks(run):
        yield from wrap(remark, width)
    yield f"required {run.tally.level}"


def boot_lines(boot: BootVerdict, width: int) -> Iterator[str]:
    """One boot, clause by clause, and what failed in full below."""
    for beyond, clauses in groupby(boot.clauses, lambda clause: clause.reason == "not_reached"):
        if beyond:
            yield not_reached(list(clauses))
        else:
            for clause in clauses:
                yield from clause_lines(clause, width)
    yield from state_lines(boot, width)
    for clause in boot.clauses:
        if clause.verdict == FAIL:
            yield from wrap(f"{clause.id} {_expected(clause)}{clause.reason}: {clause.message}", width)
    yield headline(boot)


def headline(boot: BootVerdict) -> str:
    """The boot in a line."""
    stop = f", stopped at {boot.stopped_at}" if boot.stopped_at else ""
    return f"{boot.verdict.upper()}{stop}: {_counts(boot.clauses)}"


def clause_lines(clause: ClauseVerdict, width: int, before: str = "  ") -> list[str]:
    """A clause in one line, or in more where it needs them: nothing is cut off."""
    head = f"{before}{MARKS[clause.verdict]:<6} {clause.id:<7} "
    line = f"{head}{clause.title}{_why(clause)}"
    indent = " " * len(head)
    if len(line) <= width:
        return [plain(line)]
    why = _why(clause).strip()
    rest = folded(why, width, indent, indent) if why else []
    return folded(clause.title, width, head, indent) + rest


def not_reached(clauses: list[ClauseVerdict], before: str = "  ") -> str:
    """What lies beyond a stop is of no interest one by one."""
    ids = clauses[0].id if len(clauses) == 1 else f"{clauses[0].id} to {clauses[-1].id}"
    return f"{before}{MARKS[clauses[0].verdict]:<6} {ids}  [not_reached]"


def state_lines(boot: BootVerdict, width: int) -> list[str]:
    """The states that were entered, each with the seconds since the first."""
    if not boot.states:
        return []
    first = boot.states[0].time
    entered = (f"{s.vm_state}/{s.task_state or 'none'}\xa0+{s.time - first:.3f}s" for s in boot.states)
    return [line.replace("\xa0", " ") for line in wrap("states: " + " -> ".join(entered), width)]


def skipped_lines(lines: tuple[str, ...]) -> Iterator[str]:
    """The broken lines that were tolerated."""
    for line in lines[:MOST_SKIPPED]:
        yield plain(f"skipped {line}")
    if len(lines) > MOST_SKIPPED:
        yield f"skipped {len(lines)} broken lines in all"


def scenario_line(name: str, scored: Scored) -> str:
    """A scenario in a line: how many of the steps and of the rows hold, and how many do not apply."""
    words, stop = scored.words(), scored.expected_stop()
    boots = "1 boot  " if scored.total == 1 else f"{scored.total} boots"
    head = f"  {MARKS[scored.verdict()]:<6} {name:<25} {boots:>9}  "
    if stop is not None:
        return f"{head}stops at {stop}, as expected"
    return f"{head}{_score(words, STEP_CLAUSES, 'steps')}; {_score(words, ROW_CLAUSES, 'states')}"


def _score(words: dict[str, Word], clauses: Sequence[str], what: str) -> str:
    said = [words[clause] for clause in clauses]
    skipped = said.count(NOT_APPLICABLE)
    return f"{said.count(PASS)} of {len(said)} {what}" + (f", {skipped} not applicable" if skipped else "")


def _many(run: Outcome, width: int) -> Iterator[str]:
    for name, scored in run.by_scenario():
        yield scenario_line(name, scored)
    failing = run.failing()
    for boot, clause in failing[:MOST_TOLD]:
        where = f"[instance {boot.instance_id}, request {boot.request_id}]"
        yield from wrap(f"{clause.id} {clause.reason}: {clause.message} {where}", width)
    if len(failing) > MOST_TOLD:
        ids = ", ".join(clause.id for _, clause in failing[MOST_TOLD:])
        yield from wrap(f"and {len(failing) - MOST_TOLD} more clauses failed: {ids}", width)
    yield f"{run.tally.verdict().upper()}: {run.tally.total} boots{boot_words(run.tally.boots)}"


def boot_words(boots: dict[Word, int]) -> str:
    """How many boots came to which verdict: ` (3 pass, 1 fail)`."""
    words = ", ".join(f"{boots[word]} {word}" for word in MARKS if word in boots)
    return f" ({words})" if words else ""


def _why(clause: ClauseVerdict) -> str:
    if clause.reason:
        return f"  [{_expected(clause)}{clause.reason}]"
    if clause.verdict == PASS and clause.unchecked:
        return f"  [unchecked: {', '.join(clause.unchecked)}]"
    return ""


def _expected(clause: ClauseVerdict) -> str:
    return "expected, " if clause.expected else ""


def _counts(clauses: tuple[ClauseVerdict, ...]) -> str:
    said = ["fail as expected" if clause.expected and clause.verdict == FAIL else clause.verdict for clause in clauses]
    return ", ".join(f"{said.count(word)} {word}" for word in _in_order(said))


def _in_order(said: list[str]) -> Iterable[str]:
    order = list(MARKS)
    return sorted(set(said), key=lambda word: order.index(word) if word in order else len(order))


def columns() -> int:
    """How wide the terminal is."""
    return max(shutil.get_terminal_size().columns, NARROWEST)


def plain(text: str) -> str:
    """The text without what would steer a terminal; line breaks are gone."""
    return "".join(letter if letter.isprintable() or letter == "\xa0" else "?" for letter in text.replace("\n", " "))


def wrap(text: str, width: int, indent: str = "  ") -> list[str]:
    """The text in lines of that width, the later ones indented."""
    return folded(text, width, "", indent)


def folded(text: str, width: int, first: str, later: str) -> list[str]:
    """The text in lines of that width, under these indents."""
    return textwrap.wrap(
        plain(text), width, initial_indent=first, subsequent_indent=later, break_long_words=False,
        break_on_hyphens=False, drop_whitespace=True,
    )  # fmt: skip
