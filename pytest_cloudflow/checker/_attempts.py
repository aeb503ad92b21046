"""Cuts a boot that was tried again into its attempts (CONTRACT section 3, *Attempts*).

After a failure or a redelivery, a repeated scheduler request or launch begins a new attempt. What came before the
stage at which it begins serves the new attempt as well: its login, its request, and for a launch the host's choice.
Not so its states after a failure: rows start at S1 again. Who gets a message once more goes on where the state stands.
"""

from __future__ import annotations

from typing import NamedTuple

from ..trace._events import Event
from ._index import Index, is_error
from ._lining import lined_up
from ._plan import Plan
from ._rows import matches


class Segment(NamedTuple):
    """The events of one attempt, and the step from which on its values are bound anew (`None`: all are).

    `carried` are the places of those that came before it, where its rows start anew: they bound none of them.
    """

    events: list[Event]
    anew_from: int | None = None
    carried: frozenset[int] = frozenset()


def attempts(plan: Plan, index: Index, max_skew: float) -> list[Segment]:
    """The attempts in order; nearly always one. The events of each are in the order of the trace."""
    if not _could_repeat(plan, index):
        return [Segment(list(index.events))]
    return [segment._replace(events=sorted(segment.events, key=_seq)) for segment in _cut(plan, index, max_skew)]


def _could_repeat(plan: Plan, index: Index) -> bool:
    for key in (plan.request_key, plan.launch_key):
        units = index.of_key.get(key or "", ())
        if len(units) > 1 or any(len(unit.delivers) > 1 for unit in units):  # type: ignore[union-attr]
            return True
    return False


def _cut(plan: Plan, index: Index, max_skew: float) -> list[Segment]:
    done: list[Segment] = []
    current = Segment([])
    seen: set[str] = set()
    failed: int | None = None
    for event in lined_up(index, max_skew):
        stage = _stage(plan, index, event)
        if stage is not None and stage in seen and (failed is not None or event.redelivered is True):
            done.append(current)
            current = _next(plan, index, current.events, stage, None if _may_be_redelivered(event) else failed)
            seen = {s for e in current.events if (s := _stage(plan, index, e)) is not None}
            failed = None
        if stage is not None:
            seen.add(stage)
        if failed is None and _failure(plan, event, seen):
            failed = len(current.events)
        current.events.append(event)
    return [*done, current]


def _next(plan: Plan, index: Index, events: list[Event], stage: str, failed: int | None) -> Segment:
    """What the next attempt begins with.

    :param failed: the place of the failure after which it begins.
    """
    before = _before_stage(plan, index, events, stage)
    anew_from = 12 if stage == "launch" else None
    if failed is None:
        return Segment(before, anew_from)
    before = [event for event in before if event.channel != "state"]
    states = [event for event in events[failed:] if event.channel == "state"]
    return Segment([*before, *_set_back(plan, states)], anew_from, frozenset(event.seq for event in before))


def _set_back(plan: Plan, states: list[Event]) -> list[Event]:
    """Of the states since a failure, those of the attempt to come: from S1 on, or what stands in the place of S1."""
    for place, event in enumerate(states):
        if matches(event, plan.rows[0].triple):
            return states[place:]
    return [e for e in states if e.vm_state != "error" and not any(matches(e, row.triple) for row in plan.rows)]


def _may_be_redelivered(event: Event) -> bool:
    return event.kind == "deliver" and event.redelivered is not False


def _stage(plan: Plan, index: Index, event: Event) -> str | None:
    """Which of the events that can begin an attempt this is."""
    if event.channel != "rpc" or event.mode == "reply":
        return None
    message = index.messages.get(event.message_id)
    key = message.key if message is not None else None
    if key is None or key not in (plan.request_key, plan.launch_key):
        return None
    stage = "request" if key == plan.request_key else "launch"
    return stage if event.kind == "publish" else f"{stage} delivered"


def _before_stage(plan: Plan, index: Index, events: list[Event], stage: str) -> list[Event]:
    for place, event in enumerate(events):
        if _stage(plan, index, event) == stage:
            return events[:place]
    return list(events)


def _failure(plan: Plan, event: Event, seen: set[str]) -> bool:
    """An error after the scheduler was asked, or a state set back to where scheduling begins."""
    if not seen:
        return False
    if event.channel == "state":
        return event.vm_state == "error" or ("launch" in seen and event.task_state == plan.rows[0].triple[1])
    return is_error(event)


def _seq(event: Event) -> int:
    return event.seq
