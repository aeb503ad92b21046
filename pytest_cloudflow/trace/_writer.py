"""Writes a trace: readable by its owner alone, and either whole at its place or not there at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec
from msgspec import UNSET

from ..errors import TraceError, UsageError
from ._events import FORMAT, Event, Footer, Header
from ._lines import MAX_LINE
from ._streams import pack

_MEND = "name a file in a folder that this user may write to, or `-`"
_BEGIN, _END = ".cloudflow-", ".part"


class TraceWriter:
    """A trace that is being written.

    As a context manager it closes the trace, or, on an exception, leaves nothing behind.

    :param path: the file, compressed if it ends in `.gz` or `.zst`; `-` for the standard output.
    :param header: the first line.
    :param stdout: the bytes that `-` means, where it is not the process's own standard output.
    :raises UsageError: when nothing can be written there, now or later.
    """

    def __init__(self, path: Path | str, header: Header, *, stdout: IO[bytes] | None = None) -> None:
        self._name = "standard output" if str(path) == "-" else os.fsencode(path).decode(errors="replace")
        self._encode = msgspec.json.Encoder().encode
        self._events = 0
        self._open = False
        with self._failing():
            self._place = _Stream(stdout or sys.stdout.buffer) if str(path) == "-" else _place_at(Path(path))
            self._packed = pack(self._place.raw, self._name)
        self._open = True
        self._put(header)

    def write(self, event: Event) -> None:
        """Add an event.

        :raises TraceError: when its line would be longer than 1 MiB, which no reader accepts.
        """
        self._put(event)
        self._events += 1

    def close(self, finished: float | None = None) -> None:
        """Add the footer and put the file in its place; again does nothing.

        :param finished: when the observation ended, in UNIX seconds.
        """
        if not self._open:
            return
        self._put(Footer(end=FORMAT, events=self._events, finished=UNSET if finished is None else finished))
        with self._failing():
            self._packed.close()
            self._place.publish()
        self._open = False

    def abort(self) -> None:
        """Leave nothing behind; what went to the standard output stays without a footer."""
        if self._open:
            self._open = False
            with contextlib.suppress(OSError, ValueError):  # what cannot be written is thrown away in any case
                self._packed.close()
            self._place.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            self.close()
        else:
            self.abort()

    def _put(self, record: Header | Event | Footer) -> None:
        line = self._encode(record)
        if len(line) > MAX_LINE:
            raise TraceError(f"a line of {len(line)} bytes", self._name, "a line is at most 1 MiB")
        with self._failing():
            self._packed.write(line + b"\n")

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            self.abort()
            what = error.strerror if isinstance(error, OSError) else str(error)
            raise UsageError(f"cannot be written: {what}", self._name, _MEND) from error


class _Stream:
    """A place that is written to as it is: the standard output, a pipe, a device."""

    def __init__(self, raw: IO[bytes]) -> None:
        self.raw = raw

    def publish(self) -> None:
        self.raw.flush()

    def discard(self) -> None:
        """What has been written there has been read already."""


class _Draft:
    """A file that gets its place when it is whole. Until then it has no name; or, where it must, one beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft: Path | None = None
        number = _unnamed(path.parent)
        if number is None:
            number, name = tempfile.mkstemp(prefix=_BEGIN, suffix=_END, dir=path.parent)  # it has mode 0600
            self._draft = Path(name)
        self.raw: IO[bytes] = os.fdopen(number, "wb")

    def publish(self) -> None:
        self.raw.flush()
        self._draft = self._draft or self._named()
        self.raw.close()
        self._draft.replace(self._path)

    def discard(self) -> None:
        _drop(self.raw)
        if self._draft is not None:
            self._draft.unlink()

    def _named(self) -> Path:
        """The file under a name of its own, by which it can take the place of another; nothing else can."""
        number, name = self.raw.fileno(), self._path.parent / f"{_BEGIN}{secrets.token_hex(8)}{_END}"
        os.link(_held(number), name, src_dir_fd=number)  # without a folder it would be the link that gets the name
        return name


def _unnamed(folder: Path) -> int | None:
    """A new file of no name, of which nothing is left if its writer is killed; `None` where there are no such files."""
    with contextlib.suppress(AttributeError, OSError):  # what is wrong with the folder is said by what is tried next
        number = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600)
        if _held(number).exists():
            return number
        os.close(number)
    return None


def _held(number: int) -> Path:
    """What Linux calls a file that is open."""
    return Path(f"/proc/self/fd/{number}")


class _Device(_Stream):
    """A pipe or a device that has a name: nothing may be moved over it."""

    def publish(self) -> None:
        self.raw.close()

    def discard(self) -> None:
        _drop(self.raw)


def _drop(raw: IO[bytes]) -> None:
    """Close, and do not mind that what is left cannot be written: it is thrown away."""
    with contextlib.suppress(OSError):
        raw.close()


def _place_at(path: Path) -> _Stream | _Draft:
    real = Path(os.path.realpath(path))
    if real.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if real.exists() and not real.is_file():
        return _Device(real.open("wb"))
    return _Draft(real)
