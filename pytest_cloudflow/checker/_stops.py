"""Where a boot whose evidence ends came to stand, and whether it was refused there (CONTRACT section 3, *Stops*)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..trace._events import Event, Expectation
from ._finding import Finder
from ._index import Exchange, Index, Unit, is_error
from ._plan import DEPENDS_ON, Part, Plan, StepPlan
from ._rows import RowResult
from ._step import StepResult

ENTRY = 7
REFUSED_AT = (2, 3, 5, 7, 10, 21, 24, 27, 28)
"""The steps at which the contract charges a refusal, where nothing tells that it was a validation's."""

_UNAUTHORIZED = 401
_SERVER_ERRORS = 500


class Stop(NamedTuple):
    """The step a boot stopped at, and the answer or act that refused it (`None`: it stands still).

    Not `seen`: the scenario declared that step, and for all that could be seen it stopped there.
    """

    step: StepPlan
    refusal: Event | None
    seen: bool = True


class Stops:
    """Looks for the stop of one attempt.

    :param sees: whether a part of a step could not have been missed.
    :param cached: whether a step is a validation that need not have been asked for.
    """

    def __init__(
        self,
        plan: Plan,
        index: Index,
        finder: Finder,
        results: dict[int, StepResult],
        sees: Callable[[StepPlan, Part], bool],
        cached: Callable[[StepPlan], bool],
    ) -> None:
        self._plan = plan
        self._index = index
        self._finder = finder
        self._results = results
        self._sees = sees
        self._cached = cached

    def find(self, flow: list[StepPlan], rows: list[RowResult], expect: Expectation | None) -> Stop | None:
        """The stop, if there is one, among the applicable steps.

        An instance that came up stopped nowhere, unless its last step was refused.

        :param rows: what was seen of the state table.
        :param expect: where the scenario declared that it stops; it counts where nobody could look.
        """
        ended_well = rows[-1].event is not None
        last = max((place for place, step in enumerate(flow) if self._good(step)), default=-1)
        place = self._candidate(flow, last)
        refusal = self._refusal(flow[place]) if place is not None else None
        if ended_well and (refusal is None or place is None or place > last + 1):
            return None
        if refusal is not None and place is not None:
            return self._charged(flow, place, refusal)
        waits = Stop(self._unanswered(flow[place]), None) if place is not None else None
        return self._out_of_sight(flow, self._hidden(flow, rows, last, place), waits, expect)

    def _hidden(self, flow: list[StepPlan], rows: list[RowResult], last: int, place: int | None) -> range:
        """The places from where the boot is known to have come to the next step that could have been seen."""
        end = len(flow) if place is None else place
        passed = set(self._passed(rows))
        known = max((at for at, step in enumerate(flow) if step.number in passed), default=-1)
        return range(max(last, min(known, end - 1)) + 1, end)

    def _passed(self, rows: list[RowResult]) -> Iterator[int | str | None]:
        """Steps that lie behind it: an instance is there, nova-api accepted the request, a row was entered."""
        answers = [unit.response for unit in self._index.of_key.get(self._plan.boot, ()) if isinstance(unit, Exchange)]
        if self._index.changes or any(answer is not None and not is_error(answer) for answer in answers):
            yield ENTRY
        for result in rows:
            if result.event is not None and result.fault is None:
                yield from (result.row.at, result.row.after)
                yield from (earlier.row.until for earlier in rows[: result.row.index])

    def _out_of_sight(
        self, flow: list[StepPlan], hidden: range, waits: Stop | None, expect: Expectation | None
    ) -> Stop | None:
        """Where nobody could look: the exchange that those steps belong to was refused, or the boot is in error.

        :param waits: the stop at the next step that could have been seen, if there is one.
        """
        refused = ((place, self._refusal(flow[place])) for place in reversed(hidden))
        place, answer = next(((p, r) for p, r in refused if r is not None and r.kind == "response"), (0, None))
        failed = next((event for event in self._index.changes if event.vm_state == "error"), None)
        left = [flow[place] for place in hidden if not self._was_skipped(flow[place])]
        if expect is not None and (waits is not None or len(left) > 1 or expect.reason == "missing"):
            declared = _declared(left, expect, answer or failed)
            if declared is not None:
                return Stop(declared, answer or failed, seen=False)
        if answer is not None:
            return self._charged(flow, place, answer, hidden.start)
        if waits is not None or failed is None or not left:
            return waits
        return Stop(_first_charged(left), failed)

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
        if step.when_unless is not None or self._cached(step):
            return False
        return any(self._sees(step, part) for part in step.parts)

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

    def _charged(self, flow: list[StepPlan], place: int, refusal: Event, first: int = 0) -> Stop:
        """The earliest step in a row of steps that are not whole and ended in one error.

        Steps that are repeated together may each have an error of their own.

        :param first: before that place the boot did not stop.
        """
        while place > first and (not self._good(flow[place - 1]) or not self._whole(flow[place - 1])):
            earlier = self._refusal(flow[place - 1])
            together = flow[place].group and flow[place].group == flow[place - 1].group
            if earlier is None or (earlier is not refusal and not together):
                break
            place, refusal = place - 1, earlier
        return Stop(self._unseen_validation(flow, refusal) or self._answering(flow, place), refusal)

    def _answering(self, flow: list[StepPlan], place: int) -> StepPlan:
        """The step that is charged for a refusal at that place."""
        step = flow[place]
        if step.refused_at is not None and not self._results[step.number].rejected:
            return self._plan.steps[step.refused_at - 1]
        return step if self._could_be_seen(step) else _first_charged(flow[place:])

    def _unseen_validation(self, flow: list[StepPlan], refusal: Event) -> StepPlan | None:
        """Where a service answers 401 and nobody could see how it had the token validated, that is what refused."""
        if refusal.status != _UNAUTHORIZED:
            return None
        asking = next((step for step in flow if step.validates == refusal.source), None)
        if asking is None or self._results[asking.number].events or self._could_be_seen(asking):
            return None
        return next((step for step in flow if DEPENDS_ON.get(step.number) == asking.number), asking)


def _declared(left: list[StepPlan], expect: Expectation, refusal: Event | None) -> StepPlan | None:
    """The step that the scenario declared, if it is among those that nobody could see and nothing speaks against it.

    A refusal in the 400s tells what was refused; one in the 500s, or an instance in error, may be anybody's.
    """
    told = refusal is not None and type(refusal.status) is int and refusal.status < _SERVER_ERRORS
    if told or expect.reason not in ("rejected", "missing") or (expect.reason == "rejected" and refusal is None):
        return None
    return next((step for step in left if step.clause == expect.stopped_at), None)


def _first_charged(steps: list[StepPlan]) -> StepPlan:
    """The first at which refusals are charged."""
    return next((step for step in steps if step.number in REFUSED_AT), steps[0])
