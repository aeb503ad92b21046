"""Cuts a boot that was tried again into its attempts (CONTRACT section 3, *Attempts*).

After a failure or a redelivery, a repeated scheduler request or launch begins a new attempt. What came before the
stage at which it begins serves the new attempt as well: its login, its request, and for a launch the host's choice.
"""

from __future__ import annotations

from typing import NamedTuple

from ..trace._events import Event
from ._index import Index, is_error
from ._lining import lined_up
from ._plan import Plan


class Segment(NamedTuple):
    """The events of one attempt, and the step from which on its values are bound anew (`None`: all are)."""

    events: list[Event]
    anew_from: int | None = None


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
    current: list[Event] = []
    anew_from: int | None = None
    seen: set[str] = set()
    failed = False
    for event in lined_up(index, max_skew):
        stage = _stage(plan, index, event)
        if stage is not None and stage in seen and (failed or event.redelivered is True):
            done.append(Segment(current, anew_from))
            current = _before_stage(plan, index, current, stage)
            anew_from = 12 if stage == "launch" else None
            seen = {s for e in current if (s := _stage(plan, index, e)) is not None}
            failed = False
        if stage is not None:
            seen.add(stage)
        failed = failed or _failure(plan, event, seen)
        current.append(event)
    return [*done, Segment(current, anew_from)]


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
