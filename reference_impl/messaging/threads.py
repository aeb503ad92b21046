"""Workers in threads of their own, woken by what comes in: messages overlap as they do in the field."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kombu.entity import Queue

from .errors import MessagingError
from .line import Line
from .link import STOP
from .memory import Broker
from .server import Server
from .shared import Shared
from .topology import stop_queue
from .worker import Worker


@dataclass(frozen=True, slots=True)
class _Running:
    thread: threading.Thread
    stop: Queue


class Threads:
    """Dispatcher with as many threads, each with a connection of its own, as the servers have workers.

    :param broker: the broker in this process, or `None` where it is another one.
    """

    def __init__(self, broker: Broker | None, shared: Shared) -> None:
        self._broker = broker
        self._shared = shared
        self._running: dict[Server, list[_Running]] = {}
        self._lines: set[Line] = set()
        self._lock = threading.Lock()

    def start(self, server: Server) -> None:
        """See `Dispatcher`."""
        running = [self._started(server, number) for number in range(server.workers)]
        with self._lock:
            self._running[server] = running

    def _started(self, server: Server, number: int) -> _Running:
        stop = stop_queue(self._shared.uid())
        worker = Worker(server, self._shared.links.open(), stop=stop)  # here, so that the queues are there at once
        name = f"{server.component}-{server.name or server.topic}-{number}"
        thread = threading.Thread(target=worker.run, name=name, daemon=True)
        thread.start()
        return _Running(thread, stop)

    def stop(self, server: Server) -> None:
        """See `Dispatcher`."""
        with self._lock:
            running = self._running.pop(server)
        self._tell([each.stop for each in running])
        for each in running:
            each.thread.join()

    def add(self, line: Line) -> None:
        """See `Dispatcher`."""
        with self._lock:
            self._lines.add(line)

    def remove(self, line: Line) -> None:
        """See `Dispatcher`."""
        with self._lock:
            self._lines.discard(line)

    def wait(self, line: Line, timeout: float) -> str | None:
        """See `Dispatcher`."""
        until = time.monotonic() + timeout
        try:
            while not line.over:
                line.link.wait(max(0.0, until - time.monotonic()))
        except TimeoutError:
            return f"none came within {timeout:g} s"
        return None

    def step(self) -> bool:
        """Nothing: messages are handed out by themselves."""
        return False

    def run_until_idle(self, timeout: float) -> bool:
        """See `Dispatcher`.

        :raises MessagingError: the broker is another process, of which it cannot be known.
        """
        if self._broker is None:
            raise MessagingError("only of the broker in this process can it be known that nothing is left to be done")
        with self._lock:
            queues = {queue.name for server in self._running for queue in server.queues}
        return self._broker.settle(queues, timeout)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nothing is held: a cast is handed out as soon as a worker is free."""
        yield

    def close(self) -> None:
        """Tell all who wait for a reply that none will come, and stop the servers."""
        with self._lock:
            waiting, servers = [line.queue for line in self._lines], tuple(self._running)
        self._tell(waiting)
        for server in servers:
            self.stop(server)

    def _tell(self, queues: list[Queue]) -> None:
        link = self._shared.links.open()
        for queue in queues:
            link.send(STOP, queue.name)
        link.close()
