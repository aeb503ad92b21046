"""The Markdown report: for a pull request, a ticket or a wiki. The sequence is a Mermaid diagram."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ..verdicts import PASS, BootVerdict, ClauseVerdict
from ._choice import first_failed
from ._diagram import Arrow, Gap, sequence_of
from ._observed import moment, remarks, watched_words
from ._page import MOST_DRAWN, SIGNS
from ._spool import MOST_LISTED, SpooledReport
from ._subject import Subject
from ._tell import states_of
from ._terminal import plain
from ._words import ends, label

_SPECIAL = frozenset("\\`*_{}[]()#+!|<>~$&@")
_ARROWS = {"pass": "->>", "fail": "-x", "inconclusive": "-->>", "waived": "-->>", "not_applicable": "-->>"}


class MarkdownReport(SpooledReport):
    """The report for places that take Markdown."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._drawn = 0

    def _entry(self, boot: BootVerdict) -> bytes:
        self._drawn += 1
        return "\n".join([*_boot(boot, self.boots, draws=self._drawn <= MOST_DRAWN), "", ""]).encode(errors="replace")

    def _whole(self, entries: IO[bytes], subject: Subject, started: float, finished: float) -> Iterator[bytes]:
        head = [*_head(subject, started, finished)]
        if self.leaves_out:
            head += [f"There are more than {MOST_LISTED} boots: those that passed are not listed.", ""]
        yield "\n".join([*head, ""]).encode(errors="replace")
        while piece := entries.read(1 << 16):
            yield piece


def escaped(text: object) -> str:
    """A text in one line that Markdown shows as it is, also within a table."""
    line = plain(" ".join(str(text).split()))
    return "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in line).replace("\\<", "&lt;").replace(
        "\\>", "&gt;"
    ).replace("\\&", "&amp;")  # fmt: skip


def _head(subject: Subject, started: float, finished: float) -> Iterator[str]:
    tally, profile = subject.tally, subject.profile
    verdict = tally.verdict()
    yield f"# {SIGNS[verdict]} {verdict}: {escaped(subject.target.name)}"
    yield ""
    boots = ", ".join(f"{count} {word}" for word, count in tally.boots.items())
    yield f"- boots: {tally.total}{f' ({boots})' if boots else ''}"
    yield f"- profile: {escaped(f'{profile.name} {profile.revision}' if profile else 'none')}, required {tally.level}"
    yield f"- watched: {escaped(watched_words(subject.header.watched))}"
    yield from (f"- {escaped(remark)}" for remark in remarks(subject))
    yield f"- clauses: {', '.join(f'{count} {word}' for word, count in tally.summary().items()) or 'none'}"
    yield f"- judged: {moment(started)}, in {finished - started:.1f} s"
    for fault in subject.waivers.faults():
        yield f"- ✗ {escaped(fault)}"
    yield ""


def _boot(boot: BootVerdict, number: int, *, draws: bool) -> Iterator[str]:
    stop = f", stopped at {boot.stopped_at}" if boot.stopped_at else ""
    name = escaped(boot.scenario or f"boot {number}")
    yield f"## {SIGNS[boot.verdict]} {name}: {boot.verdict}{stop}"
    yield ""
    yield f"instance {escaped(boot.instance_id or 'unknown')}, request {escaped(boot.request_id or 'unknown')}"
    yield ""
    first = first_failed(boot)
    if first is not None:
        yield from _failure(first)
    if states := states_of(boot):
        yield f"States: {' → '.join(f'{escaped(state.name)} +{state.after:.3f} s' for state in states)}"
        yield ""
    yield from _table(boot)
    if draws:
        yield from _mermaid(boot)


def _failure(clause: ClauseVerdict) -> Iterator[str]:
    expected = "expected, " if clause.expected else ""
    yield f"**{clause.id} {expected}{clause.reason}**: {escaped(clause.message or clause.title)}"
    yield ""
    for event in clause.witness:
        yield f"- seq {event.seq}: {escaped(label(event))} ({escaped(ends(event))})"
    yield ""


def _table(boot: BootVerdict) -> Iterator[str]:
    yield "| clause | verdict | what | evidence |"
    yield "|---|---|---|---|"
    for clause in boot.clauses:
        reason = f" ({'expected, ' if clause.expected else ''}{clause.reason})" if clause.reason else ""
        what = clause.title + (f": {clause.message}" if clause.message else "")
        unchecked = f"; not checked: {', '.join(clause.unchecked)}" if clause.unchecked else ""
        evidence = " ".join(str(event.seq) for event in clause.evidence)
        sign = SIGNS[clause.verdict]
        yield f"| {clause.id} | {sign} {clause.verdict}{reason} | {escaped(what + unchecked)} | {evidence} |"
    yield ""


def _mermaid(boot: BootVerdict) -> Iterator[str]:
    sequence = sequence_of(boot)
    if not sequence.lanes:
        return
    shown = "" if boot.verdict == PASS else " open"
    yield f"<details{shown}><summary>Sequence</summary>"
    yield ""
    yield "```mermaid"
    yield "sequenceDiagram"
    names = {lane: f"p{number}" for number, lane in enumerate(sequence.lanes)}
    for lane, name in names.items():
        yield f"  participant {name} as {_mermaid_text(lane)}"
    for row in sequence.rows:
        yield f"  {_row(row, names)}"
    yield "```"
    yield ""
    yield "</details>"


def _row(row: Arrow | Gap, names: dict[str, str]) -> str:
    number = row.clause.removeprefix("CF-").lstrip("0")
    if isinstance(row, Gap):
        first, last = next(iter(names.values())), list(names.values())[-1]
        return f"Note over {first},{last}: {SIGNS[row.verdict]} {number} {_mermaid_text(row.text)}"
    source, target = names[row.source], names[row.target or row.source]
    return f"{source}{_ARROWS[row.verdict]}{target}: {SIGNS[row.verdict]} {number} {_mermaid_text(row.text)}"


def _mermaid_text(text: str) -> str:
    """As Mermaid writes what would mean something to it: by its number."""
    line = plain(" ".join(text.split()))
    return "".join(letter if letter.isalnum() or letter in " /.-_{}…→" else f"#{ord(letter)};" for letter in line)
