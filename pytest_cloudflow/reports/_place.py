"""Where a file that the run leaves behind will stand: looked at before anything is run, and filled at the very end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from ..errors import UsageError


def check_place(path: Path, option: str) -> None:
    """Makes sure that a file can be put there.

    :raises UsageError: it is a folder, its folder does not exist, or this user may not write there.
    """
    mend = "name a file in a folder that this user may write to"
    real = Path(os.path.realpath(path))
    if real.is_dir():
        raise UsageError(f"{option} names a folder", str(path), "name a file")
    if not real.parent.is_dir():
        raise UsageError(f"{option} cannot be put there: its folder does not exist", str(path), mend)
    if not os.access(real.parent, os.W_OK | os.X_OK) or (real.exists() and not os.access(real, os.W_OK)):
        raise UsageError(f"{option} cannot be put there: this user may not write there", str(path), mend)


@contextmanager
def failing_at(path: Path) -> Iterator[None]:
    """Turns what the system says, such as that the disk is full, into one line about `path`."""
    try:
        yield
    except OSError as error:
        mend = "make room, or name a file elsewhere"
        raise UsageError(f"the report cannot be written: {error.strerror}", str(path), mend) from error


class Draft:
    """A file beside its place. Left without an error it is moved there, readable by its owner alone; else it goes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft: Path | None = None

    def open(self) -> IO[bytes]:
        """The file to write to; whoever asked closes it."""
        place = Path(os.path.realpath(self._path))
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)  # it has mode 0600
        self._draft = Path(name)
        return os.fdopen(handle, "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        draft, self._draft = self._draft, None
        if draft is None:
            return
        try:
            if error is None:
                with failing_at(self._path):
                    draft.replace(os.path.realpath(self._path))
        finally:
            with suppress(FileNotFoundError):  # it is at its place
                draft.unlink()
