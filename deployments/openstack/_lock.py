"""One at a time: two commands on the same cloud would start and stop the same things."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_cloudflow.errors import UsageError

from ._folders import Folders


@contextmanager
def locked(folders: Folders) -> Iterator[None]:
    """Holds the cloud for as long as the block runs; where there is no folder there is nothing to hold.

    :raises UsageError: another command holds it.
    """
    if not folders.data.is_dir():
        yield
        return
    with (folders.data / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(
                "another command is at work on it", str(folders.data), "wait until it has ended"
            ) from error
        yield
