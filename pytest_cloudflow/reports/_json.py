"""The JSON report, `cloudflow/1` (CONTRACT section 5), written boot by boot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

import msgspec
from msgspec import Struct

from .. import __version__
from ..trace import Event, seal
from ..verdicts import Attempt, BootVerdict, ClauseVerdict, StateEntered
from ._spool import SpooledReport
from ._subject import Subject

FORMAT = "cloudflow/1"

_encode = msgspec.json.Encoder().encode


class _Clause(Struct, frozen=True, omit_defaults=True):
    id: str
    title: str
    verdict: str
    reason: str | None
    expected: bool
    message: str | None
    evidence: list[int]
    unchecked: tuple[str, ...]
    witness: tuple[Event, ...]


class _Boot(Struct, frozen=True):
    scenario: str | None
    instance_id: str | None
    request_id: str | None
    verdict: str
    stopped_at: str | None
    attempts: tuple[Attempt, ...]
    clauses: list[_Clause]
    states: tuple[StateEntered, ...]


def encode_boot(boot: BootVerdict) -> bytes:
    """One entry of `boots`."""
    clauses = [_clause(clause) for clause in boot.clauses]
    return _encode(
        _Boot(
            boot.scenario,
            boot.instance_id,
            boot.request_id,
            boot.verdict,
            boot.stopped_at,
            boot.attempts,
            clauses,
            boot.states,
        )
    )


def encode_event(event: Event) -> str:
    """An event as it stands in the trace; a trace that holds a plain token is not handed on."""
    return _encode(seal(event)).decode()


def _clause(clause: ClauseVerdict) -> _Clause:
    return _Clause(
        clause.id,
        clause.title,
        clause.verdict,
        clause.reason,
        clause.expected,
        clause.message,
        [event.seq for event in clause.evidence],
        clause.unchecked,
        tuple(map(seal, clause.witness)),
    )


class JsonReport(SpooledReport):
    """The report for programs; a boot a line."""

    def _entry(self, boot: BootVerdict) -> bytes:
        return encode_boot(boot) + b"\n"

    def _whole(self, entries: IO[bytes], subject: Subject, started: float, finished: float) -> Iterator[bytes]:
        head = _encode(self._head(subject, started, finished))
        yield head[:-1] + b',"boots":['
        comma = b"\n"
        for line in entries:
            yield comma + line.rstrip(b"\n")
            comma = b",\n"
        yield b"\n]}\n"

    def _head(self, subject: Subject, started: float, finished: float) -> dict[str, Any]:
        profile = subject.profile
        head: dict[str, Any] = {
            "report": FORMAT,
            "kit": __version__,
            "target": {"name": subject.target.name},
            "profile": {"name": profile.name, "revision": profile.revision} if profile is not None else None,
            "require": subject.tally.level,
            "watched": subject.header.watched,
            "started": started,
            "finished": finished,
            "verdict": subject.tally.verdict(),
            "summary": subject.tally.summary(),
            "waivers": list(subject.waivers.all),
        }
        if subject.gaps:
            head["gaps"] = subject.gaps
        if subject.notes:
            head["notes"] = subject.notes
        if faults := subject.waivers.faults():
            head["faults"] = faults
        if self.leaves_out:
            head["listed"] = "not_passed"
        return head
