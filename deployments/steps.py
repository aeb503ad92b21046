"""What is said while a cloud comes up, and tools that are run on the way."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pytest_cloudflow.errors import TargetError

Say = Callable[[str], None]


def teller() -> Say:
    """Prints lines to the standard error, with the seconds since it was made."""
    began = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - began:5.1f} s] {line}", file=sys.stderr, flush=True)

    return say


def run_tool(
    what: str, command: Sequence[str | Path], environment: Mapping[str, str], log: Path, folder: Path | None = None
) -> None:
    """Runs a program to its end; what it prints goes to the end of a log.

    :param what: what it does, for the error.
    :raises TargetError: it cannot be run, or failed.
    """
    with log.open("ab") as output:
        try:
            code = subprocess.run(
                [str(word) for word in command],
                env=dict(environment),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
        except OSError as error:
            raise TargetError(f"{what}: {command[0]} cannot be run: {error.strerror}", "up") from error
    if code:
        raise TargetError(f"{what} failed with exit code {code}", "up", f"see {log}")
