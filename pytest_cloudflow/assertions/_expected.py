"""A failure that a test expects: it is no failure then, and anything else is."""

from __future__ import annotations

from typing import TypeAlias

from msgspec.structs import replace

from ..errors import UsageError
from ..trace import Expectation
from ..verdicts import CLAUSES, FAIL, BootVerdict, ClauseVerdict

__tracebackhide__ = True

Expected: TypeAlias = Expectation | tuple[str, str]
"""Where a boot must stop, for which reason, and in what it must end; or the first two alone."""
REASONS = ("missing", "out_of_order", "wrong_data", "wrong_actor", "rejected", "duplicated", "wrong_state")


def check_clause(clause: str) -> None:
    """Makes sure that there is such a clause.

    :raises UsageError: there is none.
    """
    if clause not in CLAUSES:
        mend = f"there are {CLAUSES[0]} to {CLAUSES[27]}, {', '.join(CLAUSES[28:])}"
        raise UsageError(f"there is no clause {clause!r}", mend=mend)


def check_reason(reason: str | None) -> None:
    """Makes sure that a clause can fail for that reason.

    :raises UsageError: none does.
    """
    if reason is not None and reason not in REASONS:
        raise UsageError(f"no clause fails for the reason {reason!r}", mend=f"one of {', '.join(REASONS)}")


def expectation(expected: Expected) -> Expectation:
    """What is expected, checked.

    :raises UsageError: there is no such clause or reason.
    """
    said = expected if isinstance(expected, Expectation) else Expectation(*expected)  # type: ignore[arg-type]  # checked below
    check_clause(said.stopped_at)
    check_reason(said.reason)
    return said


def as_expected(boot: BootVerdict, expect: Expectation) -> BootVerdict:
    """The boot with that failure marked; a boot that did not stop there, or not so, fails the clause for it."""
    clauses = tuple(_marked(boot, each, expect) if each.id == expect.stopped_at else each for each in boot.clauses)
    return replace(boot, clauses=clauses)


def _marked(boot: BootVerdict, clause: ClauseVerdict, expect: Expectation) -> ClauseVerdict:
    stopped = boot.stopped_at == expect.stopped_at
    as_said = clause.verdict == FAIL and clause.reason == expect.reason
    if stopped and as_said and (expect.ends is None or expect.ends in _ends(boot, clause)):
        return replace(clause, expected=True)
    found = f"it {f'stopped at {boot.stopped_at}' if boot.stopped_at else 'did not stop'}{_ending(boot, expect)}"
    message = f"the boot was expected to stop at {expect.stopped_at} ({_wanted(expect)}); {found}"
    if clause.message:
        message = f"{message}: {clause.message}"
    reason = clause.reason if clause.verdict == FAIL else "missing"
    return replace(clause, verdict=FAIL, reason=reason, message=message, expected=False)


def _ends(boot: BootVerdict, clause: ClauseVerdict) -> set[str | int | None]:
    """The last state, and the status by which the boot was refused."""
    statuses = {event.status for event in (*clause.witness, *clause.evidence) if isinstance(event.status, int)}
    return {*statuses, boot.states[-1].vm_state if boot.states else None}


def _ending(boot: BootVerdict, expect: Expectation) -> str:
    last = boot.states[-1].vm_state if boot.states else None
    return f", ending in {last or 'no state that was seen'}" if expect.ends is not None else ""


def _wanted(expect: Expectation) -> str:
    return expect.reason if expect.ends is None else f"{expect.reason}, ending in {expect.ends}"
