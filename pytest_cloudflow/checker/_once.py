"""`CF-ONCE`: what must not happen twice (CONTRACT section 3, *Once*)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..trace._events import Event
from ._binding import Bindings
from ._explain import Fault, describe
from ._finding import Finder
from ._index import Index, Message
from ._plan import OncePlan, Part, Plan

Sees = Callable[[str, frozenset[str]], bool]


def duplicated(plan: Plan, attempts: list[tuple[Index, Finder, Bindings]]) -> Fault | None:
    """The first thing that happened twice in any attempt."""
    for index, finder, bindings in attempts:
        for message in index.messages.values():
            if twice := _delivered_twice(message):
                return _fault("the message delivered once", *twice)
        for once in plan.once:
            if extra := _more_than_asked(once, index, finder, bindings):
                return _fault(f"{once.what} once", *extra)
    return None


def unchecked(plan: Plan, sees: Sees) -> tuple[str, ...]:
    """The kinds of event that the rule needs and that were not watched."""
    labels = [("rpc", "rpc.deliver", frozenset[str]())]
    labels += [(once.part.channel, once.part.label, once.part.ends) for once in plan.once]
    return tuple(dict.fromkeys(label for channel, label, ends in labels if not sees(channel, ends)))


def _delivered_twice(message: Message) -> tuple[Event, Event] | None:
    for delivers in (message.delivers, message.reply_delivers):
        if len(delivers) > 1 and delivers[0].mode != "fanout":
            for again in delivers[1:]:
                if again.redelivered is not True:
                    return delivers[0], again
    return None


def _more_than_asked(once: OncePlan, index: Index, finder: Finder, bindings: Bindings) -> tuple[Event, Event] | None:
    asked = 1
    if once.each is not None:
        entries = bindings.entries(once.each)
        if entries is None:
            return None
        asked = max(finder.asked(_group(finder, once.each)) or 0, len(entries))
    events = list(matching(once.part, index, bindings))
    return (events[asked - 1], events[asked]) if 0 < asked < len(events) else None


def _group(finder: Finder, each: str) -> tuple[str, ...]:
    return next((group for group in finder.groups if each in group), (each,))


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
