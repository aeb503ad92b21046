"""One attempt of a boot, looked at from every side: steps, their order, rows, and where it stopped."""

from __future__ import annotations

from ..profiles._model import When
from ..trace._events import Expectation, Header
from ._binding import Bindings
from ._cache import may_be_cached
from ._explain import Fault
from ._explain import concurrent as tell_concurrent
from ._explain import out_of_order as tell_out_of_order
from ._finding import Finder, Found
from ._index import Index, Message
from ._order import known_order
from ._plan import Part, Plan, StepPlan
from ._rows import Rows
from ._sequence import Sequence
from ._step import StepResult, judge_step
from ._stops import Stop, Stops
from ._watch import Watch

LOGIN = (1, 2)
REQUEST = 8


class AttemptResult:
    """What was found in one attempt. `applicable` tells for each step yes, no, or `None` for unknown.

    :param anew_from: the step from which on values are bound anew; `None`: all are.
    :param later: another attempt was before it.
    :param login_lost: something may have been missed of its login, which came before it was watched.
    :param expect: where the scenario declared that it stops.
    :param carried: the places of the events that it has from that one, if its rows start anew.
    """

    def __init__(
        self,
        plan: Plan,
        index: Index,
        watch: Watch,
        header: Header,
        anew_from: int | None = None,
        *,
        later: bool = False,
        login_lost: bool = False,
        expect: Expectation | None = None,
        carried: frozenset[int] = frozenset(),
    ) -> None:
        self.plan = plan
        self.index = index
        self.watch = watch
        self._carried = carried
        self.bindings = Bindings()
        self.finder = Finder(index, self.bindings)
        self.applicable: dict[int, bool | None] = {}
        self.results: dict[int, StepResult] = {}
        for step in self._steps_again() if later else plan.steps:
            if step.number == anew_from:
                self.bindings.forget(8)
            applies = True if step.when is None else self.applies(step.when)
            self.applicable[step.number] = applies
            found = self.finder.find(step) if applies is not False else Found(step, [], [])
            self.results[step.number] = judge_step(found, self.bindings)
        self._login_lost = login_lost
        self._sees_until: dict[int, Watch] = {}
        self._header = header
        self.before = known_order(index, header.max_skew)
        self.found = {number: result.found for number, result in self.results.items()}
        self.sequence = Sequence(plan.by_number, self.found, self.before)
        self.order_faults = self._order_faults()
        self.rows = Rows(plan, index.changes, self.found, self._sound_steps(), self.before, self.applies)
        self.rows.judge()
        self.stop = self._stop(expect)

    def _steps_again(self) -> tuple[StepPlan, ...]:
        """The steps; some are otherwise where a host was asked for anew, by who does so then."""
        steps, again = self.plan.steps, self.plan.again
        request = again.get(REQUEST)
        units = self.index.of_key.get(self.plan.request_key or "", ())
        asked = next((unit.publish for unit in units if isinstance(unit, Message) and unit.publish), None)
        if request is None or asked is None or asked.source != request.source:
            return steps
        return tuple(again.get(step.number, step) for step in steps)

    def applies(self, when: When | None) -> bool | None:
        """Whether one of the lists that a clause asks for is not empty; `None` if that is not known."""
        if when is None or not when.any:
            return True
        entries = [self.bindings.entries(name) for name in when.any]
        if any(entries):
            return True
        return None if None in entries else False

    def _order_faults(self) -> dict[int, Fault]:
        faults: dict[int, Fault] = {}
        for number, result in self.results.items():
            if not result.events:
                continue
            found = self.sequence.fault(result.step)
            if found is not None:
                relation, other, first, second = found
                faults[number] = (
                    tell_out_of_order(result.step, other, first, second)
                    if relation == "before"
                    else tell_concurrent(f"step {number} after step {other}", first, second)
                )
        return faults

    def _sound_steps(self) -> frozenset[int]:
        """The steps that have their evidence and did not fail, so that a row may be bounded by them."""
        late, carried = self.order_faults, self._carried
        return frozenset(
            number
            for number, result in self.results.items()
            if result.events
            and not (carried and carried.issuperset(event.seq for event in result.events))
            and result.fault is None
            and number not in late
            and not (result.absent and any(self.sees(result.step, part) for part in result.absent))
        )

    def _stop(self, expect: Expectation | None) -> Stop | None:
        came_up = self.rows.came_up()
        if came_up and not any(r.fault is not None or r.absent for r in self.results.values()):
            return None
        flow = [step for step in self.plan.flow if self.applicable[step.number] is not False]
        flow = [s for s in flow if self.applicable[s.number] or self.results[s.number].events]
        stops = Stops(self.plan, self.index, self.finder, self.results, self.sees, self._cached)
        return stops.find(flow, self.rows.results, expect)

    def sees(self, step: StepPlan, part: Part) -> bool:
        """Whether the part could not have been missed: by the maps in force up to what came after the step."""
        if self._login_lost and step.number in LOGIN:
            return False
        watch = self.watch
        if watch.changed:
            watch = self._sees_until.setdefault(step.number, watch.until(self._next_seq(step)))
        return watch.sees(part.channel, part.ends)

    def _cached(self, step: StepPlan) -> bool:
        return may_be_cached(self.plan, self._header, step)

    def _next_seq(self, step: StepPlan) -> int:
        """The place of the first evidence of any later step; beyond the end if there is none."""
        later = self.plan.flow[self.plan.place[step.number] + 1 :]
        seqs = [event.seq for s in later for event in self.results[s.number].events[:1]]
        return min(seqs, default=1 << 62)

    @property
    def host(self) -> str | None:
        """The host that was chosen."""
        value = self.bindings.value("$host")
        return value if isinstance(value, str) else None
