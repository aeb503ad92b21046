"""What the factories of request bodies are made of: an envelope, keys that are left out, and values that are drawn.

All that is drawn comes from factory-boy's own source of randomness: after `factory.random.reseed_random(n)` the same
bodies come again, in whatever order tests are run. Nothing is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, NewType, TypeAlias

from factory.base import DictFactory
from factory.declarations import LazyAttribute, LazyFunction, Trait
from factory.random import randgen

Json: TypeAlias = dict[str, Any]
"""An object of JSON, as `json=` of requests takes it."""

Absent = NewType("Absent", object)
ABSENT: Final = Absent(object())
"""The value of a key that is left out of a body: `UserFactory(email=ABSENT)`."""


class Body(DictFactory):
    """A request body; what it is called with are the keys inside its envelope.

    `_envelope` is the key that all others stand under, `{"user": {…}}`; without it they stand at the top.
    """

    _envelope = ""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # factory-boy's metaclass says nothing of what a call gives

        def __new__(cls, **said: Any) -> Json:  # type: ignore[misc]  # calling the class makes a body, and no factory
            """A body."""

    @classmethod
    def _build(cls, model_class: type[Json], *_args: Any, **said: Any) -> Json:
        keys = {key: value for key, value in said.items() if value is not ABSENT}
        inside = model_class(**keys)
        return model_class({cls._envelope: inside}) if cls._envelope else inside


def computed(make: Callable[[Any], Any]) -> Any:
    """A value that follows from the others, which `make` is given as attributes."""
    return LazyAttribute(make)  # type: ignore[no-untyped-call]  # factory-boy's functions say no types


def drawn(make: Callable[[], Any]) -> Any:
    """A value that is drawn anew for each body."""
    return LazyFunction(make)  # type: ignore[no-untyped-call]  # as above


def trait(**said: Any) -> Any:
    """A switch: where it is given as true, these values are."""
    return Trait(**said)  # type: ignore[no-untyped-call]  # as above


def named(what: str) -> Any:
    """A name that no other body has: `user-3f9c01d2a4b6`."""
    return drawn(lambda: f"{what}-{hexadecimal(12)}")


def uuid() -> str:
    """A random UUID, version 4."""
    digits = hexadecimal(32)
    variant = randgen.choice("89ab")
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def hexadecimal(digits: int) -> str:
    """So many hexadecimal digits."""
    return f"{randgen.getrandbits(4 * digits):0{digits}x}"


def one_of(choices: Iterable[Any]) -> Any:
    """One of these, drawn."""
    among = tuple(choices)
    return drawn(lambda: randgen.choice(among))
