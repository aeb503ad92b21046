"""The JSON report, `cloudflow/1` (CONTRACT section 5), written boot by boot."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import msgspec
from msgspec import Struct

from .. import __version__
from ..errors import UsageError
from ..trace._events import Event
from ..verdicts import PASS, Attempt, BootVerdict, ClauseVerdict, StateEntered
from ._subject import Subject

FORMAT = "cloudflow/1"
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
    """An event as it stands in the trace."""
    return _encode(event).decode()


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
        clause.witness,
    )


class JsonReport:
    """Keeps the boots in a temporary file beside its place until the run has ended.

    :raises UsageError: nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if path.is_dir():
            raise UsageError("a folder, not a file", str(path), "name a file")
        if not os.access(path.parent, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
            what = "its folder does not exist" if not path.parent.is_dir() else "it may not be written"
            raise UsageError(
                f"the report cannot be put there: {what}",
                str(path),
                "name a file in a folder that this user may write to",
            )
        self._passed: IO[bytes] | None = None
        self._other: IO[bytes] | None = None
        self._boots = 0

    def __enter__(self) -> Self:
        self._passed, self._other = _spool(), _spool()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for spool in (self._passed, self._other):
            if spool is not None:
                spool.close()

    def take(self, boot: BootVerdict) -> None:
        """One more boot."""
        assert self._passed is not None
        assert self._other is not None
        self._boots += 1
        if boot.verdict != PASS:
            self._other.write(encode_boot(boot) + b"\n")
        elif self._boots <= MOST_LISTED:
            self._passed.write(encode_boot(boot) + b"\n")

    def close(self, subject: Subject, started: float, finished: float) -> None:
        """Puts the file in its place, readable by its owner alone."""
        handle, name = tempfile.mkstemp(prefix=f".{self._path.name}.", dir=self._path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                self._write(file, subject, started, finished)
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink()
            raise

    def _write(self, file: IO[bytes], subject: Subject, started: float, finished: float) -> None:
        head = _encode(self._head(subject, started, finished))
        file.write(head[:-1] + b',"boots":[')
        spools = [self._other, self._passed] if self._boots <= MOST_LISTED else [self._other]
        comma = b"\n"
        for spool in spools:
            assert spool is not None
            spool.seek(0)
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
        if self._boots > MOST_LISTED:
            head["listed"] = "not_passed"
        return head


def _spool() -> IO[bytes]:
    return tempfile.TemporaryFile()
