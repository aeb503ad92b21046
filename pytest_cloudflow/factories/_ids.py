"""Where the ids, tokens and addresses of a told boot come from.

The source is handed in, so that a trace can be told twice alike, or a thousand times with other ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Protocol

from ..trace import fingerprint


class IdSource(Protocol):
    """Names what a boot is made of."""

    def uuid(self) -> str:
        """An id that was not given before."""

    def token(self) -> str:
        """The fingerprint of a token that was not given before: `sha256:` and 16 hex digits."""

    def address(self) -> str:
        """An IPv4 address of the private range 10.0.0.0/8."""


class Ids:
    """Counts upwards; two sources with other prefixes never give the same id.

    :param prefix: eight hex digits that every id begins with.
    """

    def __init__(self, prefix: str = "00000000") -> None:
        self._prefix = prefix
        self._count = 0

    def uuid(self) -> str:
        """`<prefix>-0000-4000-8000-<count>`."""
        return f"{self._prefix}-0000-4000-8000-{self._next():012x}"

    def token(self) -> str:
        """`sha256:<prefix><count>`, which looks like a fingerprint."""
        return f"sha256:{self._prefix}{self._next():08x}"

    def address(self) -> str:
        """Addresses of one source differ until 16 million were given."""
        return _address(self._next())

    def _next(self) -> int:
        self._count += 1
        return self._count


class RandomIds:
    """Draws ids, so that nothing can rest on their order.

    :param random: the source of randomness.
    """

    def __init__(self, random: Random) -> None:
        self._random = random

    def uuid(self) -> str:
        """A random id of the usual shape."""
        digits = f"{self._random.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def token(self) -> str:
        """The fingerprint of a random text."""
        return fingerprint(f"{self._random.getrandbits(128):032x}")

    def address(self) -> str:
        """A random address."""
        return _address(self._random.getrandbits(24))


@dataclass(frozen=True)
class Login:
    """Who boots, and the token that was issued to them. One login may serve many boots."""

    token: str
    user_id: str
    project_id: str
    roles: tuple[str, ...] = ("member", "reader")

    @classmethod
    def of(cls, ids: IdSource) -> Login:
        """A login of a user and a project that nobody else has."""
        return cls(token=ids.token(), user_id=ids.uuid(), project_id=ids.uuid())


def _address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
