"""Which events are the evidence of a step (CONTRACT section 3, *Found by*)."""

from __future__ import annotations

from msgspec import UNSET

from ..trace._events import Event
from ._binding import Bindings
from ._checks import Check
from ._index import Exchange, Index, Unit, is_error
from ._plan import Part, StepPlan
from ._standing import any_event, standing

Refs = dict[str, Unit]


class Found:
    """The evidence of one step: a list of parts per repetition, each part the events found for it.

    `scopes` are what the references of each repetition stand for, `asked` how many repetitions were asked for.
    """

    __slots__ = ("asked", "events", "repetitions", "scopes", "step")

    def __init__(
        self,
        step: StepPlan,
        repetitions: list[list[tuple[Event, ...]]],
        scopes: list[Refs],
        asked: int | None = None,
    ) -> None:
        self.step = step
        self.repetitions = repetitions
        self.scopes = scopes
        self.asked = asked
        if len(repetitions) == 1 and len(repetitions[0]) == 1:
            self.events = repetitions[0][0]
        else:
            self.events = sorted_by_seq([event for parts in repetitions for part in parts for event in part])

    def too_few(self) -> bool:
        """Whether there are fewer repetitions than were asked for."""
        return self.asked is not None and len(self.repetitions) < self.asked

    def absent(self) -> list[Part]:
        """The parts that some repetition lacks; all of them where there is no repetition."""
        if not self.repetitions:
            return list(self.step.parts)
        return [
            part
            for place, part in enumerate(self.step.parts)
            if not part.optional and not all(found[place] for found in self.repetitions)
        ]


