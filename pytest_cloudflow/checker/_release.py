"""`CF-RELEASE`: a boot that failed gives back what it took (CONTRACT section 3, *End, release, address*)."""

from __future__ import annotations

from msgspec import UNSET

from ..trace._events import Event
from ._attempt import AttemptResult
from ._binding import Bindings
from ._explain import Fault, describe
from ._index import Index, is_error
from ._once import Sees, matching
from ._order import Before
from ._plan import Plan, ReleasePlan


def kept(plan: Plan, attempt: AttemptResult, all_events: Index, sees: Sees) -> Fault | None:
    """The first thing an attempt took that nothing gave back.

    :param attempt: the one that failed.
    :param all_events: the events of the whole boot.
    """
    for rule in plan.release:
        for event in _not_given_back(rule, attempt, all_events):
            if sees(rule.given_back.channel, rule.given_back.ends):
                text = f"expected that the failed boot gives back the {rule.what} it took"
                return Fault("missing", f"{text} by {describe(event)}; nothing gave it back", (event,))
    return None


def unseen(plan: Plan, sees: Sees) -> tuple[str, ...]:
    """The things whose giving back could not be seen."""
    return tuple(rule.what for rule in plan.release if not sees(rule.given_back.channel, rule.given_back.ends))


def evidence(plan: Plan, whole: Index, bindings: Bindings) -> tuple[Event, ...]:
    """The events that took something or gave it back."""
    found = {
        event.seq: event
        for rule in plan.release
        for part in (rule.taken, rule.given_back)
        for event in matching(part, whole, bindings)
    }
    return tuple(found[seq] for seq in sorted(found))


def _not_given_back(rule: ReleasePlan, attempt: AttemptResult, whole: Index) -> list[Event]:
    taken = [event for event in matching(rule.taken, attempt.index, attempt.bindings) if not is_error(event)]
    back = list(matching(rule.given_back, whole, attempt.bindings))
    if rule.given_back.again:
        return _not_undone(rule, taken, back, attempt.before)
    left = list(back)
    return [event for event in taken if not _match(rule, event, left)]


def _match(rule: ReleasePlan, taken: Event, left: list[Event]) -> bool:
    """Takes the event that gave this one back out of those that are left."""
    wanted = rule.same_taken(taken)
    for event in left:
        shown = rule.same_back(event)
        if shown == wanted or UNSET in (shown, wanted):
            left.remove(event)
            return True
    return False


def _not_undone(rule: ReleasePlan, taken: list[Event], back: list[Event], before: Before) -> list[Event]:
    """The same kind of event takes and gives back: the first of a key takes, one that may be later gives back."""
    first: dict[object, Event] = {}
    for event in taken:
        first.setdefault(rule.same_taken(event), event)
    return [
        event
        for key, event in first.items()
        if not any(
            rule.same_back(later) in (key, UNSET) and before(later, event) is not True
            for later in back
            if later is not event
        )
    ]
