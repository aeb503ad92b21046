"""What a scenario declared of its boot, held against what came out (CONTRACT section 3, *Expected failures*)."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import structs

from ..trace._events import Event, Expectation
from ..verdicts import FAIL, INCONCLUSIVE, ClauseVerdict
from ._stops import Stop


class Outcome(NamedTuple):
    """Where a boot stopped, its end state, the status its request was answered with, and whether its window closed."""

    stop: Stop | None
    end: Event | None
    status: int | None
    closed: bool

    @property
    def stopped_at(self) -> str | None:
        """The clause it was seen to stop at."""
        return self.stop.step.clause if self.stop is not None and self.stop.seen else None

    def ends(self) -> set[str | int | None]:
        """What may be said to have ended it."""
        return {self.end.vm_state or None if self.end is not None else None, self.status}


def as_declared(clauses: tuple[ClauseVerdict, ...], expect: Expectation, outcome: Outcome) -> tuple[ClauseVerdict, ...]:
    """Marks the failure that the scenario declared; a boot that did not stop there, or so, fails that clause."""
    if expect.stopped_at not in {clause.id for clause in clauses}:
        expect = structs.replace(expect, stopped_at="CF-END")
    return tuple(_held(clause, expect, outcome) if clause.id == expect.stopped_at else clause for clause in clauses)


def _held(clause: ClauseVerdict, expect: Expectation, outcome: Outcome) -> ClauseVerdict:
    """A row or a rule over the whole flow may fail where the boot stops nowhere.

    Where nobody could look, and the boot ended as declared, the clause is open; and marked if the boot stopped there
    for all that is known: what lies beyond was not meant to be reached.
    """
    wrong_end = expect.ends is not None and expect.ends not in outcome.ends()
    stop, is_step = outcome.stop, expect.stopped_at.removeprefix("CF-").isdigit()
    failed = clause.verdict == FAIL and clause.reason == expect.reason
    if failed and not wrong_end and (outcome.stopped_at == expect.stopped_at or not is_step):
        return structs.replace(clause, expected=True)
    if stop is not None and not stop.seen and not wrong_end:
        return structs.replace(clause, expected=True)
    if stop is None and clause.verdict == INCONCLUSIVE and _undecided(clause, wrong_end, outcome):
        return clause
    return _unexpected(clause, expect, outcome)


def _undecided(clause: ClauseVerdict, wrong_end: bool, outcome: Outcome) -> bool:
    """Whether it may yet be, or have been, as declared. A boot that came up stopped at no step."""
    if clause.reason == "not_reached" or (wrong_end and (outcome.closed or outcome.end is not None)):
        return False
    came_up = outcome.end is not None and outcome.end.vm_state == "active"
    return not (came_up and clause.id.removeprefix("CF-").isdigit())


def _unexpected(clause: ClauseVerdict, expect: Expectation, outcome: Outcome) -> ClauseVerdict:
    told = f"the scenario expects a stop at {expect.stopped_at} ({expect.reason}"
    told += f", ending in {expect.ends})" if expect.ends is not None else ")"
    ended = " and ".join(sorted(str(end) for end in outcome.ends() if end is not None)) or "nothing"
    at = outcome.stopped_at
    found = f"the boot {f'stopped at {at}' if at else 'did not stop'}, ending in {ended}"
    message = f"{told}; {found}" + (f": {clause.message}" if clause.message else "")
    reason = clause.reason if clause.verdict == FAIL else "missing"
    return structs.replace(clause, verdict=FAIL, reason=reason, message=message)
