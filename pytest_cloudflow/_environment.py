"""Values that may be left to the environment: where one would be a secret, `env:NAME` stands in its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from .errors import UsageError

_MARK = "env:"


def looked_up(value: Any, where: str, kind: Callable[[str], str] = str) -> Any:
    """What is given, with what the environment has in the place of every `env:NAME`, also within tables and lists.

    :param where: what the value is called in an error.
    :param kind: what a text of the environment becomes.
    :raises UsageError: the environment has nothing of that name.
    """
    if isinstance(value, dict):
        return {key: looked_up(each, f"{where}.{key}", kind) for key, each in value.items()}
    if isinstance(value, list):
        return [looked_up(each, where, kind) for each in value]
    if not (isinstance(value, str) and value.startswith(_MARK)):
        return value
    name = value.removeprefix(_MARK)
    found = os.environ.get(name)
    if found is None:
        raise UsageError(f"there is no {name} in the environment", where, "set it, or give the value")
    return kind(found)
