"""URLs of a table that hold a password, and the password itself: neither is ever shown, however wrong the URL is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from ...errors import UsageError

AMQP = "amqp://USER:PASSWORD@HOST:PORT/VHOST"
_BROKERS = ("amqp", "amqps", "pyamqp")


class Secret(str):
    """A text that a traceback shows as `***`, also among the locals of `--showlocals`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "***"


def secret_of(kind: type, value: Any) -> Any:
    """What msgspec asks for, to make what an option of that kind is given.

    :raises TypeError: it is no text.
    """
    if kind is not Secret or not isinstance(value, str):
        raise TypeError(f"Expected `str`, got `{type(value).__name__}`")
    return Secret(value)


@dataclass(frozen=True, slots=True)
class Address:
    """What a URL says. As a text it is the host and its port.

    :param path: as it stands there, its beginning `/` included.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    user: str
    password: Secret

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def vhost(self) -> str:
        """Of a broker; `/` if it says none."""
        return unquote(self.path[1:]) or "/"


def broker(url: str, where: str) -> Address:
    """The address of a broker. kombu would take a `;` for the beginning of another one.

    :raises UsageError: as `address`.
    """
    if ";" in url:
        raise UsageError("has a ';', which is for percent-encoding", where, AMQP)
    return address(url, _BROKERS, where, AMQP)


def address(url: str, schemes: Sequence[str], where: str, right: str) -> Address:
    """What the URL says; nothing of it is in an error.

    :param schemes: that it may have; `mysql` stands for `mysql+DRIVER` too.
    :param where: the table and its key.
    :param right: what would be right.
    :raises UsageError: it has another scheme or no host, or it cannot be told where its password ends.
    """
    parts = _split(url)
    if parts is not None and parts.scheme.partition("+")[0] not in schemes:
        raise UsageError(f"does not begin with {schemes[0]}://", where, right)
    if parts is None or _goes_on(parts):
        raise UsageError("cannot be read as a URL", where, f"{right}, with user and password percent-encoded")
    if not parts.hostname:
        raise UsageError("names no host", where, right)
    user, password = unquote(parts.username or ""), Secret(unquote(parts.password or ""))
    return Address(parts.scheme, parts.hostname, parts.port, parts.path, user, password)


def _split(url: str) -> SplitResult | None:
    """The parts; what `urlsplit` says of a URL that it cannot read has pieces of it."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- it is read only when it is asked for
    except ValueError:
        return None
    return parts


def _goes_on(parts: SplitResult) -> bool:
    """Whether the password has a `/`, `?`, `#` or `@`: then its tail stands in a part that may be shown."""
    return "@" in parts.netloc.rpartition("@")[0] + parts.path + parts.query + parts.fragment