class Finder:
    """Finds step after step in one attempt; what a step names is known to the steps after it."""

    def __init__(self, index: Index, bindings: Bindings) -> None:
        self._index = index
        self._bindings = bindings
        self.refs: Refs = {}
        self.groups: dict[tuple[str, ...], list[Refs]] = {}
        self.openers: dict[tuple[str, ...], Part] = {}

    def find(self, step: StepPlan) -> Found:
        """The step's evidence; what was not found is an empty part."""
        if step.group:
            return self._repeated(step)
        if step.single:
            return Found(step, [[self._part(step, step.parts[0], self.refs)]], [self.refs])
        return Found(step, [[self._part(step, part, self.refs) for part in step.parts]], [self.refs])

    def _repeated(self, step: StepPlan) -> Found:
        asked = self.asked(step.group)
        repetitions = self.groups.get(step.group)
        if repetitions is None:
            repetitions = self.groups[step.group] = self._open(step, asked)
        found = [[self._part(step, part, refs) for part in step.parts] for refs in repetitions]
        return Found(step, found, repetitions, asked)

    def left_for(self, key: str | None, name: str) -> int | None:
        """How many of a list's entries, and of those asked for with them, are not asked for in another way than `key`.

        `None` if nothing told how many there are.
        """
        if self._bindings.entries(name) is None:
            return None
        group = next((group for group in self.groups if name in group), (name,))
        asked, part = self.asked(group) or 0, self.openers.get(group)
        if part is None or all(option.key != key for option in part.options()):
            return asked
        return asked - sum(refs[part.ref or ""].key != key for refs in self.groups[group])

    def asked(self, group: tuple[str, ...]) -> int | None:
        """How many repetitions were asked for; `None` if nothing told."""
        entries = [self._bindings.entries(name) for name in group]
        known = [len(entry) for entry in entries if entry is not None]
        return sum(known) if known else None

    def _open(self, step: StepPlan, asked: int | None) -> list[Refs]:
        """One set of references for each exchange that opens a repetition, at most as many as were asked for."""
        part = step.parts[0]
        units = [(option, unit) for option in part.options() for unit in self._candidates(option, self.refs)]
        if asked is not None and (len(units) > asked or any(option.given for option, _ in units)):
            ranked = sorted(units, key=lambda each: self._rank(step, part, self._event(part, each[1])))
            stand = standing(ranked, asked, self._bindings)
            units = [each for each in units if id(each[1]) in stand]
        self.openers[step.group] = part
        return [self._take(part, unit, dict(self.refs)) for _, unit in units]

    def _part(self, step: StepPlan, part: Part, refs: Refs) -> tuple[Event, ...]:
        if part.slot is None:
            return self._acts(step, part, refs)
        unit = refs.get(part.ref or "")
        if unit is None:
            unit = self._choose(step, part, refs)
            if unit is None:
                return ()
            self._take(part, unit, refs)
        event = getattr(unit, part.slot, None)
        return (event,) if event is not None else ()

    def _take(self, part: Part, unit: Unit, refs: Refs) -> Refs:
        unit.used = True
        if part.ref is not None:
            refs[part.ref] = unit
        return refs

    def _choose(self, step: StepPlan, part: Part, refs: Refs) -> Unit | None:
        for option in part.options():
            units = self._candidates(option, refs)
            if len(units) == 1:
                return units[0]
            if units:
                return min(units, key=lambda unit: self._rank(step, part, self._event(part, unit), _failed(unit)))
        return None

    @staticmethod
    def _event(part: Part, unit: Unit) -> Event | None:
        event: Event | None = getattr(unit, part.slot or "", None)
        return event

    def _candidates(self, part: Part, refs: Refs) -> list[Unit]:
        key = part.key
        if key is None:
            return []
        index = self._index
        under = refs.get(part.cause) if part.cause is not None else None
        if under is not None:
            units = index.candidates(key, under.id)
        else:
            units = index.of_key.get(key, [])
            if part.cause is not None:
                units = [unit for unit in units if index.unseen(unit.cause)]
        if len(units) == 1 and not units[0].used and not part.given:
            return units
        units = [unit for unit in units if not unit.used]
        if part.given:
            self._bindings.scope = refs
            units = [unit for unit in units if part.fits(any_event(unit), self._bindings)]
        return units

    def _acts(self, step: StepPlan, part: Part, refs: Refs) -> tuple[Event, ...]:
        events = self._index.acts.get(part.key or "", [])
        if part.operation is not None:
            events = [event for event in events if part.fits(event, self._bindings)]
        under = refs.get(part.cause) if part.cause is not None else None
        if under is not None:
            cause = under.id
            events = [e for e in events if e.cause == cause] or [e for e in events if e.cause is UNSET]
        elif part.cause is not None:
            events = [e for e in events if self._index.unseen(e.cause)]
        if part.many:
            return tuple(events)
        if len(events) < 2:
            return tuple(events)
        return (min(events, key=lambda event: self._rank(step, part, event)),)

    def _rank(
        self, step: StepPlan, part: Part, event: Event | None, failed: bool = False
    ) -> tuple[bool, bool, bool, bool]:
        """Right first: seen, by the right actor, with the right data; where retries are lawful, not refused.

        :param failed: the exchange or message that the event is of came to nothing.
        """
        if event is None:
            return (True, True, True, True)
        return (
            False,
            wrong_actor(part, event) is not None,
            bool(step.retries) and (failed or is_error(event)),
            any(self._differs(check.get(event), check) for check in step.checks),
        )

    def _differs(self, value: object, check: Check) -> bool:
        return value is not UNSET and not check.holds(value, self._bindings)


def sorted_by_seq(events: list[Event]) -> tuple[Event, ...]:
    """The events in the order of the trace, each once; mostly they are so already."""
    last = -1
    for event in events:
        if event.seq <= last:
            found = {event.seq: event for event in events}
            return tuple(found[seq] for seq in sorted(found))
        last = event.seq
    return tuple(events)


def wrong_actor(part: Part, event: Event) -> tuple[str, str, str] | None:
    """The end (`source`, `target`), who was expected there and who was found; `None` if right or unknown."""
    source, target = event.source, event.target
    if part.source is not None and source != part.source and type(source) is str:
        return ("source", part.source, source)
    if part.target is not None and target != part.target and type(target) is str:
        return ("target", part.target, target)
    return None


def _failed(unit: Unit) -> bool:
    """Whether it was refused, or is a request that nobody answered."""
    return unit.error() is not None or (isinstance(unit, Exchange) and unit.response is None)
