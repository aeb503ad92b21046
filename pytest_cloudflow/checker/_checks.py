"""What a value must be: the conditions of a profile, ready to ask.

All have one signature, though not each looks at what is bound.
"""

# ruff: noqa: ARG002

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from msgspec import UNSET

from ..profiles._model import Value
from ..trace._events import Event, Facts
from ._binding import Bindings
from ._paths import Template

Getter = Callable[[Event], Any]
_FACTS = frozenset(Facts.__struct_fields__)


def getter(key: str, template: Template | None) -> Getter:
    """Reads a field or fact off an event, or off its path where the template has its name in braces."""
    get = attrgetter(f"facts.{key}" if key in _FACTS else key)
    if template is None or template.capture != key:
        return get

    def shown(event: Event) -> Any:
        value = get(event)
        if value is UNSET and type(event.path) is str:
            return template.captured(event.path) or UNSET
        return value

    return shown


class Check:
    """What a value must be; `say` says it in a sentence, `name` is the variable it compares with, if it does."""

    __slots__ = ("get", "key", "name", "say")

    def __init__(self, key: str, get: Getter, say: str, name: str | None = None) -> None:
        self.key, self.get, self.say, self.name = key, get, say, name

    def holds(self, value: Any, bindings: Bindings) -> bool:
        """Whether the value is as it must be."""
        raise AssertionError(self.key)


class Same(Check):
    """The value of a variable."""

    __slots__ = ()
    name: str

    def __init__(self, key: str, get: Getter, name: str) -> None:
        super().__init__(key, get, name, name)

    def holds(self, value: Any, bindings: Bindings) -> bool:
        return bindings.accepts(self.name, value)


class Literal(Check):
    """That value."""

    __slots__ = ("value",)

    def __init__(self, key: str, get: Getter, value: Any) -> None:
        super().__init__(key, get, str(value))
        self.value = value

    def holds(self, value: Any, bindings: Bindings) -> bool:
        return bool(value == self.value)


class Shown(Check):
    """What the events of an exchange or message show in a field."""

    __slots__ = ("field", "ref")

    def __init__(self, key: str, get: Getter, name: str) -> None:
        super().__init__(key, get, name)
        self.ref, _, field = name.partition(".")
        self.field = getter(field, None)

    def holds(self, value: Any, bindings: Bindings) -> bool:
        unit = bindings.scope.get(self.ref)
        return unit is not None and any(self.field(event) == value for event in unit.events())


class AnyOf(Check):
    """One of several conditions."""

    __slots__ = ("checks",)

    def __init__(self, key: str, checks: list[Check]) -> None:
        self.checks = tuple(checks)
        super().__init__(key, checks[0].get, " or ".join(check.say for check in checks))

    def holds(self, value: Any, bindings: Bindings) -> bool:
        return any(check.holds(value, bindings) for check in self.checks)


class Other(Check):
    """Not that."""

    __slots__ = ("check",)

    def __init__(self, key: str, check: Check) -> None:
        super().__init__(key, check.get, f"not {check.say}")
        self.check = check

    def holds(self, value: Any, bindings: Bindings) -> bool:
        return not self.check.holds(value, bindings)


class Success(Check):
    """A status of the 200s."""

    __slots__ = ()

    def holds(self, value: Any, bindings: Bindings) -> bool:
        return type(value) is int and 200 <= value < 300


class Some(Check):
    """Anything that is not none or empty."""

    __slots__ = ()

    def holds(self, value: Any, bindings: Bindings) -> bool:
        return bool(value)


class Member(Check):
    """An entry of a variable that is a list; `auto` stands for any."""

    __slots__ = ()
    name: str

    def __init__(self, key: str, get: Getter, name: str) -> None:
        super().__init__(key, get, f"one of {name}", name)

    def holds(self, value: Any, bindings: Bindings) -> bool:
        return bindings.lists(self.name, value)


def checker(key: str, value: Value, template: Template | None = None) -> Check:
    """The check that a value of a profile stands for."""
    get = getter(key, template)
    if isinstance(value, dict):
        if "not" in value:
            return Other(key, checker(key, value["not"], template))
        return Member(key, get, str(value["in"])) if "in" in value else Some(key, get, "some value")
    if isinstance(value, list):
        return AnyOf(key, [checker(key, v, template) for v in value])
    if isinstance(value, str) and value.startswith("$"):
        if "." in value:
            return Shown(key, get, value)
        return Same(key, get, value)
    return Success(key, get, "2xx") if value == "2xx" else Literal(key, get, value)
