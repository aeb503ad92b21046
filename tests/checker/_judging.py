"""Judges told boots, and says what came out in a word or two for each clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from pytest_cloudflow.checker import judge
from pytest_cloudflow.factories import Boot, Ids, Told, Trace, header_of, interleave, tell
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.trace import Header
from pytest_cloudflow.verdicts import CLAUSES, BootVerdict, ClauseVerdict

CLASSIC = load_profile("classic")
LATER = 1000.0
"""Seconds after the last event, by which every window is closed."""

Outcomes = dict[str, str]
PASSES: Outcomes = dict.fromkeys(CLAUSES, "pass") | {"CF-RELEASE": "not_applicable no_failure"}
OPEN = "open"
"""The contract leaves open what comes out; but the clause does not fail."""

NOT_REACHED = "inconclusive not_reached"
WINDOW_OPEN = "inconclusive window_open"
NOT_OBSERVABLE = "inconclusive not_observable"


def steps(first: int, last: int, outcome: str) -> Outcomes:
    """The clauses of steps `first` to `last`, all with this outcome."""
    return {f"CF-{number:02d}": outcome for number in range(first, last + 1)}


def outcomes(verdict: BootVerdict) -> Outcomes:
    return {clause.id: f"{clause.verdict} {clause.reason or ''}".strip() for clause in verdict.clauses}


def clause_of(verdict: BootVerdict, name: str) -> ClauseVerdict:
    return next(clause for clause in verdict.clauses if clause.id == name)


def judge_all(
    *boots: Sequence[Told],
    header: Header | None = None,
    finished: float | None = None,
    skipped: tuple[str, ...] = (),
) -> list[BootVerdict]:
    """The verdicts on all boots of one trace, in the order in which the boots began."""
    events = tuple(told.event for told in interleave(*boots))
    end = max(event.time for event in events) + LATER if finished is None else finished
    trace = Trace(header or header_of(events), events, end, skipped)
    return sorted(judge(trace, CLASSIC), key=lambda verdict: verdict.started)


def judge_one(told: Sequence[Told], **said: object) -> BootVerdict:
    """The verdict on `told`, in a trace that holds an earlier boot as well: so nothing lies before its first event."""
    earlier = tell(Boot(start=told[0].at - 10.0), Ids("eeeeeeee"))
    verdicts = judge_all(earlier, told, **said)  # type: ignore[arg-type]  # handed through
    others = [verdict for verdict in verdicts if not str(verdict.request_id).startswith("req-eeeeeeee")]
    assert len(others) == 1, f"{len(others)} boots were made of one"
    return others[0]


def header_for(told: Sequence[Told], **said: object) -> Header:
    """The header of a trace of `told` in which all was watched, but for what is said otherwise."""
    return replace(header_of([each.event for each in told]), **said)


def assert_outcomes(verdict: BootVerdict, expected: Mapping[str, str], others: Mapping[str, str] = PASSES) -> None:
    """Exactly `expected` came out, and for every other clause what `others` says."""
    wanted = {**others, **expected}
    found = outcomes(verdict)
    wrong = {
        clause: f"{found[clause]}; wanted {wanted[clause]}: {clause_of(verdict, clause).message}"
        for clause in CLAUSES
        if not _as_wanted(found[clause], wanted[clause])
    }
    assert not wrong, "\n".join(f"{clause}: {text}" for clause, text in wrong.items())


def _as_wanted(found: str, wanted: str) -> bool:
    if wanted == OPEN:
        return not found.startswith("fail")
    return found == wanted or (found.startswith(wanted) and " " not in wanted)


def failing(verdicts: Iterable[BootVerdict]) -> dict[str, str]:
    """The clauses that failed, in whichever boot."""
    return {c.id: f"{c.reason}: {c.message}" for verdict in verdicts for c in verdict.clauses if c.verdict == "fail"}
