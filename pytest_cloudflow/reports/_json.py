"""The JSON report, `cloudflow/1` (CONTRACT section 5), written boot by boot."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import msgspec
from msgspec import Struct

from .. import __version__
from ..trace import Event, seal
from ..verdicts import PASS, Attempt, BootVerdict, ClauseVerdict, StateEntered
from ._place import Draft, check_place, failing_at
from ._subject import Subject

FORMAT = "cloudflow/1"
OPTION = "--cloudflow-report"
MOST_LISTED = 10_000
"""Above so many boots only those that did not pass are listed."""

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


class JsonReport:
    """Keeps the boots in temporary files until the run has ended; only then the report is put in its place.

    :raises UsageError: nothing can be written there, now or later.
    """

    def __init__(self, path: Path) -> None:
        check_place(path, OPTION)
        self._path = path
        self._draft = Draft(path)
        self._all: IO[bytes] | None = None
        self._other: IO[bytes] | None = None
        self._boots = 0

    def __enter__(self) -> Self:
        with failing_at(self._path):
            self._all, self._other = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for spool in (self._all, self._other):
            if spool is not None:
                with suppress(OSError):  # what a full disk did not take is thrown away in any case
                    spool.close()
        self._draft.__exit__(kind, error, trace)

    def take(self, boot: BootVerdict) -> None:
        """One more boot."""
        assert self._all is not None
        assert self._other is not None
        self._boots += 1
        listed = self._boots <= MOST_LISTED
        if not listed and boot.verdict == PASS:
            return
        line = encode_boot(boot) + b"\n"
        with failing_at(self._path):
            if listed:
                self._all.write(line)
            if boot.verdict != PASS:
                self._other.write(line)

    def close(self, subject: Subject, started: float, finished: float) -> None:
        """Writes the report; it is moved to its place when the run is left without an error."""
        with failing_at(self._path), self._draft.open() as file:
            self._write(file, subject, started, finished)

    def _write(self, file: IO[bytes], subject: Subject, started: float, finished: float) -> None:
        head = _encode(self._head(subject, started, finished))
        file.write(head[:-1] + b',"boots":[')
        spool = self._all if self._boots <= MOST_LISTED else self._other
        assert spool is not None
        spool.seek(0)
        comma = b"\n"
        for line in spool:
            file.write(comma + line.rstrip(b"\n"))
            comma = b",\n"
        file.write(b"\n]}\n")

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
        if faults := subject.waivers.faults():
            head["faults"] = faults
        if self._boots > MOST_LISTED:
            head["listed"] = "not_passed"
        return head
