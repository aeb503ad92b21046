"""One thread, in which the next message is drawn by the world's randomness: every interleaving can be had again.

Messages are handed out while somebody waits for a reply, and when they are asked for by `step` or `run_until_idle`. Of
all queues that have a message and somebody free to take it one is drawn; within a queue the first comes first. So a
call that is made by a handler hands out other messages, within its own stack, until its reply is there. When nothing
can be handed out any more, no reply can come: that is the timeout, and nobody waits for it.

A cast never runs in the stack of who sent it: it is held until the turn in which it was sent is over. A turn is the
outermost call or step, or what `turn` encloses, as an API does that serves a request: it would otherwise not answer
before a server is built that somebody asked for earlier. Nor do casts pile up on each other's stacks beyond `DEPTH`.
Calls and replies are not held. Should all that is left be held (a call queued behind a cast, say), it is handed out.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from random import Random

from kombu.entity import Queue

from . import wire
from .line import Line
from .memory import Broker
from .server import Server
from .shared import Shared
from .worker import Worker

DEPTH = 12
"""How many turns may lie on top of each other before casts have to wait."""
Taker = Line | Worker


class Stepped:
    """Dispatcher of one thread; those of others wait for it."""

    def __init__(self, broker: Broker, shared: Shared) -> None:
        self._broker = broker
        self._shared = shared
        self._random: Random = shared.world.random
        self._takers: dict[str, list[Taker]] = {}
        self._workers: dict[Server, Worker] = {}
        self._turns = count(1)
        self._depth = 0
        self._serving = 0
        self._lock = threading.RLock()

    def start(self, server: Server) -> None:
        """See `Dispatcher`."""
        worker = Worker(server, self._shared.links.open(), limit=server.workers)
        self._workers[server] = worker
        for queue in server.queues:
            self._takers.setdefault(queue.name, []).append(worker)

    def stop(self, server: Server) -> None:
        """See `Dispatcher`."""
        worker = self._workers.pop(server)
        for queue in server.queues:
            self._forget(queue, worker)
        worker.link.close()

    def add(self, line: Line) -> None:
        """See `Dispatcher`."""
        self._takers[line.reply_q] = [line]

    def remove(self, line: Line) -> None:
        """See `Dispatcher`."""
        self._forget(line.queue, line)

    def _forget(self, queue: Queue, taker: Taker) -> None:
        self._takers[queue.name].remove(taker)
        if not self._takers[queue.name]:
            del self._takers[queue.name]

    def wait(self, line: Line, timeout: float) -> str | None:  # noqa: ARG002 -- what a dispatcher is given
        """Hand out messages until the reply is among them; `timeout` is not looked at."""
        with self._turn():
            while not line.over:
                if not self.step():
                    return "nothing is left to be delivered"
        return None

    def step(self) -> bool:
        """See `Dispatcher`."""
        with self._turn():
            drawn = self._draw()
            if drawn is None:
                return False
            queue, taker = drawn
            taker.link.take(queue)
            return True

    def run_until_idle(self, timeout: float) -> bool:  # noqa: ARG002 -- what a dispatcher is given
        """See `Dispatcher`."""
        while self.step():
            pass
        return True

    @contextmanager
    def turn(self) -> Iterator[None]:
        """See `Dispatcher`. Nor is a cast begun inside that was sent before, unless there is nothing else to do."""
        with self._turn():
            self._serving += 1
            try:
                yield
            finally:
                self._serving -= 1

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._lock:
            outer = self._broker.turn
            self._broker.turn = outer or next(self._turns)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                self._broker.turn = outer

    def close(self) -> None:
        """See `Dispatcher`."""
        for server in tuple(self._workers):
            self.stop(server)

    def _draw(self) -> tuple[str, Taker] | None:
        """A queue that has a message, and who is to take it."""
        free = [
            (queue, taker) for queue in tuple(self._broker.ready) for taker in self._takers.get(queue, ()) if taker.free
        ]
        pairs = [(queue, taker) for queue, taker in free if not self._held(queue)] or free
        if len(pairs) < 2:
            return pairs[0] if pairs else None
        return self._random.choice(pairs)

    def _held(self, queue: str) -> bool:
        """Whether the next message of a queue is a cast that has to wait."""
        message, turn = self._broker.head(queue)
        if turn != self._broker.turn and self._depth <= DEPTH and not self._serving:
            return False
        return not wire.awaited(message["body"])
