"""Says in one sentence what was expected, what was found, and by which events this is certain.

The sentence is for an operator: components and values by name, events by what they were and their `seq`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import UNSET

from ..trace._events import Event, Failure

if TYPE_CHECKING:
    from ._binding import Bindings
    from ._checks import Check
    from ._plan import Part, RowPlan, StepPlan, Triple


class Fault(NamedTuple):
    """Why a clause does not hold: the reason, the sentence, and the (at most two) events that make it certain."""

    reason: str
    message: str
    witness: tuple[Event, ...] = ()


def describe(event: Event) -> str:
    """The event in a few words and its place in the trace."""
    words: list[str] = [event.channel, event.kind]
    for value in (event.method, event.path, event.table, event.operation, event.topic, event.server):
        if isinstance(value, str) and value:
            words.append(value)
    if event.channel == "state":
        words.append(triple((_text(event.vm_state), _text(event.task_state), _text(event.power_state))))
    if isinstance(event.status, int):
        words.append(str(event.status))
    who = f" by {event.source}" if isinstance(event.source, str) else ""
    return f"{' '.join(words)}{who} (seq {event.seq})"


def triple(state: Triple) -> str:
    """A state as the table writes it."""
    return " / ".join(part or "none" for part in state)


def show(value: Any) -> str:
    """A value in a sentence."""
    if value is None or value == () or value == []:
        return "none"
    if isinstance(value, list | tuple):
        return ", ".join(str(entry) for entry in value)
    return str(value)


def missing(step: StepPlan, parts: list[Part], around: tuple[Event, ...]) -> Fault:
    """Nothing was found although it was watched."""
    wanted = " and ".join(dict.fromkeys(part.words() for part in parts))
    return Fault("missing", f"expected {_what(step)} ({wanted}); none was seen{_around(around)}", around)


def too_few(step: StepPlan, found: int, asked: int, around: tuple[Event, ...]) -> Fault:
    """Fewer repetitions than were asked for."""
    return Fault("missing", f"expected {asked} times {_what(step)}; seen {found} times", around)


def wrong_actor(step: StepPlan, event: Event, wrong: tuple[str, str, str]) -> Fault:
    """Another component was at one end."""
    end, expected, found = wrong
    what = "it was done by" if end == "source" else "it went to"
    return Fault(
        "wrong_actor", f"expected {end} {expected} ({step.title}); {what} {found}: {describe(event)}", (event,)
    )


def rejected(step: StepPlan, event: Event) -> Fault:
    """The exchange, call or act ended in an error."""
    return Fault("rejected", f"expected step {step.number} to succeed ({_what(step)}); yet {refusal(event)}", (event,))


def hidden(step: StepPlan, refused: Event | None) -> str:
    """The boot ended as its scenario declares, but nobody could look where."""
    how = refusal(refused) if refused is not None else "the boot stands still"
    return f"the scenario expects a stop at step {step.number} ({_what(step)}), which nobody could see; {how}"


def refusal(event: Event) -> str:
    """How an answer refused, or that the boot failed."""
    if event.channel == "state":
        return f"the boot failed: {describe(event)}"
    failure = event.facts.failure
    said = ""
    if isinstance(failure, Failure):
        said = ": " + " ".join(_text(part) or "" for part in (failure.class_, failure.message)).strip()
    status = f"{event.status}" if isinstance(event.status, int) else "a failure"
    return f"{_text(event.source) or 'it'} answered {status}{said} ({describe(event)})"


def wrong_data(check: Check, value: Any, event: Event, bindings: Bindings) -> Fault:
    """A value is not the one that it must be."""
    found = f"found {show(value)} in {describe(event)}"
    name = check.name
    origin = bindings.origin(name) if name is not None else None
    if name is None or origin is None:
        expected = check.say if name is None else "known"
        return Fault("wrong_data", f"expected {check.key} to be {expected}; {found}", (event,))
    among = "" if check.say == name else "among "
    bound = bindings.entries(name) if among else bindings.value(name)
    shown = f"as step {origin[0]} showed ({describe(origin[1])})"
    return Fault("wrong_data", f"expected {check.key} {among}{show(bound)}, {shown}; {found}", (origin[1], event))


def not_among(hosts: list[str], event: Event, previous: Event | None) -> Fault:
    """A host came up that had been sorted out."""
    before = f" that passed {describe(previous)}" if previous is not None else ""
    text = f"expected hosts among those{before}; found {show(hosts)} in {describe(event)}"
    return Fault("wrong_data", text, (event,) if previous is None or previous is event else (previous, event))


def out_of_order(step: StepPlan, number: int, earlier: Event, later: Event) -> Fault:
    """The step came before what must come before it."""
    first = f"step {number}" if number != step.number else "what it builds on"
    text = f"expected step {step.number} after {first}; yet {describe(later)} came before {describe(earlier)}"
    return Fault("out_of_order", f"{text}, {_by_what(later, earlier)}", (later, earlier))


def concurrent(what: str, first: Event, second: Event) -> Fault:
    """Nothing tells which came first."""
    text = f"{what}: nothing tells which came first, {describe(first)} or {describe(second)}"
    return Fault("concurrent", text, (first, second))


def row_missing(row: RowPlan, around: tuple[Event, ...]) -> Fault:
    """The row was not entered."""
    return Fault("missing", f"expected the state {row.title}; it was not seen{_around(around)}", around)


def row_wrong(row: RowPlan, event: Event, state: Triple, until: Event | None) -> Fault:
    """Another state stood in the row's place."""
    kept = f" until {describe(until)}" if until is not None else ""
    text = f"expected the state {row.title}{kept}; found {triple(state)} in its place ({describe(event)})"
    return Fault("wrong_state", text, (event,) if until is None else (event, until))


def row_misplaced(row: RowPlan, place: str, event: Event, bound: Event) -> Fault:
    """The row was entered at another place than its own."""
    text = f"expected the state {row.title} {place}; yet it was entered by {describe(event)}, against {describe(bound)}"
    return Fault("out_of_order", text, (event, bound))


def row_again(row: RowPlan, first: Event, again: Event) -> Fault:
    """The row came back."""
    text = f"expected the state {row.title} once; it was entered by {describe(first)} and again by {describe(again)}"
    return Fault("out_of_order", text, (first, again))


def _what(step: StepPlan) -> str:
    who = f"{step.source} -> {step.target}" if step.target else step.source
    return f"{who}: {step.title}"


def _around(events: tuple[Event, ...]) -> str:
    match events:
        case (first, second):
            return f" between {describe(first)} and {describe(second)}"
        case (first,):
            return f" after {describe(first)}"
        case _:
            return ""


def _by_what(first: Event, second: Event) -> str:
    if first.clock == second.clock:
        return f"by the order of clock {first.clock!r}"
    apart = second.time - first.time
    return f"by their times, {apart:.6f} s apart" if apart > 0 else "by cause"


def _text(value: Any) -> str | None:
    return None if value is UNSET or value is None else str(value)
