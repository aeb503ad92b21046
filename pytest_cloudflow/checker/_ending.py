"""`CF-END` and `CF-ADDRESS`: how the boot ended, and whether the finished instance shows its addresses."""

from __future__ import annotations

from typing import NamedTuple

from ..trace._events import Event
from . import _explain as explain
from ._binding import Bindings
from ._explain import Fault, describe
from ._index import Index
from ._once import matching
from ._order import Before
from ._plan import Plan
from ._rows import Rows, may_be_failed
from ._stops import Stop


class Ending(NamedTuple):
    """How the boot ended: the event of its end state, and what is wrong with that."""

    event: Event | None
    fault: Fault | None


def ending(rows: Rows, refused: Event | None, stop: Stop | None, before: Before) -> Ending:
    """The end state and its fault, if it has one. What may have come before the end is no fault of it.

    :param refused: the answer to the boot request, if it tells of an error.
    """
    changes = rows.changes
    refusal = stop.refusal if stop is not None else None
    perhaps = rows.fail(refusal) if refusal is not None else None
    active = rows.results[-1]
    left = rows.after_end()
    failed = next((event for event in changes if is_failed(event)), None)
    if failed is not None and failed is not left:
        later = [event for event in changes if not may_be_failed(event) and before(failed, event) is not False]
        return Ending(failed, _left(failed, later[0], before) if later else None)
    if active.event is None:
        return Ending(perhaps, None)
    if refusal is not None:
        return Ending(active.event, _came_up(refusal, active.event))
    for failure in (refused, *changes):
        if failure is not None and _fails(failure) and before(failure, active.event) is True:
            return Ending(active.event, _came_up(failure, active.event))
    return Ending(active.event, _left(active.event, left, before) if left is not None else None)


def is_failed(event: Event) -> bool:
    """Whether the event is the end state of a boot that failed: error, with no task."""
    return event.vm_state == "error" and not event.task_state


def _fails(event: Event) -> bool:
    return event.channel != "state" or event.vm_state == "error"


def _came_up(failure: Event, active: Event) -> Fault:
    text = f"expected that a boot which failed ends in error ({describe(failure)})"
    return Fault("wrong_state", f"{text}; yet it came up: {describe(active)}", (failure, active))


def _left(end: Event, later: Event, before: Before) -> Fault:
    if before(end, later) is None:
        return explain.concurrent("the end state and nothing after it", end, later)
    text = f"expected that the boot rests in its end state ({describe(end)}); yet it was left by {describe(later)}"
    return Fault("wrong_state", text, (end, later))


class Addresses(NamedTuple):
    """The answer that showed the finished instance, and what is wrong with what it showed."""

    event: Event | None
    fault: Fault | None


def addresses(
    plan: Plan, index: Index, bindings: Bindings, ports: tuple[Event, ...], end: Event | None, before: Before
) -> Addresses:
    """Compares the addresses of the ports with those that the instance shows when it is asked after it came up."""
    wanted = {ip for event in ports if isinstance(event.facts.fixed_ips, list) for ip in event.facts.fixed_ips}
    last: Event | None = None
    for event in matching(plan.address, index, bindings):
        shown = event.facts.fixed_ips
        if not isinstance(shown, list) or end is None or before(end, event) is not True:
            continue
        if wanted <= set(shown):
            return Addresses(event, None)
        asked = index.exchanges[event.exchange].request
        if asked is not None and before(end, asked) is True:
            last = event
    if last is None:
        return Addresses(None, None)
    return Addresses(last, _differs(sorted(wanted), last, ports))


def _differs(wanted: list[str], shown: Event, ports: tuple[Event, ...]) -> Fault:
    port = next(event for event in ports if isinstance(event.facts.fixed_ips, list))
    text = f"expected that the instance shows {explain.show(wanted)} ({describe(port)})"
    found = f"found {explain.show(shown.facts.fixed_ips)} in {describe(shown)}"
    return Fault("wrong_data", f"{text}; {found}", (port, shown))
