"""The data that flows: what each variable was bound to, where, and what else was seen in its place.

The step that binds a value is right by definition. The first clause that shows another value is at fault; from then on
both values are accepted, so that one mistake is charged once (CONTRACT section 3, *Binding*). So it is with components:
who asks in another's stead gets the answer, and who picks a message up answers it; it is charged where it first shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from ..trace._events import Event, Text
from ._index import Unit

AUTO = "auto"


class Bindings:
    """The variables of one attempt. `scope` is what references stand for in the repetition that is looked at."""

    __slots__ = ("_accepted", "_origin", "_place", "_strangers", "scope")

    def __init__(self) -> None:
        self.scope: Mapping[str, Unit] = {}
        self._accepted: dict[str, list[Any]] = {}
        self._origin: dict[str, Event] = {}
        self._place: dict[str, int] = {}
        self._strangers: set[tuple[Text, bool, str]] = set()

    def bind(self, name: str, value: Any, event: Event, step: int) -> None:
        """Binds the value, if nothing was bound; an unknown value binds nothing."""
        if name not in self._accepted and value is not UNSET:
            self._accepted[name] = [_plain(value)]
            self._origin[name] = event
            self._place[name] = step

    def stranger(self, unit: Text, asks: bool, who: str) -> bool:
        """Whether it is new that this component is at that end of an exchange or message, where another should be.

        :param asks: the end that asks; else the one that is asked.
        """
        known = (unit, asks, who) in self._strangers
        self._strangers.add((unit, asks, who))
        return not known

    def accepts(self, name: str, value: Any) -> bool:
        """Whether the value is one that was seen for the variable, or the variable is free."""
        accepted = self._accepted.get(name)
        if accepted is None:
            return value is not None
        return value in accepted or _plain(value) in accepted

    def meet(self, name: str, value: Any, event: Event, step: int) -> bool:
        """Compares or binds; a value that differs is accepted from now on."""
        accepted = self._accepted.get(name)
        if accepted is None:
            self.bind(name, value, event, step)
            return value is not None
        if value in accepted or _plain(value) in accepted:
            return True
        accepted.append(_plain(value))
        return False

    def lists(self, name: str, value: Any) -> bool:
        """Whether the value is an entry of that list; `auto` holds any."""
        entries = self.entries(name)
        return entries is not None and (value in entries or AUTO in entries)

    def entries(self, name: str) -> tuple[str, ...] | None:
        """The list bound to the name, `()` where it is known to be none, `None` where it is unknown."""
        accepted = self._accepted.get(name)
        if accepted is None:
            return None
        value = accepted[0]
        if value is None:
            return ()
        return value if isinstance(value, tuple) else (value,)

    def value(self, name: str) -> Any:
        """What the name was bound to first, `None` if nothing."""
        accepted = self._accepted.get(name)
        return accepted[0] if accepted else None

    def origin(self, name: str) -> tuple[int, Event] | None:
        """The step and event that bound the name."""
        return (self._place[name], self._origin[name]) if name in self._origin else None

    def forget(self, first_step: int) -> None:
        """Frees what was bound at that step or later: a new attempt binds it anew."""
        for name in [name for name, step in self._place.items() if step >= first_step]:
            del self._accepted[name], self._origin[name], self._place[name]


def _plain(value: Any) -> Any:
    """Lists are multisets; an empty id is none."""
    if type(value) is list:
        return tuple(sorted(value))
    return None if value == "" else value
