"""Whether each step comes after those that its profile names as before it (CONTRACT section 3, *Order*)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ..trace._events import Event
from ._finding import Found
from ._order import Before, by_seq
from ._plan import StepPlan

Relation = Literal["after", "before", "concurrent"]
Span = tuple[Event, ...]


class Sequence:
    """The spans of the steps of one attempt, and what lies between them."""

    def __init__(self, steps: dict[int, StepPlan], found: dict[int, Found], before: Before) -> None:
        self._steps = steps
        self._found = found
        self._before = before
        self._total = before is by_seq

    def fault(self, step: StepPlan) -> tuple[Relation, int, Event, Event] | None:
        """What came too early: the relation, the step before it, that one's event, and this step's event."""
        worst = self._within(step) if step.ordered else None
        if self._total and not step.group:
            return worst or self._quick(step)
        for number, earlier, later in self._pairs(step):
            relation, first, second = self.relate(earlier, later)
            if relation == "before":
                return relation, number, first, second
            if relation == "concurrent" and worst is None:
                worst = relation, number, first, second
        return worst

    def _quick(self, step: StepPlan) -> tuple[Relation, int, Event, Event] | None:
        """The same for what nearly all steps are: done once, by one clock."""
        first = self._found[step.number].events[0]
        for number in self.nearest(step):
            last = self._found[number].events[-1]
            if last.seq > first.seq:
                return "before", number, last, first
        return None

    def relate(self, earlier: Span, later: Span) -> tuple[Relation, Event, Event]:
        """How `later` lies to `earlier` (both in the order of `seq`), and the two events by which this is so."""
        if self._total:
            last, start = earlier[-1], later[0]
            return "after" if last.seq < start.seq else "before", last, start
        before = self._before
        pair = concurrent = None
        for first in earlier:
            for second in later:
                known = before(first, second)
                if known is False:
                    return "before", first, second
                if known is None:
                    concurrent = concurrent or (first, second)
                pair = pair or (first, second)
        if concurrent is not None:
            return "concurrent", *concurrent
        assert pair is not None
        return "after", *pair

    def _within(self, step: StepPlan) -> tuple[Relation, int, Event, Event] | None:
        """A part that says `then` comes after the part before it."""
        for parts in self._found[step.number].repetitions:
            previous: Span = ()
            for part, events in zip(step.parts, parts, strict=True):
                if part.then and previous and events:
                    relation, first, second = self.relate(previous, events)
                    if relation != "after":
                        return relation, step.number, first, second
                previous = events or previous
        return None

    def _pairs(self, step: StepPlan) -> Iterator[tuple[int, Span, Span]]:
        """Each span of the step beside that of the nearest earlier step with evidence."""
        found = self._found[step.number]
        if not step.group:
            for number in self.nearest(step):
                yield number, self._found[number].events, found.events
            return
        for place, parts in enumerate(found.repetitions):
            events = _merged(parts)
            if events:
                for number in self._nearest_in(step, place):
                    yield number, self._span(number, step, place), events

    def nearest(self, step: StepPlan) -> list[int]:
        """The nearest earlier steps that have evidence, along each line of `after`."""
        return self._walk(step, None, 0)

    def _nearest_in(self, step: StepPlan, place: int) -> list[int]:
        return self._walk(step, step.group, place)

    def _walk(self, step: StepPlan, group: tuple[str, ...] | None, place: int) -> list[int]:
        if group is None and len(step.after) == 1 and self._found[step.after[0]].events:
            return [step.after[0]]
        nearest: list[int] = []
        pending, seen = list(step.after), set(step.after)
        while pending:
            number = pending.pop(0)
            if self._has(number, group, place):
                nearest.append(number)
                continue
            more = [n for n in self._steps[number].after if n not in seen]
            seen.update(more)
            pending.extend(more)
        return nearest

    def _has(self, number: int, group: tuple[str, ...] | None, place: int) -> bool:
        if group and self._steps[number].group == group:
            return bool(self._events_of(number, place))
        return bool(self._found[number].events)

    def _span(self, number: int, step: StepPlan, place: int) -> Span:
        if self._steps[number].group == step.group:
            return self._events_of(number, place)
        return self._found[number].events

    def _events_of(self, number: int, place: int) -> Span:
        repetitions = self._found[number].repetitions
        if place >= len(repetitions):
            return ()
        return _merged(repetitions[place])


def _merged(parts: list[Span]) -> Span:
    """The events of one repetition by `seq`."""
    if len(parts) == 1:
        return parts[0]
    return tuple(sorted((event for part in parts for event in part), key=lambda event: event.seq))
