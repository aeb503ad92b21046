"""Waits until something is so, and says in one line which log to look at if it does not become so."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from pytest_cloudflow.errors import TargetError

_INTERVAL = 0.2


class Waiting:
    """Asks again and again, until a deadline.

    :param clock: seconds that only rise.
    :param pause: what passes the seconds between two questions.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._pause = pause

    def reached(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Whether it holds before that many seconds have passed; returns as soon as it does."""
        deadline = self._clock() + seconds
        while not holds():
            if self._clock() > deadline:
                return False
            self._pause(_INTERVAL)
        return True

    def until(
        self,
        holds: Callable[[], bool],
        what: str,
        *,
        log: Path,
        printed: Path | None = None,
        seconds: float = 120.0,
        lives: Callable[[], bool] = lambda: True,
    ) -> None:
        """Returns as soon as it holds.

        :param what: what is waited for, such as "keystone answers on port 5000".
        :param log: the file that would tell why it does not.
        :param printed: the one that would tell why the process ended, where that is another.
        :param lives: whether the process that is to bring it about still runs.
        :raises TargetError: the process ended, or the deadline has passed.
        """
        over = self.reached(lambda: holds() or not lives(), seconds)
        if not over:
            raise TargetError(f"waited {seconds:.0f} s until {what}", "", f"see {log}")
        if not holds():
            raise TargetError(f"waited until {what}, but its process ended", "", f"see {printed or log}")
