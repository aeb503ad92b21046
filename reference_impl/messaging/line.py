"""Where a caller waits: a connection and a reply queue, for one call at a time."""

from __future__ import annotations

from kombu.message import Message

from . import wire
from .errors import MalformedMessage
from .link import says_stop
from .shared import Shared
from .topology import reply_queue
from .wire import Reply, Request


class Line:
    """A connection to send by, and a queue for the replies.

    :param component: whose line it is: the source of what is sent and of what is picked up here.
    """

    free = True
    """Whether it takes what is there for it now."""

    def __init__(self, component: str, shared: Shared) -> None:
        self.component = component
        self.link = shared.links.open()
        self.queue = reply_queue(shared.uid())
        self.stopped = False
        self._teller = shared.teller
        self._awaited: Request | None = None
        self._reply: Reply | None = None
        self.link.listen([self.queue], self._on_message)
        self._teller.waits(component, self.reply_q)

    @property
    def reply_q(self) -> str:
        """The name of its queue."""
        return str(self.queue.name)

    @property
    def over(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self._reply is not None or self.stopped

    @property
    def reply(self) -> Reply | None:
        """The reply to the call that was last expected, if it has come."""
        return self._reply

    def expect(self, request: Request) -> None:
        """From now on it is the reply to this call that is waited for."""
        self._awaited, self._reply = request, None

    def close(self) -> None:
        """Drop the queue, and disconnect."""
        self.link.close()
        self._teller.waits_no_more(self.reply_q)

    def _on_message(self, message: Message) -> None:
        message.ack()
        if says_stop(message):
            self.stopped = True
            return
        reply = wire.read(message.body)
        if not isinstance(reply, Reply):
            raise MalformedMessage(f"{self.reply_q}: expected a reply, found a request of method {reply.method!r}")
        mine = self._awaited if self._awaited is not None and self._awaited.msg_id == reply.msg_id else None
        redelivered = bool(message.delivery_info.get("redelivered"))
        self._teller.got_answer(reply, mine, self.component, redelivered=redelivered)
        if mine is not None and self._reply is None:
            self._reply = reply
