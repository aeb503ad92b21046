"""The state table: whether each row was entered in its place, kept, and left for good (CONTRACT section 3, *Rows*)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import UNSET

from ..profiles._model import When
from ..trace._events import Event, Text
from . import _explain as explain
from ._explain import Fault
from ._finding import Found
from ._order import Before
from ._plan import Plan, RowPlan, Triple

Span = tuple[Event, ...]
Shown = tuple[Text, Text, Text]

UNCLEAR = -1
"""In the place of a row: the event does not show enough to tell which state it is."""


class RowResult:
    """One row of one attempt: the change that entered it, and what is wrong with it."""

    __slots__ = ("event", "fault", "row")

    def __init__(self, row: RowPlan, event: Event | None) -> None:
        self.row = row
        self.event = event
        self.fault: Fault | None = None


class Rows:
    """The changes of one attempt held against the table.

    :param sound: the steps that may bound a row: they have evidence and did not fail themselves.
    :param applies: whether what a row depends on was asked for.
    """

    def __init__(
        self,
        plan: Plan,
        changes: list[Event],
        found: dict[int, Found],
        sound: frozenset[int],
        before: Before,
        applies: Callable[[When | None], bool | None],
    ) -> None:
        self._plan = plan
        self._found = found
        self._sound = sound
        self._before = before
        self._applies = applies
        self._shown = changes
        self._changes = collapsed(changes)
        self._rows = [self._row_of(event) for event in self._changes]
        self.results = [RowResult(row, self._first(row)) for row in plan.rows]
        self._fill([e for e in changes if UNSET in shown(e) and self._row_of(e) == UNCLEAR])

    def judge(self) -> list[RowResult]:
        """One result a row, in the table's order; a row that was not seen has no event and no fault yet."""
        last = self._well_ended()
        for result in self.results:
            if result.event is not None:
                result.fault = self._misplaced(result.row, result.event) or self._again(result, last)
        for place, low, high, in_force in self._neighbours(last):
            self._strange(place, low, high, in_force)
        return self.results

    @property
    def changes(self) -> list[Event]:
        """The changes, without those that changed nothing."""
        return self._changes

    def came_up(self) -> bool:
        """Whether the last row was entered for certain; what may as well show the end of a boot that failed is not."""
        event = self.results[-1].event
        return event is not None and not may_be_failed(event)

    def fail(self, refusal: Event) -> Event | None:
        """The boot was refused: what may show its failed end then is no last row. The first such event since."""
        end = self.results[-1]
        if not self.came_up():
            end.event = end.fault = None
        since = (event for event in self._shown if self._before(event, refusal) is not True)
        return next((event for event in since if may_be_failed(event)), None)

    def after_end(self) -> Event | None:
        """What followed, or may have, the last row where that was entered in its place: an end state was left again."""
        place = self._well_ended()
        end = self._plan.rows[-1].triple
        for event in self._changes[place:]:
            if not matches(event, end) and self._before(self._changes[place - 1], event) is not False:
                return event
        return None

    def _row_of(self, event: Event) -> int | None:
        """The row that the event shows, `None` if none; `UNCLEAR` where it does not show enough to tell."""
        fitting = [row.index for row in self._plan.rows if matches(event, row.triple)]
        if fitting and UNSET in shown(event):
            others = any(matches(event, triple) for triple, _ in self._plan.between) or may_be_failed(event)
            return UNCLEAR if others or len(fitting) > 1 else fitting[0]
        return fitting[0] if fitting else None

    def _fill(self, unclear: list[Event]) -> None:
        """A row that nothing shows for certain may be what one of these shows, if that stands in the row's place."""
        for result in self.results:
            if unclear and result.event is None and self._applies(result.row.when) is not False:
                result.event = self._possible(result.row, unclear)
                unclear = [event for event in unclear if event is not result.event]

    def _possible(self, row: RowPlan, unclear: list[Event]) -> Event | None:
        concurrent: Event | None = None
        for event in unclear:
            if matches(event, row.triple) and self._in_turn(row, event):
                fault = self._misplaced(row, event)
                if fault is None:
                    return event
                if fault.reason == "concurrent":
                    concurrent = concurrent or event
        return concurrent

    def _in_turn(self, row: RowPlan, event: Event) -> bool:
        """Whether the event lies between the rows before this one and those after it, as far as they were seen."""
        earlier = (r.event for r in self.results[: row.index] if r.event is not None)
        later = (r.event for r in self.results[row.index + 1 :] if r.event is not None)
        in_time = all(self._before(other, event) is not False for other in earlier)
        return in_time and all(self._before(event, other) is not False for other in later)

    def _first(self, row: RowPlan) -> Event | None:
        places = [place for place, index in enumerate(self._rows) if index == row.index]
        return self._changes[places[0]] if places else None

    def _well_ended(self) -> int:
        """How many changes there are up to the last row, if it was entered in its place; else all."""
        end = self._plan.rows[-1]
        for place, index in enumerate(self._rows):
            if index == end.index and self._misplaced(end, self._changes[place]) is None:
                return place + 1
        return len(self._changes)

    def _again(self, result: RowResult, last: int) -> Fault | None:
        places = self._entries(result.row, last) if self._rows.count(result.row.index) > 1 else []
        if len(places) < 2 or (result.row.given_up and self._given_up(places[1])):
            return None
        first, again = (self._changes[place] for place in places[:2])
        return explain.row_again(result.row, first, again) if self._before(first, again) is not None else None

    def _entries(self, row: RowPlan, last: int) -> list[int]:
        """The places at which the row was entered from another state."""
        clear = [place for place in range(last) if self._rows[place] != UNCLEAR]
        before: list[int | None] = [None, *(self._rows[place] for place in clear)]
        return [place for place, index in zip(clear, before, strict=False) if self._rows[place] == row.index != index]

    def _given_up(self, place: int) -> bool:
        """Whether the change is followed by the error in which the boot ends, and by nothing else."""
        return place + 1 < len(self._changes) and self._only_errors(place + 1)

    def _misplaced(self, row: RowPlan, event: Event) -> Fault | None:
        worst: Fault | None = None
        for early, span, words in self._bounds(row):
            for other in span:
                known = self._before(other, event) if early else self._before(event, other)
                if known is False:
                    return explain.row_misplaced(row, words, event, other)
                if known is None:
                    worst = explain.concurrent(f"the state {row.title} and {words}", event, other)
        return worst

    def _bounds(self, row: RowPlan) -> Iterable[tuple[bool, Span, str]]:
        if row.at is not None:
            yield True, self._at(row.at), f"at or after step {row.at}"
        if row.after is not None:
            yield True, self._outward(row.after, self._earlier), f"after {_bound(row.after)}"
        if row.by is not None:
            yield False, self._outward(row.by, self._later), f"before {_bound(row.by)}"

    def _at(self, bound: int | str) -> Span:
        if isinstance(bound, int) and bound in self._sound:
            return self._found[bound].events[:1]
        return self._outward(bound, self._earlier)

    def _outward(self, bound: int | str, onward: Callable[[int | str], Iterable[int | str]]) -> Span:
        """The events of the bound; where it failed, was not seen or does not apply, those of the next ones outward."""
        span: list[Event] = []
        pending, seen = [bound], {bound}
        while pending:
            current = pending.pop(0)
            events = self._span(current)
            if events:
                span.extend(events)
                continue
            more = [b for b in onward(current) if b not in seen]
            seen.update(more)
            pending.extend(more)
        return tuple(span)

    def _span(self, bound: int | str) -> Span:
        if isinstance(bound, int):
            return self._found[bound].events if bound in self._sound else ()
        event = next((r.event for r in self.results if r.row.clause == bound), None)
        return (event,) if event is not None else ()

    def _earlier(self, bound: int | str) -> Iterable[int | str]:
        if isinstance(bound, int):
            return self._plan.steps[bound - 1].after
        row = self._plan.row(bound)
        return [b for b in (row.at, row.after) if b is not None]

    def _later(self, bound: int | str) -> Iterable[int | str]:
        if isinstance(bound, int):
            return self._plan.followers[bound]
        row = self._plan.row(bound)
        return [row.by] if row.by is not None else []

    def _neighbours(self, last: int) -> Iterator[tuple[int, int, int, int]]:
        """For each change of no row: the latest row before it, the earliest after it, and the one in force."""
        later = [len(self.results)] * (last + 1)
        for place in range(last - 1, -1, -1):
            index = self._rows[place]
            later[place] = later[place + 1] if index in (None, UNCLEAR) else min(index, later[place + 1])
        low, in_force = -1, 0
        for place in range(last):
            index = self._rows[place]
            if index is None:
                yield place, low, later[place], in_force
            elif index != UNCLEAR:
                low, in_force = max(low, index), index

    def _strange(self, place: int, low: int, high: int, in_force: int) -> None:
        """A state of no row, or one that is lawful elsewhere, is charged to the row in whose place it stands."""
        event = self._changes[place]
        if self._failing(place) or self._lawful(event):
            return
        unseen = (r for r in self.results[low + 1 : high] if r.event is None and r.fault is None)
        charged = next((r for r in unseen if self._applies(r.row.when) is not False), self.results[in_force])
        if charged.fault is None or charged.fault.reason == "concurrent":
            charged.fault = explain.row_wrong(charged.row, event, triple_shown(event), self._kept(charged.row))

    def _failing(self, place: int) -> bool:
        """Whether it is the error in which a failed boot ends, or one with a task that is on the way to it.

        How such a boot ends is charged to `CF-END`.
        """
        event = self._changes[place]
        return may_be_failed(event) or (event.vm_state == "error" and self._only_errors(place))

    def _only_errors(self, place: int) -> bool:
        return all(event.vm_state == "error" for event in self._changes[place:])

    def _lawful(self, event: Event) -> bool:
        for triple, between in self._plan.between:
            if matches(event, triple):
                after = self._outward(between.after, self._earlier)
                by = self._outward(between.by, self._later)
                early = any(self._before(other, event) is False for other in after)
                late = any(self._before(event, other) is False for other in by)
                if not early and not late:
                    return True
        return False

    def _kept(self, row: RowPlan) -> Event | None:
        until = self._outward(row.until, self._later) if row.until is not None else ()
        return until[-1] if until else None


