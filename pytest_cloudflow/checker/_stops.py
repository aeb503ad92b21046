"""Where a boot whose evidence ends came to stand, and whether it was refused there (CONTRACT section 3, *Stops*)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..trace._events import Event
from ._finding import Finder
from ._index import Index, Unit, is_error
from ._plan import DEPENDS_ON, Part, Plan, StepPlan
from ._step import StepResult

_UNAUTHORIZED = 401


class Stop(NamedTuple):
    """The step a boot stopped at, and the answer or act that refused it (`None`: it stands still)."""

    step: StepPlan
    refusal: Event | None


class Stops:
    """Looks for the stop of one attempt."""

    def __init__(
        self,
        plan: Plan,
        index: Index,
        finder: Finder,
        results: dict[int, StepResult],
        sees: Callable[[StepPlan, Part], bool],
    ) -> None:
        self._plan = plan
        self._index = index
        self._finder = finder
        self._results = results
        self._sees = sees

    def find(self, flow: list[StepPlan], ended_well: bool) -> Stop | None:
        """The stop, if there is one, among the applicable steps.

        An instance that came up stopped nowhere, unless its last step was refused.
        """
        last = max((place for place, step in enumerate(flow) if self._good(step)), default=-1)
        place = self._candidate(flow, last)
        if place is None:
            return None if ended_well else self._beyond_sight(flow, last)
        refusal = self._refusal(flow[place])
        if refusal is None:
            return None if ended_well else Stop(self._unanswered(flow[place]), None)
        if ended_well and place > last + 1:
            return None
        return self._charged(flow, place, refusal)

    def _beyond_sight(self, flow: list[StepPlan], last: int) -> Stop | None:
        """Where nobody could look: the exchange that the next steps belong to was refused, or the boot is in error.

        In error, it is the first step that nobody could see that is charged.
        """
        for place in range(len(flow) - 1, last, -1):
            refusal = self._refusal(flow[place])
            if refusal is not None and refusal.kind == "response":
                return self._charged(flow, place, refusal)
        failed = next((event for event in self._index.changes if event.vm_state == "error"), None)
        unseen = next((step for step in flow[last + 1 :] if not self._was_skipped(step)), None)
        return Stop(unseen, failed) if failed is not None and unseen is not None else None

    def _was_skipped(self, step: StepPlan) -> bool:
        """Whether it is one that a boot can do without, and of which nothing was seen where some could have been."""
        if step.when_unless is None:
            return False
        alike = [each for each in self._plan.steps if each.when == step.when]
        seen = any(self._results[each.number].events for each in alike)
        return not seen and any(self._sees(each, part) for each in alike for part in each.parts)

    def _good(self, step: StepPlan) -> bool:
        return any(not is_error(event) for event in self._results[step.number].events)

    def _candidate(self, flow: list[StepPlan], last: int) -> int | None:
        """The last step with evidence, if it is not whole; else the next one that could have been seen."""
        if last >= 0 and not self._whole(flow[last]):
            return last
        following = range(last + 1, len(flow))
        return next((place for place in following if self._could_be_seen(flow[place])), None)

    def _whole(self, step: StepPlan) -> bool:
        result = self._results[step.number]
        short = result.step.opens and result.found.too_few() and not self._refused_within(step)
        if result.rejected or short or any(self._sees(step, part) for part in result.absent):
            return False
        return result.fault is None or self._own_error(step) is None

    def _refused_within(self, step: StepPlan) -> bool:
        """Whether one of the exchanges that open a repetition was refused: for that those after it are not there."""
        scopes = self._finder.groups.get(step.group, ())
        names = [part.ref for part in step.parts if part.ref is not None]
        return any(scope[name].error() is not None for scope in scopes for name in names if name in scope)

    def _could_be_seen(self, step: StepPlan) -> bool:
        if self._results[step.number].events:
            return True
        return step.when_unless is None and any(self._sees(step, part) for part in step.parts)

    def _refusal(self, step: StepPlan) -> Event | None:
        """The error that the step, or the exchange, call or act it belongs to, ended in."""
        for event in self._results[step.number].events:
            if is_error(event):
                return event
        for unit in self._units(step):
            error = unit.error()
            if error is not None:
                return error
        if any(part.channel == "hypervisor" for part in step.parts):
            return next(iter(self._index.acts.get("error", ())), None)
        return None

    def _units(self, step: StepPlan) -> list[Unit]:
        refs = self._finder.refs
        scopes = [refs, *self._finder.groups.get(step.group, ())] if step.group else [refs]
        names = [name for part in step.parts for name in (part.ref, part.cause) if name is not None]
        return [scope[name] for scope in scopes for name in names if name in scope]

    def _own_error(self, step: StepPlan) -> Event | None:
        refs = self._finder.refs
        units = [refs[part.ref] for part in step.parts if part.ref in refs]
        return next((error for unit in units if (error := unit.error()) is not None), None)

    def _unanswered(self, step: StepPlan) -> StepPlan:
        """Where the boot failed because nobody answered, the step that waits for the answer is charged."""
        failed = any(event.vm_state == "error" for event in self._index.changes)
        if step.refused_at is None or not failed or self._results[step.number].events:
            return step
        return self._plan.steps[step.refused_at - 1]

    def _charged(self, flow: list[StepPlan], place: int, refusal: Event) -> Stop:
        """The earliest step in a row of steps that are not whole and ended in one error.

        Steps that are repeated together may each have an error of their own.
        """
        while place > 0 and (not self._good(flow[place - 1]) or not self._whole(flow[place - 1])):
            earlier = self._refusal(flow[place - 1])
            together = flow[place].group and flow[place].group == flow[place - 1].group
            if earlier is None or (earlier is not refusal and not together):
                break
            place, refusal = place - 1, earlier
        step = flow[place]
        if step.refused_at is not None and not self._results[step.number].rejected:
            step = self._plan.steps[step.refused_at - 1]
        return Stop(self._unseen_validation(flow, refusal) or step, refusal)

    def _unseen_validation(self, flow: list[StepPlan], refusal: Event) -> StepPlan | None:
        """Where a service answers 401 and nobody could see how it had the token validated, that is what refused."""
        if refusal.status != _UNAUTHORIZED:
            return None
        asking = next((step for step in flow if step.validates == refusal.source), None)
        if asking is None or self._results[asking.number].events or self._could_be_seen(asking):
            return None
        return next((step for step in flow if DEPENDS_ON.get(step.number) == asking.number), asking)
