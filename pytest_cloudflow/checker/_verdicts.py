"""The verdict on each clause of a boot, out of what its last attempt showed (CONTRACT section 3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ..trace._events import Event, Header
from ..verdicts import FAIL, INCONCLUSIVE, PASS, ClauseVerdict
from . import _explain as explain
from ._attempt import LOGIN, AttemptResult
from ._cache import may_be_cached
from ._ending import addresses, ending, is_failed
from ._explain import Fault
from ._index import Exchange, Index
from ._once import duplicated, evidence
from ._once import unchecked as once_unchecked
from ._plan import DEPENDS_ON, REPLY_DEPENDS_ON, Plan, StepPlan
from ._release import evidence as release_evidence
from ._release import kept, unseen
from ._rows import RowResult
from ._step import StepResult

TOKEN_SHOWN = (3, 5)
ENTRY = 7


class Window(Protocol):
    """What a boot knows of its window in the trace."""

    closed: bool
    opens_trace: bool
    near_start: bool


class Verdicts:
    """Turns the results of a boot's attempts into verdicts."""

    def __init__(self, plan: Plan, header: Header, window: Window, attempts: list[AttemptResult], whole: Index) -> None:
        self._plan = plan
        self._header = header
        self._window = window
        self._attempts = attempts
        self._last = attempts[-1]
        self._whole = whole
        self._sees = self._last.watch.sees
        self.stop = self._last.stop
        if self.stop is not None and self.stop.refusal is None and not window.closed:
            self.stop = None
        self._stop_place = plan.place[self.stop.step.number] if self.stop else len(plan.flow)
        self._missing: set[int] = set()
        self.end = ending(self._last.rows, _refused(plan, whole), self.stop, self._last.before)

    def clauses(self) -> Iterator[ClauseVerdict]:
        """All clauses in the order of the contract."""
        for step in self._plan.steps:
            yield self._step(step)
        for row in self._last.rows.results:
            yield self._row(row)
        yield self._once()
        yield self._address()
        yield self._end()
        yield self._release()

    # steps

    def _step(self, step: StepPlan) -> ClauseVerdict:
        applies = self._last.applicable[step.number]
        result = self._last.results[step.number]
        if applies is False:
            return self._plan.not_applicable(step.clause, step.title, step.when.otherwise if step.when else "profile")
        if self.stop is not None and self._plan.place[step.number] >= self._stop_place:
            return self._stopped(step, result)
        if not result.events:
            return self._unseen(step, result)
        return self._seen(step, result)

    def _stopped(self, step: StepPlan, result: StepResult) -> ClauseVerdict:
        assert self.stop is not None
        if step is not self.stop.step:
            return self._open(step, "not_reached")
        if not self.stop.seen:
            said = explain.hidden(step, self.stop.refusal)
            return ClauseVerdict(step.clause, step.title, INCONCLUSIVE, "not_observable", said)
        if self.stop.refusal is not None:
            fault = explain.rejected(step, self.stop.refusal)
            return self._failed(step, fault, result.events or (self.stop.refusal,))
        return self._failed(step, self._absence(step, result), result.events)

    def _unseen(self, step: StepPlan, result: StepResult) -> ClauseVerdict:
        reason = self._why_unseen(step, result)
        if reason is not None:
            return self._open(step, reason)
        self._missing.add(step.number)
        return self._failed(step, self._absence(step, result), ())

    def _why_unseen(self, step: StepPlan, result: StepResult) -> str | None:
        """The reason for which the absence of all evidence proves nothing; `None` if it proves a fault."""
        if step.when_unless is not None and self._nobody(step) and self._passed_by(step):
            return "profile"
        if self._last.applicable[step.number] is None or not any(self._watched(step, result)):
            return "not_observable"
        if may_be_cached(self._plan, self._header, step):
            return "not_observable"
        if DEPENDS_ON.get(step.number) in self._missing:
            return "not_reached"
        if self._refused_beyond(step) or (step.number in LOGIN and self._token_refused()):
            return "not_reached"
        if not self._window.closed or self._before_the_trace(step):
            return "window_open"
        return None

    def _refused_beyond(self, step: StepPlan) -> bool:
        """Whether the boot stopped at the step that is charged for what this one did not come to."""
        return self.stop is not None and self.stop.step.number == step.refused_at

    def _token_refused(self) -> bool:
        """Whether the boot stopped because it showed no token, or one that no login need have issued."""
        return self.stop is not None and self.stop.refusal is not None and self.stop.step.number in TOKEN_SHOWN

    def _unasked(self, step: StepPlan, result: StepResult) -> bool:
        """Whether only the reply is absent, and the call it would answer is missing."""
        asked = REPLY_DEPENDS_ON.get(step.number)
        return asked in self._missing and all(part.slot == "reply" for part in result.absent)

    def _nobody(self, step: StepPlan) -> bool:
        alike = [s for s in self._plan.steps if s.when == step.when]
        return not any(self._last.results[s.number].events for s in alike)

    def _passed_by(self, step: StepPlan) -> bool:
        row = next(r for r in self._last.rows.results if r.row.clause == step.when_unless)
        place = self._plan.place
        later = self._plan.flow[place[step.number] + 1 :]
        stopped_later = self.stop is not None and place[self.stop.step.number] > place[step.number]
        return row.event is not None or stopped_later or any(self._last.results[s.number].events for s in later)

    def _before_the_trace(self, step: StepPlan) -> bool:
        """Whether the step's place lies before the trace's first event, as far as that can be told."""
        place = self._plan.place[step.number]
        if any(self._last.results[s.number].events for s in self._plan.flow[:place]):
            return False
        if step.number in LOGIN:
            answered = any(self._last.results[number].events for number in LOGIN)
            return self._window.opens_trace if answered else True
        return self._window.near_start or self._window.opens_trace

    def _absence(self, step: StepPlan, result: StepResult) -> Fault:
        parts = [part for part, seen in zip(result.absent, self._watched(step, result), strict=True) if seen]
        found = result.found
        if step.opens and found.repetitions and found.asked is not None and found.too_few():
            return explain.too_few(step, len(found.repetitions), found.asked, self._around(step))
        return explain.missing(step, parts or list(result.absent or step.parts), self._around(step))

    def _watched(self, step: StepPlan, result: StepResult) -> list[bool]:
        """For each part that is absent, whether it could not have been missed."""
        return [self._last.sees(step, part) for part in result.absent]

    def _around(self, step: StepPlan) -> tuple[Event, ...]:
        """The last event before the step's place and the first after it."""
        place = self._plan.place[step.number]
        results = self._last.results
        before = [e for s in self._plan.flow[:place] for e in results[s.number].events]
        after = [e for s in self._plan.flow[place + 1 :] for e in results[s.number].events]
        first = [max(before, key=lambda e: e.seq)] if before else []
        return tuple(first + ([min(after, key=lambda e: e.seq)] if after and before else []))

    def _seen(self, step: StepPlan, result: StepResult) -> ClauseVerdict:
        unseen = []
        if result.absent:
            unseen = [part.label for part in result.absent if not self._last.sees(step, part)]
        if len(unseen) < len(result.absent) or self._too_few(step, result):
            return self._partial(step, result)
        fault = result.fault or self._last.order_faults.get(step.number)
        if fault is not None:
            return self._failed(step, fault, result.found.events)
        keys = (*unseen, *result.unchecked)
        return ClauseVerdict(step.clause, step.title, PASS, None, None, result.found.events, keys)

    def _too_few(self, step: StepPlan, result: StepResult) -> bool:
        """Whether repetitions are missing that were not cut off by the refusal of one of them."""
        if not step.opens or not result.found.too_few():
            return False
        return self.stop is None or self.stop.refusal is None or self.stop.step.group != step.group

    def _partial(self, step: StepPlan, result: StepResult) -> ClauseVerdict:
        if self._refused_beyond(step) or self._unasked(step, result):
            return self._open(step, "not_reached", result.events)
        if not self._window.closed:
            return self._open(step, "window_open", result.events)
        self._missing.add(step.number)
        return self._failed(step, self._absence(step, result), result.events)

    def _failed(self, step: StepPlan, fault: Fault, events: tuple[Event, ...]) -> ClauseVerdict:
        word = INCONCLUSIVE if fault.reason == "concurrent" else FAIL
        return ClauseVerdict(step.clause, step.title, word, fault.reason, fault.message, events, (), fault.witness)

    def _open(self, step: StepPlan, reason: str, events: tuple[Event, ...] = ()) -> ClauseVerdict:
        if reason == "profile":
            because = step.when.because if step.when else None
            skipped = self._plan.not_applicable(step.clause, step.title, reason)
            return ClauseVerdict(skipped.id, skipped.title, skipped.verdict, reason, because)
        return ClauseVerdict(step.clause, step.title, INCONCLUSIVE, reason, None, events)

    # rows

    def _row(self, result: RowResult) -> ClauseVerdict:
        row, event = result.row, result.event
        if result.fault is not None:
            word = INCONCLUSIVE if result.fault.reason == "concurrent" else FAIL
            events = (event,) if event is not None else result.fault.witness[:1]
            fault = result.fault
            return ClauseVerdict(row.clause, row.title, word, fault.reason, fault.message, events, (), fault.witness)
        if event is not None:
            return ClauseVerdict(row.clause, row.title, PASS, None, None, (event,), _unknown(event))
        return self._row_unseen(result)

    def _row_unseen(self, result: RowResult) -> ClauseVerdict:
        row = result.row
        applies = self._last.applies(row.when)
        if applies is False:
            return self._plan.not_applicable(row.clause, row.title, row.when.otherwise if row.when else "profile")
        reason = None
        if self.stop is not None and self._beyond_stop(result):
            reason = "not_reached"
        elif not self._sees("state", ()) or applies is None:
            reason = "not_observable"
        elif not self._window.closed:
            reason = "window_open"
        if reason is not None:
            return ClauseVerdict(row.clause, row.title, INCONCLUSIVE, reason)
        failed = self.end.event if self.end.event is not None and is_failed(self.end.event) else None
        if failed is not None and result is self._last.rows.results[-1]:
            state = (failed.vm_state or None, failed.task_state or None, None)
            fault = explain.row_wrong(row, failed, state, None)
        else:
            fault = explain.row_missing(row, self._states_around(result))
        return ClauseVerdict(row.clause, row.title, FAIL, fault.reason, fault.message, (), (), fault.witness)

    def _beyond_stop(self, result: RowResult) -> bool:
        """Whether the boot stopped before the row, or at the step that the row is entered by."""
        bounds: list[int | str | None] = [result.row.by, result.row.after, result.row.at]
        numbers = [bound for bound in bounds if isinstance(bound, int)]
        rows = self._last.rows.results
        if any(r.event is not None for r in rows[result.row.index + 1 :]):
            return False
        return not numbers or self._stop_place <= self._plan.place[numbers[0]]

    def _states_around(self, result: RowResult) -> tuple[Event, ...]:
        rows = self._last.rows.results
        before = [r.event for r in rows[: result.row.index] if r.event is not None]
        after = [r.event for r in rows[result.row.index + 1 :] if r.event is not None]
        return tuple(before[-1:] + (after[:1] if before else []))

    # rules over the whole flow

    def _rule(
        self, clause: str, fault: Fault | None, events: tuple[Event, ...], keys: tuple[str, ...]
    ) -> ClauseVerdict:
        title = RULES[clause]
        if fault is None:
            return ClauseVerdict(clause, title, PASS, None, None, events, keys)
        word = INCONCLUSIVE if fault.reason == "concurrent" else FAIL
        return ClauseVerdict(
            clause, title, word, fault.reason, fault.message, events or fault.witness, (), fault.witness
        )

    def _undecided(self, clause: str, reason: str) -> ClauseVerdict:
        return ClauseVerdict(clause, RULES[clause], INCONCLUSIVE, reason)

    def _once(self) -> ClauseVerdict:
        attempts = [(a.index, a.finder, a.bindings) for a in self._attempts]
        fault = duplicated(self._plan, attempts)
        if fault is not None:
            return self._rule("CF-ONCE", fault, (), ())
        if not self._sees("rpc", ()):
            return self._undecided("CF-ONCE", "not_observable")
        keys = once_unchecked(self._plan, attempts, self._sees)
        return self._rule("CF-ONCE", None, evidence(self._plan, attempts[-1]), keys)

    def _address(self) -> ClauseVerdict:
        number = self._plan.address_step
        if self._last.applicable[number] is False:
            when = self._plan.by_number[number].when
            reason = when.otherwise if when is not None else "profile"
            return self._plan.not_applicable("CF-ADDRESS", RULES["CF-ADDRESS"], reason)
        if self.stop is not None or (self.end.event is not None and is_failed(self.end.event)):
            return self._undecided("CF-ADDRESS", "not_reached")
        finished = self._last.rows.results[-1]
        if finished.fault is not None and finished.fault.reason != "out_of_order":
            return self._undecided("CF-ADDRESS", "not_reached")
        if finished.event is None and self._sees("state", ()) and self._window.closed:
            return self._undecided("CF-ADDRESS", "not_reached")
        ports = tuple(event for event in self._last.results[number].events if event.facts.fixed_ips)
        if not ports and self._missing & {number, DEPENDS_ON.get(number)}:
            return self._undecided("CF-ADDRESS", "not_reached")
        active = finished.event
        last = self._last
        shown = addresses(self._plan, self._whole, last.bindings, ports, active, last.before)
        if shown.event is None or not (ports or shown.event.facts.fixed_ips):
            return self._undecided("CF-ADDRESS", "not_observable")
        return self._rule("CF-ADDRESS", shown.fault, (*ports, shown.event), () if ports else ("fixed_ips",))

    def _end(self) -> ClauseVerdict:
        event, fault = self.end
        if event is not None:
            if fault is not None and self._last.rows.results[-1].fault is not None:
                fault = fault if fault.reason == "missing" or self.stop is not None else None
            return self._rule("CF-END", fault, (event,), _unknown(event))
        refused = self.stop is not None and self.stop.refusal is not None
        if refused and not self._entered():
            return self._undecided("CF-END", "not_reached")
        if not self._sees("state", ()):
            return self._undecided("CF-END", "not_observable")
        if not self._window.closed:
            return self._undecided("CF-END", "window_open")
        if self.stop is None or self.stop.refusal is None:
            return self._undecided("CF-END", "not_reached")
        text = f"expected that the refused boot ends in error with no task ({explain.describe(self.stop.refusal)})"
        return self._rule("CF-END", Fault("missing", f"{text}; it did not", (self.stop.refusal,)), (), ())

    def _entered(self) -> bool:
        """Whether the boot got beyond its entry, so that an instance is there to end in error."""
        return self.stop is not None and self._stop_place > self._plan.place[ENTRY]

    def _release(self) -> ClauseVerdict:
        failed = self.failed_attempts()
        if not failed:
            return self._plan.not_applicable("CF-RELEASE", RULES["CF-RELEASE"], "no_failure")
        keys = unseen(self._plan, self._sees)
        fault = kept(self._plan, failed, self._attempts, self._whole, self._sees)
        if fault is not None:
            if not self._window.closed:
                return self._undecided("CF-RELEASE", "window_open")
            return self._rule("CF-RELEASE", fault, (), keys)
        if len(keys) == len(self._plan.release):
            return self._undecided("CF-RELEASE", "not_observable")
        events = release_evidence(self._plan, self._whole, self._last.bindings)
        return self._rule("CF-RELEASE", None, events, keys)

    def failed_attempts(self) -> list[AttemptResult]:
        """The attempts that failed: all but the last, and the last where it was refused or ended in error."""
        refused = self.stop is not None and self.stop.refusal is not None
        ended = self.end.event is not None and is_failed(self.end.event)
        return self._attempts if refused or ended else self._attempts[:-1]


RULES = {
    "CF-ONCE": "a message is delivered once, an instance spawned once",
    "CF-ADDRESS": "the finished instance shows its addresses",
    "CF-END": "the boot ends",
    "CF-RELEASE": "a boot that failed has given back what it took",
}


def _refused(plan: Plan, whole: Index) -> Event | None:
    """The answer to the boot request, if that was refused."""
    posts = (unit for unit in whole.of_key.get(plan.boot, ()) if isinstance(unit, Exchange))
    return next((error for post in posts if (error := post.error()) is not None), None)


def _unknown(event: Event) -> tuple[str, ...]:
    keys = ("vm_state", "task_state", "power_state")
    return tuple(key for key in keys if not isinstance(getattr(event, key), str | None))
