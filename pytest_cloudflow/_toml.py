"""Reads TOML that the user wrote, and says in one line what is wrong with it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from .errors import UsageError

MAX_BYTES = 1 << 20


def read_toml(path: Path, where: str) -> dict[str, Any]:
    """What stands in the file.

    :param where: what the file is called in an error.
    :raises UsageError: it cannot be read, is too long, or is no TOML.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where, "name a file that this user may read") from error
    if len(content) > MAX_BYTES:
        raise UsageError("longer than 1 MiB", where, "name a TOML file, not another one")
    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise UsageError(f"not UTF-8 at byte {error.start}", where, "TOML is UTF-8 text") from error
    except RecursionError as error:
        raise UsageError("broken TOML: nested too deeply", where, "mend the syntax") from error
    except ValueError as error:
        raise UsageError(f"broken TOML: {error}", where, "mend the syntax there") from error
