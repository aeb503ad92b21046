"""Who decides which message is handed out next, and in which thread.

`threads`: workers that are woken by events, so that boots overlap as they do in the field, in an order that nobody
chose. `stepped`: one thread, the next message drawn by the world's randomness, so that each order can be had again.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from .line import Line
from .server import Server


class Dispatcher(Protocol):
    """Hands out messages."""

    def start(self, server: Server) -> None:
        """A server takes messages from now on; its queues are there when this returns."""

    def stop(self, server: Server) -> None:
        """It takes none any more. What it is at is done first; its topic's queues stay, with what is in them."""

    def add(self, line: Line) -> None:
        """A line is there to be handed replies."""

    def remove(self, line: Line) -> None:
        """It is no more."""

    def wait(self, line: Line, timeout: float) -> str | None:
        """Wait until there is nothing more for the line to wait for, or say why that is in vain.

        :param timeout: seconds.
        """

    def step(self) -> bool:
        """Hand out one message, where that is for the caller to do; False if none was."""

    def run_until_idle(self, timeout: float) -> bool:
        """Come back when all is handed out and done; False if that took more than `timeout` seconds."""

    def turn(self) -> AbstractContextManager[None]:
        """What is cast inside is handed out afterwards, where that is for the dispatcher to say."""

    def close(self) -> None:
        """Stop all servers."""
