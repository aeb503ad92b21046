"""Which exchanges stand for the entries asked for: a network, a port or a volume each (CONTRACT section 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import UNSET

from ..trace._events import Event
from ._binding import AUTO, Bindings
from ._index import Unit
from ._plan import Part

Asking = tuple[Part, Unit]
"""A way to ask, and an exchange that was found by it."""


def standing(ranked: Sequence[Asking], asked: int, bindings: Bindings) -> set[int]:
    """The ids of the exchanges that stand for what was asked for, at most as many.

    First each that shows an entry, an entry each; then those that do not show which; then whatever else was asked for.
    What is left over stands for nothing: `CF-ONCE` looks at it.

    :param ranked: the better ones first.
    """
    left: dict[str, list[Any]] = {}
    taken: set[int] = set()
    for chosen in (_showing, _silent, _others):
        for asking in ranked:
            if len(taken) < asked and id(asking[1]) not in taken and chosen(asking, left, bindings):
                taken.add(id(asking[1]))
    return taken


def _showing(asking: Asking, left: dict[str, list[Any]], bindings: Bindings) -> bool:
    """Whether it shows an entry that is still open, which it takes."""
    for value, rest in _entries(asking, left, bindings):
        entry = value if value in rest else AUTO
        if value is not UNSET and entry in rest:
            rest.remove(entry)
            return True
    return False


def _silent(asking: Asking, left: dict[str, list[Any]], bindings: Bindings) -> bool:
    """Whether it does not show its entry while one is open; it takes the next."""
    for value, rest in _entries(asking, left, bindings):
        if value is UNSET and rest:
            rest.pop()
            return True
    return False


def _others(asking: Asking, _left: dict[str, list[Any]], _bindings: Bindings) -> bool:
    """Whether it may stand for something that it does not show; not what is meant for what it shows."""
    option, _ = asking
    return not any(option.names(check) for check in option.members)


def _entries(asking: Asking, left: dict[str, list[Any]], bindings: Bindings) -> Iterator[tuple[Any, list[Any]]]:
    """What it shows of each list that it is about, and what of that list is still open."""
    option, unit = asking
    for check in option.members:
        entries = bindings.entries(check.name)
        if entries is not None:
            yield check.get(any_event(unit)), left.setdefault(check.name, list(entries))


def any_event(unit: Unit) -> Event:
    """An event of an exchange or message: the first that was seen."""
    for slot in ("request", "response", "publish", "deliver"):
        event: Event | None = getattr(unit, slot, None)
        if event is not None:
            return event
    raise AssertionError("a unit has an event")
