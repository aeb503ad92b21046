"""The processes of a cloud: each in its own session, known by its id and the moment it started.

A process id alone may have passed to a stranger; with the moment it started it cannot. So `down` stops only what `up`
started.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ._folders import Folders, write_private
from ._waiting import Waiting

_PATIENCE = 20.0
"""Seconds that processes have to end by themselves."""

_ENDED = frozenset("ZX")
"""States of a process that has ended and was not yet asked for its exit code."""


class Processes:
    """Starts and stops them, and knows which of them run.

    :param folders: where process ids (`run/NAME.pid`) and what they print (`output/NAME.out`) go.
    :param patience: seconds that they have to end by themselves.
    """

    def __init__(self, folders: Folders, waiting: Waiting | None = None, patience: float = _PATIENCE) -> None:
        self._folders = folders
        self._waiting = waiting or Waiting()
        self._patience = patience

    def output(self, name: str) -> Path:
        """What the process printed."""
        return self._folders.output / f"{name}.out"

    def start(self, name: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> bool:
        """Starts a process, unless it runs; whether it was started.

        :param command: the program by its path, and its arguments.
        """
        if self.runs(name):
            return False
        words = [str(word) for word in command]
        printed = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        actions = (
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(self.output(name)), printed, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        )
        pid = os.posix_spawn(words[0], words, environment, file_actions=actions, setsid=True)
        write_private(self._file(name), f"{pid} {_started(pid)}\n")
        return True

    def runs(self, name: str) -> bool:
        """Whether it runs, and is the process that was started here."""
        return self._pid(name) is not None

    def names(self) -> list[str]:
        """The processes that were started and not stopped, whether they still run or not."""
        return sorted(file.stem for file in self._folders.run.glob("*.pid"))

    def stop(self, names: Iterable[str]) -> list[str]:
        """Ends these processes, all at once and gently, then by force; the names of those that ran."""
        names = list(names)
        running = {name: pid for name in names if (pid := self._pid(name)) is not None}
        for pid in running.values():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        self._ended(running)
        for pid in running.values():
            with suppress(ProcessLookupError):  # nothing is left of its session
                os.killpg(pid, signal.SIGKILL)
        self._ended(running)
        for name in names:
            self._file(name).unlink(missing_ok=True)
        return list(running)

    def _ended(self, names: Iterable[str]) -> None:
        """Waits until none of them runs, as long as patience lasts."""
        self._waiting.reached(lambda: not any(map(self.runs, names)), self._patience)

    def _file(self, name: str) -> Path:
        return self._folders.run / f"{name}.pid"

    def _pid(self, name: str) -> int | None:
        """The process id, if it is alive and still the same process."""
        try:
            pid, started = self._file(name).read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(pid) if _started(int(pid)) == started else None


def _started(pid: int) -> str | None:
    """When a living process started, in ticks since the machine did; `None` if there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in _ENDED else fields[19]
