"""Reads the JSON body of a request field by field; what is missing or mistyped is refused with 400.

A refusal names the field and never shows its value, for that might be a password.
"""

from __future__ import annotations

from typing import Any, TypeVar

from .faults import Fault

_T = TypeVar("_T")
_WORDS = {str: "string", bool: "boolean", int: "integer", dict: "object", list: "array"}


class Fields:
    """An object in a body.

    :param at: where in the body it stands, as `auth.identity`; for messages.
    :raises Fault: 400, it is no object.
    """

    __slots__ = ("_at", "_values")

    def __init__(self, json: Any, at: str = "") -> None:
        if not isinstance(json, dict):
            raise _refusal(at or "body", "is not of type 'object'")
        self._values: dict[str, Any] = json
        self._at = at

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def names(self) -> list[str]:
        """What there is in it."""
        return list(self._values)

    def object(self, name: str) -> Fields:
        """The object of that name."""
        return Fields(self._typed(name, dict), self._under(name))

    def text(self, name: str) -> str:
        """The string of that name."""
        return self._typed(name, str)

    def maybe_text(self, name: str) -> str | None:
        """The string of that name; `None` where it is missing or null."""
        return None if self._values.get(name) is None else self._typed(name, str)

    def flag(self, name: str, default: bool) -> bool:
        """The boolean of that name, or the default where it is missing."""
        return self._typed(name, bool) if name in self._values else default

    def integer(self, name: str, default: int | None = None) -> int:
        """The integer of that name, or the default where it is missing; with no default it is required."""
        if default is not None and name not in self._values:
            return default
        return self._typed(name, int)

    def items(self, name: str) -> list[Any]:
        """The array of that name."""
        return self._typed(name, list)

    def objects(self, name: str) -> list[Fields]:
        """The array of that name, all of whose items are objects."""
        return [Fields(each, f"{self._under(name)}.{place}") for place, each in enumerate(self.items(name))]

    def raw(self, name: str) -> Any:
        """Whatever stands there, `None` where nothing does."""
        return self._values.get(name)

    def _typed(self, name: str, kind: type[_T]) -> _T:
        if name not in self._values:
            raise _refusal(self._at or "body", f"'{name}' is a required property")
        value = self._values[name]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise _refusal(self._under(name), f"is not of type '{_WORDS[kind]}'")
        return value

    def _under(self, name: str) -> str:
        return f"{self._at}.{name}" if self._at else name


def _refusal(at: str, what: str) -> Fault:
    return Fault(400, f"Invalid input for field/attribute {at}: {what}.")
