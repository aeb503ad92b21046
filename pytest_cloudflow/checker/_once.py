"""`CF-ONCE`: what must not happen twice (CONTRACT section 3, *Once*)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from msgspec import UNSET

from ..trace._events import Event
from ._binding import Bindings
from ._explain import Fault, describe
from ._finding import Finder, sorted_by_seq
from ._index import Index, Message
from ._plan import OncePlan, Part, Plan, ReleasePlan

Sees = Callable[[str, frozenset[str]], bool]


Attempt = tuple[Index, Finder, Bindings]


def duplicated(plan: Plan, attempts: list[Attempt]) -> Fault | None:
    """The first thing that happened twice in any attempt."""
    for index, finder, bindings in attempts:
        for message in index.messages.values():
            if twice := _delivered_twice(message):
                return _fault("the message delivered once", *twice)
        for once in plan.once:
            if fault := _more_than_asked(once, index, finder, bindings):
                return fault
    return None


def evidence(plan: Plan, attempt: Attempt) -> tuple[Event, ...]:
    """What was delivered and what was made, once each."""
    index, _, bindings = attempt
    seen: list[Event] = []
    for message in index.messages.values():
        seen += message.delivers
        seen += message.reply_delivers
    for once in plan.once:
        seen += matching(once.part, index, bindings)
    return sorted_by_seq(seen)


def unchecked(plan: Plan, attempts: list[Attempt], sees: Sees) -> tuple[str, ...]:
    """The kinds of event that the rule needs and that were not watched; `redelivered` where it had to be known."""
    labels = [("rpc", "rpc.deliver", frozenset[str]())]
    labels += [(once.part.channel, once.part.label, once.part.ends) for once in plan.once]
    unseen = [label for channel, label, ends in labels if not sees(channel, ends)]
    if any(_unmarked(message) for index, _, _ in attempts for message in index.messages.values()):
        unseen.append("redelivered")
    return tuple(dict.fromkeys(unseen))


def _delivered_twice(message: Message) -> tuple[Event, Event] | None:
    """Two deliveries neither of which says that it is one more; the order in which they were seen tells nothing."""
    for delivers in (message.delivers, message.reply_delivers):
        if len(delivers) > 1 and delivers[0].mode != "fanout":
            first = [event for event in delivers if event.redelivered is False or event.redelivered is None]
            if len(first) > 1:
                return first[0], first[1]
    return None


def _unmarked(message: Message) -> bool:
    """Whether it was delivered more than once, and not each time is known to be a redelivery or none."""
    return any(
        len(delivers) > 1 and any(event.redelivered is UNSET for event in delivers)
        for delivers in (message.delivers, message.reply_delivers)
    )


def _more_than_asked(once: OncePlan, index: Index, finder: Finder, bindings: Bindings) -> Fault | None:
    asked = 1 if once.each is None else finder.left_for(once.part.key, once.each)
    if asked is None or (asked <= 0 and not once.unasked):
        return None
    seen = list(matching(once.part, index, bindings))
    if len(seen) <= asked:
        return None
    for events in _of_one(once, seen, index, bindings):
        if len(events) > asked > 0:
            return _fault(f"{once.what} once", events[asked - 1], events[asked])
        if len(events) > asked:
            text = f"expected {once.what} for what is asked for alone; yet there was more: {describe(events[0])}"
            return Fault("duplicated", text, (events[0],))
    return None


def _of_one(once: OncePlan, seen: list[Event], index: Index, bindings: Bindings) -> Iterable[list[Event]]:
    """The events of each instance, without what was given back before the next."""
    of_instance: dict[object, list[Event]] = {}
    for event in seen:
        of_instance.setdefault(event.instance_id if once.each is None else None, []).append(event)
    release = once.release
    if release is None:
        return of_instance.values()
    back = list(matching(release.given_back, index, bindings))
    return [_kept(events, back, release) for events in of_instance.values()]


def _kept(events: list[Event], back: list[Event], release: ReleasePlan) -> list[Event]:
    """Those but the last that were not given back before the next of them."""
    left = [
        event
        for event, following in pairwise(events)
        if not any(
            event.seq < given.seq < following.seq and release.same_back(given) == release.same_taken(event)
            for given in back
        )
    ]
    return [*left, *events[-1:]]


def matching(part: Part, index: Index, bindings: Bindings) -> Iterator[Event]:
    """The events of one attempt that a rule's pattern means."""
    for option in part.alternatives:
        yield from matching(option, index, bindings)
    if part.slot is None:
        found = index.acts.get(part.key or "", ())
    else:
        units = index.of_key.get(part.key or "", ())
        found = [event for unit in units if (event := getattr(unit, part.slot)) is not None]
    yield from (event for event in found if part.fits(event, bindings))


def _fault(what: str, first: Event, again: Event) -> Fault:
    text = f"expected {what}; yet after {describe(first)} came {describe(again)}"
    return Fault("duplicated", text, (first, again))
