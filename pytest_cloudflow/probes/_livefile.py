"""A trace that is read while it is written: a file for each process, a line for each event, each written at once.

Whatever becomes of the file, the process goes on: it says once to its log that nothing can be written, and what is
missed meanwhile is a gap in the trace.

A process holds a shared lock on its file as long as it lives, so that a reader knows which files may still grow. A new
process, and the child of a fork, take files of their own, so that no two ever write to one.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import threading
import time
import weakref
from itertools import count
from pathlib import Path

import msgspec

from ..trace._events import Channel, Event, Facts, Header, Kind, Watched
from ..trace._recorder import Fields, Recorder

ENDING = ".jsonl"
LARGEST = 256 << 20
"""Bytes. A larger file is left for a new one; two are kept."""
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC

_log = logging.getLogger(__name__)
_all: weakref.WeakSet[LiveTrace] = weakref.WeakSet()


class LiveTrace:
    """Records events of one component, from any thread.

    :param folder: where the files go; it is made if it is not there.
    :param watched: for what the component is watched, as a trace's header says it.
    :param clock: by what the events are timed.
    :param largest: bytes of a file.
    """

    def __init__(self, folder: Path, component: str, watched: Watched, clock: str, *, largest: int = LARGEST) -> None:
        self._folder = folder
        self._component = component
        self._header = Header(target=component, profile="openstack", watched=watched)
        self._clock = clock
        self._largest = largest
        self._encode = msgspec.json.Encoder().encode
        self._told = False
        self.begin()
        _all.add(self)

    def begin(self) -> None:
        """Begins a file of this process; what an inherited one holds is its parent's."""
        self._lock = threading.Lock()
        self._missed = False
        self._file: int | None = None
        self._kept: list[Path] = []
        try:
            self._recorder = self._take()
        except OSError as error:
            self._lose(error)

    def record(self, channel: Channel, kind: Kind, facts: Facts, fields: Fields) -> None:
        """Adds an event, timed now; or does not, where that cannot be."""
        with self._lock:
            try:
                self._ready()
                if self._missed:
                    self._recorder.record("kit", "gap", missed=self._header.watched)
                    self._missed = False
                self._recorder.record(channel, kind, facts=facts, **fields)
            except OSError as error:
                self._lose(error)

    def close(self) -> None:
        """Lets go of the file; what is recorded after that begins another."""
        with self._lock:  # what is being written would go to whoever is given the same number next
            self.leave()

    def leave(self) -> None:
        """As `close`, where no other thread can be writing."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _ready(self) -> None:
        """Sees to it that there is a file that can be found and is not too large."""
        if self._file is not None:
            found = os.fstat(self._file)
            if found.st_nlink and found.st_size < self._largest:
                return
        self._recorder = self._take()

    def _take(self) -> Recorder:
        self.leave()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path, file = self._made()
        try:
            fcntl.flock(file, fcntl.LOCK_SH)
            self._append(file, msgspec.structs.replace(self._header, started=time.time()))
        except OSError:
            os.close(file)
            path.unlink()
            raise
        self._file = file
        self._kept.append(path)
        if len(self._kept) > 2:
            self._kept.pop(0).unlink(missing_ok=True)
        return Recorder(time.time, [self._put], clock=self._clock)

    def _made(self) -> tuple[Path, int]:
        """A file that was not there before: number and name of a process may have been those of another."""
        for number in count(1):
            again = f"-{number}" if number > 1 else ""
            path = self._folder / f"{self._component}-{os.getpid()}{again}{ENDING}"
            try:
                return path, os.open(path, _FLAGS, 0o600)
            except FileExistsError:
                continue
        raise AssertionError("numbers do not end")

    def _put(self, event: Event) -> None:
        assert self._file is not None
        self._append(self._file, event)

    def _append(self, file: int, record: Header | Event) -> None:
        """Writes a whole line, or nothing of it."""
        line = self._encode(record) + b"\n"
        written = os.write(file, line)
        if written < len(line):
            os.ftruncate(file, os.fstat(file).st_size - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _lose(self, error: OSError) -> None:
        self._missed = True
        if not self._told:
            self._told = True
            said = error.strerror or type(error).__name__
            _log.warning("%s: %s; %s goes on unobserved", self._folder, said, self._component)


def _begin_anew() -> None:
    """In the child of a fork, where no other thread runs yet: who had the lock in the parent never gives it back."""
    for trace in list(_all):
        trace.leave()
        trace.begin()


os.register_at_fork(after_in_child=_begin_anew)
