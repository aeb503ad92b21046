"""`CF-RELEASE`: a boot that failed gives back what it took (CONTRACT section 3, *End, release, address*)."""

from __future__ import annotations

from msgspec import UNSET

from ..trace._events import Event
from ._attempt import AttemptResult
from ._binding import Bindings
from ._explain import Fault, describe
from ._index import Index, is_error
from ._once import Sees, matching
from ._plan import Plan, ReleasePlan


def kept(
    plan: Plan, failed: list[AttemptResult], attempts: list[AttemptResult], all_events: Index, sees: Sees
) -> Fault | None:
    """The first thing an attempt took that nothing gave back.

    :param failed: the attempts that must have released what they took; each of `attempts`, or all but the last.
    :param all_events: the events of the whole boot.
    """
    spent: set[int] = set()
    for number, attempt in enumerate(failed, 1):
        for rule in plan.release:
            for event in _not_given_back(rule, attempt, attempts[number:], all_events, spent):
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


def _not_given_back(
    rule: ReleasePlan, attempt: AttemptResult, later: list[AttemptResult], whole: Index, spent: set[int]
) -> list[Event]:
    if rule.given_back.again:
        return _not_undone(rule, attempt, later, whole, spent)
    left = list(matching(rule.given_back, whole, attempt.bindings))
    return [event for event in _taken(rule, attempt) if not _match(rule, event, left)]


def _taken(rule: ReleasePlan, attempt: AttemptResult) -> list[Event]:
    return [event for event in matching(rule.taken, attempt.index, attempt.bindings) if not is_error(event)]


def _match(rule: ReleasePlan, taken: Event, left: list[Event]) -> bool:
    """Takes the event that gave this one back out of those that are left."""
    for event in left:
        if _alike(rule, taken, event):
            left.remove(event)
            return True
    return False


def _alike(rule: ReleasePlan, taken: Event, back: Event) -> bool:
    wanted, shown = rule.same_taken(taken), rule.same_back(back)
    return shown == wanted or UNSET in (shown, wanted)


def _not_undone(
    rule: ReleasePlan, attempt: AttemptResult, later: list[AttemptResult], whole: Index, spent: set[int]
) -> list[Event]:
    """The same kind of event takes and gives back: the first of a key takes, one after the failure gives back.

    :param later: the attempts after this one. What they take gives nothing back.
    :param spent: the `seq` of what has given back already.
    """
    held: list[Event] = []
    left: list[Event] = []
    for event in _taken(rule, attempt):
        if event.seq in spent or any(_alike(rule, other, event) for other in held):
            continue
        held.append(event)
        undone = (e for e in matching(rule.given_back, whole, attempt.bindings) if e.seq not in spent)
        back = next((e for e in undone if _undoes(rule, e, event, attempt) and not _takes(rule, e, later)), None)
        if back is None:
            left.append(event)
        else:
            spent.add(back.seq)
    return left


def _undoes(rule: ReleasePlan, back: Event, taken: Event, attempt: AttemptResult) -> bool:
    """Whether the one event may give back what the other took: not before that, nor before the attempt failed."""
    if back is taken or not _alike(rule, taken, back) or attempt.before(back, taken) is True:
        return False
    failure = _failure(attempt)
    return failure is None or attempt.before(back, failure) is not True


def _takes(rule: ReleasePlan, event: Event, attempts: list[AttemptResult]) -> bool:
    """Whether one of the attempts, all later than that for which it is asked, takes its own host by the event."""
    return any(event in _claims(rule, attempt) for attempt in attempts)


def _claims(rule: ReleasePlan, attempt: AttemptResult) -> list[Event]:
    """By what the attempt takes its own host: all it wrote of it before it failed; if that is not known, the first.

    What it wrote of another host comes late from the attempt there.
    """
    mine = [event for event in _taken(rule, attempt) if rule.same_taken(event) == attempt.host]
    failure = _failure(attempt)
    if failure is not None:
        return [event for event in mine if attempt.before(event, failure) is True]
    return mine if attempt.stop is None else mine[:1]


def _failure(attempt: AttemptResult) -> Event | None:
    """What nova-compute was refused, after which it gives back. A state, or the client's answer, may come later."""
    refusal = attempt.stop.refusal if attempt.stop is not None else None
    if refusal is None or refusal.channel == "state" or attempt.plan.http_key(refusal) == attempt.plan.boot:
        return None
    return refusal
