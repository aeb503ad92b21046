"""What follows from a trace: the verdict on each clause of each boot (CONTRACT section 3).

This is all that reports and pytest items ever see of a boot.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from .trace._events import Event

Word = Literal["pass", "fail", "inconclusive", "not_applicable", "waived"]
PASS: Word = "pass"
FAIL: Word = "fail"
INCONCLUSIVE: Word = "inconclusive"
NOT_APPLICABLE: Word = "not_applicable"
WAIVED: Word = "waived"

Level = Literal["api", "bus", "full"]
LEVELS: tuple[Level, ...] = ("api", "bus", "full")

STEP_CLAUSES = tuple(f"CF-{number:02d}" for number in range(1, 29))
ROW_CLAUSES = ("CF-S1", "CF-S2", "CF-S3", "CF-S4", "CF-S5")
RULE_CLAUSES = ("CF-ONCE", "CF-ADDRESS", "CF-END", "CF-RELEASE")
CLAUSES = STEP_CLAUSES + ROW_CLAUSES + RULE_CLAUSES


class ClauseVerdict(Struct, frozen=True, gc=False):
    """One clause of one boot.

    `evidence` are the events it rests on, in trace order; `unchecked` names what could not be looked at because it
    was not watched or not shown (`"db.write"`, `"memory_mb"`); `witness` are the (at most two) events by whose order
    or content a failure is certain. `expected` marks the failure that a scenario declared; where the clause is
    inconclusive, the boot may have failed there for all that could be seen.
    """

    id: str
    title: str
    verdict: Word
    reason: str | None = None
    message: str | None = None
    evidence: tuple[Event, ...] = ()
    unchecked: tuple[str, ...] = ()
    witness: tuple[Event, ...] = ()
    expected: bool = False


class Attempt(Struct, frozen=True, gc=False):
    """An earlier try of the same boot: the host it was meant for, and the clause it stopped at."""

    host: str | None
    stopped_at: str | None
    reason: str | None


class StateEntered(Struct, frozen=True, gc=False):
    """A state that the instance was seen to enter; `time` in UNIX seconds."""

    vm_state: str | None
    task_state: str | None
    power_state: str | None
    seq: int
    time: float


class Gap(Struct, frozen=True, gc=False):
    """A channel that was watched, and where something was missed: what is absent there proves nothing.

    `components` are those at which it was missed (`*`: anywhere), so many `times`; `first` and `last` in UNIX seconds.
    """

    channel: str
    components: tuple[str, ...]
    first: float
    last: float
    times: int = 1


class BootVerdict(Struct, frozen=True, gc=False):
    """One boot, judged. `clauses` are all of `CLAUSES`, in that order."""

    scenario: str | None
    instance_id: str | None
    request_id: str | None
    verdict: Word
    stopped_at: str | None
    attempts: tuple[Attempt, ...]
    clauses: tuple[ClauseVerdict, ...]
    states: tuple[StateEntered, ...]
    started: float
