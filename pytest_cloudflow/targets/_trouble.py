"""Troubles of a cloud that nobody here made: brought about, and ended, by commands of whoever runs it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..errors import TargetError
from ._deployment import Trouble

_PATIENCE = 300
"""Seconds that a command may take."""


@contextmanager
def troubled(name: str, troubles: Mapping[str, Trouble]) -> Iterator[None]:
    """Has the cloud suffer something for a while.

    :raises KeyError: nobody has said how it is brought about.
    :raises TargetError: a command fails; the one that ends it is run all the same.
    """
    where = f"[openstack.troubles.{name}]"
    trouble = troubles[name]
    try:
        _run(trouble.begin, f"{where} begin")
        yield
    finally:
        _run(trouble.end, f"{where} end")


def _run(command: str, where: str) -> None:
    """Runs a command; what it prints is its own affair."""
    try:
        done = subprocess.run(
            command,
            shell=True,  # the command is the user's own
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TargetError(f"takes longer than {_PATIENCE} s", where, "a command that returns") from error
    if done.returncode:
        raise TargetError(f"ends with {done.returncode}", where, "a command that ends with 0; try it by hand")
