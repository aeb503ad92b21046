"""Judges one boot: cuts it into attempts, looks at each, and says the verdicts."""

from __future__ import annotations

from ..trace._events import Event, Header
from ..verdicts import FAIL, INCONCLUSIVE, PASS, Attempt, BootVerdict, ClauseVerdict, StateEntered, Word
from ._attempt import AttemptResult
from ._attempts import attempts
from ._boot import Boot
from ._expected import Outcome, as_declared
from ._index import Index
from ._plan import Plan
from ._rows import collapsed, triple_shown
from ._verdicts import Verdicts


def judge_boot(plan: Plan, header: Header, boot: Boot) -> BootVerdict:
    """The verdict on every clause of the boot."""
    events = boot.in_order()
    whole = Index(plan, events)
    segments = attempts(plan, whole, header.max_skew)
    results = [
        AttemptResult(
            plan,
            whole if len(segments) == 1 else Index(plan, segment.events),
            boot.watch,
            header,
            segment.anew_from,
            later=number > 0,
            login_lost=boot.login_lost,
            expect=boot.expect if number == len(segments) - 1 else None,
            carried=segment.carried,
        )
        for number, segment in enumerate(segments)
    ]
    verdicts = Verdicts(plan, header, boot, results, whole)
    clauses = tuple(verdicts.clauses())
    outcome = Outcome(verdicts.stop, verdicts.end.event, boot.post_status(), boot.closed)
    if boot.expect is not None:
        clauses = as_declared(clauses, boot.expect, outcome)
    return BootVerdict(
        scenario=boot.scenario,
        instance_id=_instance(results[-1], boot),
        request_id=boot.request_id(),
        verdict=_verdict(clauses),
        stopped_at=outcome.stopped_at,
        attempts=tuple(_attempt(result) for result in results[:-1]),
        clauses=clauses,
        states=tuple(_state(event) for event in collapsed(whole.changes)),
        started=events[0].time if events else 0.0,
    )


def _verdict(clauses: tuple[ClauseVerdict, ...]) -> Word:
    """Of the boot, with nothing said yet of which clauses are required."""
    if any(clause.verdict == FAIL and not clause.expected for clause in clauses):
        return FAIL
    expected = any(clause.expected for clause in clauses)
    open_ = (c for c in clauses if c.verdict == INCONCLUSIVE and not (expected and c.reason == "not_reached"))
    return INCONCLUSIVE if any(open_) else PASS


def _instance(result: AttemptResult, boot: Boot) -> str | None:
    bound = result.bindings.value("$instance")
    return bound if isinstance(bound, str) else boot.instance_id()


def _attempt(result: AttemptResult) -> Attempt:
    stop = result.stop
    reason = None if stop is None else "rejected" if stop.refusal is not None else "missing"
    return Attempt(result.host, stop.step.clause if stop is not None else None, reason)


def _state(event: Event) -> StateEntered:
    return StateEntered(*triple_shown(event), seq=event.seq, time=event.time)
