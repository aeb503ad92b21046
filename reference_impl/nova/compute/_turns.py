"""One thing at a time is done to an instance; what comes meanwhile is done when its turn comes.

nova holds a lock for each instance. Here whoever finds an instance taken leaves what it wants with who has it, and goes
its way: nobody waits, and a single thread that comes back to the same instance does not wait for itself.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TypeVar

Work = Callable[[], None]
_T = TypeVar("_T")


class Busy(Exception):
    """Somebody is at an instance, and what is wanted of it cannot be left for later."""

    def __init__(self, instance_id: str) -> None:
        super().__init__(f"something else is being done to instance {instance_id}")


class Turns:
    """Whose turn it is, by instance."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Work]] = {}
        self._lock = threading.Lock()

    def take(self, instance_id: str, work: Work) -> None:
        """Does the work now, or has it done by who is at the instance.

        What the work raises is raised once all that has come meanwhile is done.
        """
        with self._lock:
            if instance_id in self._waiting:
                self._waiting[instance_id].append(work)
                return
            self._waiting[instance_id] = deque()
        try:
            work()
        finally:
            self._done(instance_id)

    def alone(self, instance_id: str, work: Callable[[], _T]) -> _T:
        """Does the work now, for somebody who waits for its result.

        :raises Busy: somebody else is at the instance.
        """
        with self._lock:
            if instance_id in self._waiting:
                raise Busy(instance_id)
            self._waiting[instance_id] = deque()
        try:
            return work()
        finally:
            self._done(instance_id)

    def _done(self, instance_id: str) -> None:
        with self._lock:
            left = self._waiting.pop(instance_id)
            if not left:
                return
            work = left.popleft()
            self._waiting[instance_id] = left
        try:
            work()
        finally:
            self._done(instance_id)
