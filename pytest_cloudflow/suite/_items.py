"""The pytest items: one for each clause, over all boots of a recorded target."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest

from ..verdicts import FAIL, INCONCLUSIVE, NOT_APPLICABLE, WAIVED, BootVerdict, ClauseVerdict
from ._run import Run
from ._tally import ClauseTally

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr

NODE = "cloudflow"


class ClauseFailed(Exception):
    """A clause does not hold; its text is all that is shown."""


class Clauses(pytest.Collector):
    """Collects the suite; it has no file."""

    def __init__(self, **given: object) -> None:
        super().__init__(nodeid=NODE, **given)  # type: ignore[arg-type]
        self.run_of: Run | None = None

    def collect(self) -> Iterable[pytest.Item]:
        """One item a clause."""
        from ..verdicts import CLAUSES

        for clause in CLAUSES:
            yield ClauseItem.from_parent(self, name=f"test_clause[{clause}]", clause=clause)


class ClauseItem(pytest.Item):
    """One clause over all boots."""

    def __init__(self, *, clause: str, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self.clause = clause

    def runtest(self) -> None:
        """Says what came out: pytest has its own ways for each verdict."""
        run = self.parent.run_of if isinstance(self.parent, Clauses) else None
        assert run is not None
        tally = run.tally.clauses[self.clause]
        word = tally.word()
        if word == FAIL:
            raise ClauseFailed(_failure(tally))
        if word == WAIVED:
            pytest.xfail(f"waived: {tally.first[WAIVED][1].reason}")
        if word in (INCONCLUSIVE, NOT_APPLICABLE):
            pytest.skip(_why(tally))

    def reportinfo(self) -> tuple[str, int | None, str]:
        """Where it is: nowhere but in the suite."""
        return NODE, None, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """The explanation, and nothing of Python."""
        if isinstance(excinfo.value, ClauseFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


def _failure(tally: ClauseTally) -> str:
    boot, clause = tally.first[FAIL]
    failed, total = tally.counts[FAIL], sum(tally.counts.values())
    lines = [f"{clause.id} {clause.title}", f"{clause.reason}: {clause.message}", f"in {name_of(boot)}"]
    if failed > 1:
        lines.append(f"and in {failed - 1} more of {total} boots")
    return "\n".join((*lines, *_witness(clause)))


def _witness(clause: ClauseVerdict) -> Iterable[str]:
    from ..reports._json import encode_event

    for event in clause.witness:
        yield f"witness: {encode_event(event)}"


def _why(tally: ClauseTally) -> str:
    word = tally.word()
    if word not in tally.first:
        return "no boot was found"
    _, clause = tally.first[word]
    said = f"{word}: {clause.reason}"
    return f"{said} ({clause.message})" if clause.message else said


def name_of(boot: BootVerdict) -> str:
    """The boot, as a user can look it up."""
    names = [
        f"instance {boot.instance_id}" if boot.instance_id else "",
        f"request {boot.request_id}" if boot.request_id else "",
    ]
    named = ", ".join(name for name in names if name) or "a boot without instance and request"
    return f"{named}, scenario {boot.scenario}" if boot.scenario else named
