"""Judges one boot: cuts it into attempts, looks at each, and says the verdicts."""

from __future__ import annotations

from msgspec import structs

from ..trace._events import Event, Expectation, Header
from ..verdicts import FAIL, INCONCLUSIVE, PASS, Attempt, BootVerdict, ClauseVerdict, StateEntered, Word
from ._attempt import AttemptResult
from ._attempts import attempts
from ._boot import Boot
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
            header.max_skew,
            segment.anew_from,
            later=number > 0,
            carried=segment.carried,
        )
        for number, segment in enumerate(segments)
    ]
    verdicts = Verdicts(plan, header, boot, results, whole)
    clauses = tuple(verdicts.clauses())
    stop = verdicts.stop
    stopped_at = stop.step.clause if stop is not None else None
    if boot.expect is not None:
        clauses = _expected(clauses, boot.expect, stopped_at, verdicts.end.event, boot.post_status())
    return BootVerdict(
        scenario=boot.scenario,
        instance_id=_instance(results[-1], boot),
        request_id=boot.request_id(),
        verdict=_verdict(clauses),
        stopped_at=stopped_at,
        attempts=tuple(_attempt(result) for result in results[:-1]),
        clauses=clauses,
        states=tuple(_state(event) for event in collapsed(whole.changes)),
        started=events[0].time if events else 0.0,
    )


def _expected(
    clauses: tuple[ClauseVerdict, ...],
    expect: Expectation,
    stopped_at: str | None,
    end: Event | None,
    status: int | None,
) -> tuple[ClauseVerdict, ...]:
    """Marks the failure that the scenario declared; a boot that did not stop there, or so, fails that clause.

    A row or a rule over the whole flow may fail where the boot stops nowhere.
    """
    if expect.stopped_at not in {clause.id for clause in clauses}:
        expect = structs.replace(expect, stopped_at="CF-END")
    ends: set[str | int | None] = {end.vm_state or None if end is not None else None, status}
    stops = expect.stopped_at.removeprefix("CF-").isdigit()
    wrong_end = expect.ends is not None and expect.ends not in ends
    marked = []
    for clause in clauses:
        if clause.id == expect.stopped_at:
            failed = clause.verdict == FAIL and clause.reason == expect.reason
            if failed and (stopped_at == expect.stopped_at or not stops) and not wrong_end:
                clause = structs.replace(clause, expected=True)
            else:
                clause = _unexpected(clause, expect, stopped_at, ends)
        marked.append(clause)
    return tuple(marked)


def _unexpected(
    clause: ClauseVerdict, expect: Expectation, stopped_at: str | None, ends: set[str | int | None]
) -> ClauseVerdict:
    told = f"the scenario expects a stop at {expect.stopped_at} ({expect.reason}"
    told += f", ending in {expect.ends})" if expect.ends is not None else ")"
    ended = " and ".join(str(e) for e in sorted(map(str, (e for e in ends if e is not None)))) or "nothing"
    found = f"the boot {f'stopped at {stopped_at}' if stopped_at else 'did not stop'}, ending in {ended}"
    message = f"{told}; {found}" + (f": {clause.message}" if clause.message else "")
    reason = clause.reason if clause.verdict == FAIL else "missing"
    return structs.replace(clause, verdict=FAIL, reason=reason, message=message)


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
