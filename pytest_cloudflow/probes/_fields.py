"""What a probe may copy out of a record it did not write: a value of the expected kind, or nothing.

Every function takes whatever was there. What is of another kind than a healthy record has is not known, and comes
back as `msgspec.UNSET` or as an empty container: a strange field costs that field, never the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from ..trace._events import Failure, fingerprint
from ..trace._masking import mask

MAX_TEXT = 255
"""Longer than any id, name or address of OpenStack, whose columns are of that length."""
MAX_ITEMS = 2_000
"""Lists are cut nowhere: a longer one is not known. So an event stays far below the 1 MiB of a line."""
MAX_NUMBER = 2**53

_TRACEBACK = "Traceback (most recent call last)"
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{10,16}|[0-9a-f]{64})")


def mapping(value: Any) -> Mapping[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def json_of(said: str | bytes) -> Any:
    """What a JSON text holds; `None` where it is none, or was cut off."""
    try:
        return msgspec.json.decode(said)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def items(value: Any) -> list[Any]:
    """The list, or an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str | UnsetType:
    """A name or an id: neither empty nor longer than `MAX_TEXT`."""
    return value if isinstance(value, str) and 0 < len(value) <= MAX_TEXT else UNSET


def known(value: Any) -> str | None:
    """As `text`, for use where nothing is to be written: `None` if it is not known."""
    return value if isinstance(value, str) and 0 < len(value) <= MAX_TEXT else None


def number(value: Any) -> int | UnsetType:
    """A count that is not negative."""
    return value if type(value) is int and 0 <= value < MAX_NUMBER else UNSET


def texts(values: Iterable[Any]) -> list[str] | UnsetType:
    """The names among `values`; not known if there are too many."""
    found = [value for value in values if known(value)]
    return found if len(found) <= MAX_ITEMS else UNSET


def token(value: Any) -> str | None | UnsetType:
    """What a trace keeps of a recorded token.

    A recorder may have cut the digest of a token to as few as 10 hex digits. It is then filled up with zeros to the 16
    of a trace: the same token still compares equal within one capture, and no digit is made up that could be mistaken
    for another token's. Anything that is no such digest is taken for the token itself and hashed.
    """
    if value is None:
        return None
    if not isinstance(value, str) or not value or set(value) == {"*"}:
        return UNSET
    digest = _DIGEST.fullmatch(value)
    return f"sha256:{digest[1][:16]:0<16}" if digest else fingerprint(value)


def failure(name: Any, message: Any) -> Failure:
    """What went wrong, by the name of its class and its masked message.

    A failure that came by rpc has the other side's traceback in its message; that stays out too.
    """
    said = mask(message.partition(_TRACEBACK)[0]) if isinstance(message, str) else UNSET
    return Failure(class_=text(name), message=said)