def collapsed(changes: Iterable[Event]) -> list[Event]:
    """The changes without those that left the state as it was, as far as they show it."""
    kept: list[Event] = []
    known: Shown | None = None
    for event in changes:
        state = shown(event)
        if known is None or (UNSET not in state and UNSET not in known):
            same, more = state == known, state
        else:
            same = _fits(state, known, unknown=False)
            more = _filled(state, known) if _fits(state, known) else state
        if not same:
            known = more
            kept.append(event)
    return kept


def _fits(state: Shown, known: Shown, *, unknown: bool = True) -> bool:
    """Whether what a state shows is what is known; `unknown`: or may be, where that is not known."""
    return all(s is UNSET or s == k or (unknown and k is UNSET) for s, k in zip(state, known, strict=True))


def _filled(state: Shown, known: Shown) -> Shown:
    vm_state, task_state, power_state = (k if s is UNSET else s for s, k in zip(state, known, strict=True))
    return vm_state, task_state, power_state


def may_be_failed(event: Event) -> bool:
    """Whether the event shows the end state of a boot that failed, error with no task, as far as it shows one."""
    return (event.vm_state == "error" or event.vm_state is UNSET) and not event.task_state


def matches(event: Event, triple: Triple) -> bool:
    """Whether the event shows that state, as far as it shows one."""
    vm_state, task_state, power_state = triple
    return (
        (event.vm_state == vm_state or event.vm_state is UNSET)
        and (event.task_state == task_state or event.task_state is UNSET)
        and (event.power_state == power_state or event.power_state is UNSET)
    )


def shown(event: Event) -> Shown:
    """The state as the event shows it. An empty task is none."""
    return event.vm_state, event.task_state if event.task_state != "" else None, event.power_state


def triple_shown(event: Event) -> Triple:
    """The state as the event shows it; what it does not show is none."""
    return event.vm_state or None, event.task_state or None, event.power_state or None


def _bound(bound: int | str) -> str:
    return f"step {bound}" if isinstance(bound, int) else str(bound)
