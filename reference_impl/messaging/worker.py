"""A worker: the connection by which a server takes its messages."""

from __future__ import annotations

from kombu.entity import Queue
from kombu.message import Message

from .link import Link, says_stop
from .server import Server


class Worker:
    """Listens for a server, and has it serve what comes.

    :param limit: how many messages may be in work at once by this connection, one within another.
    :param stop: a queue to be told by that it shall stop; `None` where the dispatcher simply asks no more of it.
    """

    def __init__(self, server: Server, link: Link, *, limit: int = 1, stop: Queue | None = None) -> None:
        self.server = server
        self.link = link
        self.stopped = False
        self._limit = limit
        self._busy = 0
        link.listen([*server.queues, *([stop] if stop else [])], self._on_message)

    @property
    def free(self) -> bool:
        """Whether it can take one more."""
        return self._busy < self._limit

    def run(self) -> None:
        """Work until told to stop, then disconnect: the body of a thread."""
        try:
            while not self.stopped:
                self.link.wait()
        finally:
            self.link.close()

    def _on_message(self, message: Message) -> None:
        if says_stop(message):
            message.ack()
            self.stopped = True
            return
        self._busy += 1
        try:
            self.server.serve(message, self.link)
        finally:
            self._busy -= 1
