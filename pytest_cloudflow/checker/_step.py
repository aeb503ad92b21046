"""The judgement of one step by itself: who acted, how it ended, and what it showed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from ..trace._events import Event
from . import _explain as explain
from ._binding import AUTO, Bindings
from ._checks import Check, Same
from ._explain import Fault
from ._finding import Found, Refs, wrong_actor
from ._index import is_error
from ._plan import Part, StepPlan

Shown = tuple[Part, Event, Refs]


class StepResult:
    """One step of one attempt: its evidence, what is wrong with it, and what could not be looked at."""

    __slots__ = ("absent", "fault", "found", "step", "unchecked")

    def __init__(self, found: Found) -> None:
        self.found = found
        self.step = found.step
        self.fault: Fault | None = None
        self.absent: list[Part] = []
        self.unchecked: list[str] = []

    @property
    def events(self) -> tuple[Event, ...]:
        """The evidence."""
        return self.found.events

    def leaves_open(self, key: str) -> None:
        """Something of the evidence does not show that key."""
        if key not in self.unchecked:
            self.unchecked.append(key)

    @property
    def rejected(self) -> bool:
        """Whether what it found is an answer that refuses."""
        return self.fault is not None and self.fault.reason == "rejected"


def judge_step(found: Found, bindings: Bindings) -> StepResult:
    """Binds and compares what the evidence shows; actor before end before data."""
    result = StepResult(found)
    step = found.step
    if step.single and found.events:
        _single(step, found.events[0], result, bindings)
        return result
    result.absent = found.absent()
    if not found.events:
        return result
    _all(step, found, result, bindings)
    return result


def _single(step: StepPlan, event: Event, result: StepResult, bindings: Bindings) -> None:
    number = step.number
    part = step.parts[0]
    fault = _actor(step, part, event, bindings)
    if is_error(event):
        result.fault = fault or explain.rejected(step, event)
        return
    for _, name, get in step.binds:
        bindings.bind(name, get(event), event, number)
    for check in step.checks:
        value = check.get(event)
        if value is UNSET:
            result.unchecked.append(check.key)
        elif not _meets(check, value, bindings, event, number) and fault is None:
            fault = explain.wrong_data(check, value, event, bindings)
    result.fault = fault


def _all(step: StepPlan, found: Found, result: StepResult, bindings: Bindings) -> None:
    faults: list[Fault] = []
    refusals: list[Fault] = []
    shown: list[Shown] = []
    for part, event, scope in _pieces(step, found):
        if (fault := _actor(step, part, event, bindings)) is not None:
            faults.append(fault)
        if is_error(event):
            refusals.append(explain.rejected(step, event))
        else:
            shown.append((part, event, scope))
    faults += refusals
    for _, name, get in step.binds:
        for _, event, _ in shown:
            bindings.bind(name, get(event), event, step.number)
    for check in step.checks:
        _check(step, check, shown, result, bindings, faults)
    for piece in shown:
        for check in piece[0].checks:
            _check(step, check, [piece], result, bindings, faults)
    faults += _members(step.parts[0], found, result, bindings)
    if step.narrows is not None:
        faults += _narrowing(step, [event for _, event, _ in shown])
    if faults:
        result.fault = faults[0]


def _pieces(step: StepPlan, found: Found) -> Iterator[Shown]:
    """Each event of the evidence with the part it was found for, and what references stand for there."""
    for scope, parts in zip(found.scopes, found.repetitions, strict=True):
        for part, events in zip(step.parts, parts, strict=True):
            meant = _meant(part, scope)
            for event in events:
                yield meant, event, scope


def _meant(part: Part, scope: Refs) -> Part:
    """The alternative by which the repetition was found; the part itself where it has none."""
    return part.option(scope[part.ref].key) if part.alternatives and part.ref in scope else part


def _actor(step: StepPlan, part: Part, event: Event, bindings: Bindings) -> Fault | None:
    wrong = wrong_actor(part, event)
    if wrong is None:
        return None
    end, _, who = wrong
    unit = event.exchange if event.channel == "http" else event.message_id
    if unit is not UNSET and not bindings.stranger(unit, _asks(event, end), who):
        return None
    return explain.wrong_actor(step, event, wrong)


def _asks(event: Event, end: str) -> bool:
    """Whether the component at that end of the event is the one that asks; else it is asked."""
    back = event.kind == "response" or event.mode == "reply"
    picks_up = event.kind == "deliver"
    return (end == "source") is (back is picks_up)


def _check(
    step: StepPlan,
    check: Check,
    shown: list[Shown],
    result: StepResult,
    bindings: Bindings,
    faults: list[Fault],
) -> None:
    known, unknown, repetition = False, not shown, shown[0][2] if shown else None
    for _, event, scope in shown:
        if scope is not repetition:
            unknown, known, repetition = unknown or not known, False, scope
        value = check.get(event)
        if value is UNSET or (check.key == "status" and event.kind != "response"):
            continue
        known = True
        bindings.scope = scope
        if not _meets(check, value, bindings, event, step.number):
            faults.append(explain.wrong_data(check, value, event, bindings))
    if unknown or not known:
        result.leaves_open(check.key)


def _meets(check: Check, value: Any, bindings: Bindings, event: Event, step: int) -> bool:
    if type(check) is Same:
        return bindings.meet(check.name, value, event, step)
    return check.holds(value, bindings)


def _members(part: Part, found: Found, result: StepResult, bindings: Bindings) -> Iterator[Fault]:
    """Each repetition takes one entry of the list that its way to ask is about."""
    left: dict[str, list[Any]] = {}
    for scope, parts in zip(found.scopes, found.repetitions, strict=True):
        for check in _meant(part, scope).members if parts[0] else ():
            event, entries = parts[0][0], bindings.entries(check.name)
            value = check.get(event)
            if entries is None or value is UNSET:
                result.leaves_open(check.key)
                continue
            rest = left.setdefault(check.name, list(entries))
            if value in rest:
                rest.remove(value)
            elif AUTO not in entries:
                yield explain.wrong_data(check, value, event, bindings)


def _narrowing(step: StepPlan, shown: list[Event]) -> Iterator[Fault]:
    """Each list of hosts is among the one before it, and the chosen host among the last."""
    assert step.narrows is not None
    previous: Event | None = None
    for event in shown:
        hosts = step.narrows(event)
        if not isinstance(hosts, list):
            continue
        before = step.narrows(previous) if previous is not None else hosts
        if more := sorted(set(hosts) - set(before)):
            yield explain.not_among(more, event, previous)
        previous = event
    for event in shown:
        host = event.facts.host
        if previous is not None and isinstance(host, str) and host not in step.narrows(previous):
            yield explain.not_among([host], event, previous)
