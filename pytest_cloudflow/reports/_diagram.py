"""A boot as a sequence: who did what to whom, by the evidence that its clauses rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..trace import Event
from ..verdicts import FAIL, STEP_CLAUSES, BootVerdict, ClauseVerdict, Word
from ._words import label, party

LANES = (
    "client", "keystone", "nova-api", "nova-database", "nova-scheduler", "nova-conductor", "nova-compute",
    "glance-api", "neutron-server", "cinder-api", "hypervisor",
)  # fmt: skip
"""The order in which components stand beside each other, where they appear; others follow."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """Something that was observed: `target` is `None` for what a component did by itself."""

    clause: str
    verdict: Word
    source: str
    target: str | None
    text: str
    seq: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A clause that failed with nothing to show: a line across."""

    clause: str
    verdict: Word
    text: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Lanes from left to right, rows from top to bottom."""

    lanes: tuple[str, ...]
    rows: tuple[Arrow | Gap, ...]


def sequence_of(boot: BootVerdict) -> Sequence:
    """The sequence of a boot's steps, in the order in which the profile has them."""
    rows = tuple(row for clause in boot.clauses if clause.id in STEP_CLAUSES for row in _rows(clause))
    return Sequence(_lanes(rows), rows)


def _rows(clause: ClauseVerdict) -> Iterator[Arrow | Gap]:
    for event in clause.evidence:
        yield _arrow(clause, event)
    if not clause.evidence and clause.verdict == FAIL:
        yield Gap(clause.id, clause.verdict, f"{clause.reason}: {clause.title}")


def _arrow(clause: ClauseVerdict, event: Event) -> Arrow:
    source, target = party(event.source), party(event.target)
    return Arrow(
        clause.id, clause.verdict, source or "unknown", target if target != source else None, label(event), event.seq
    )


def _lanes(rows: tuple[Arrow | Gap, ...]) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    for row in rows:
        if isinstance(row, Arrow):
            seen.update(dict.fromkeys(name for name in (row.source, row.target) if name is not None))
    return (*(lane for lane in LANES if lane in seen), *(name for name in seen if name not in LANES))
