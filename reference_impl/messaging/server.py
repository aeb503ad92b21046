"""A server of a topic: hands requests to an endpoint's methods, and sends what comes of it back to who called.

When a message is acknowledged is a choice between two evils. oslo.messaging does it first and works then ("at most
once", https://blueprints.launchpad.net/oslo.messaging/+spec/at-least-once-guarantee): a worker that dies takes its
message with it, and a boot stands still for ever. Here it is done when the work is done, by default: what a lost worker
had in hand is requeued and delivered again, marked as redelivered, which is what a test of redelivery needs; the price
is that it may be done twice. `acknowledge="taken"` gives the behaviour of the field.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kombu.entity import Queue
from kombu.message import Message

from . import wire
from .errors import MalformedMessage, NoSuchMethod, WorkerLost
from .link import Link
from .shared import Shared
from .topology import Address, server_queues
from .wire import Failure, Reply, Request

Acknowledge = Literal["done", "taken"]
_log = logging.getLogger(__name__)


def _nothing() -> None:
    """Nothing is left to be done."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint's method may return where the result alone does not say it all.

    :param result: what the caller gets.
    :param facts: what the reply shows, for the observer.
    :param then: what is still to be done once the reply is sent, serving the same message.
    """

    result: Any = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    then: Callable[[], None] = _nothing


class Server:
    """One server of a topic.

    :param name: what it is called by (`compute.<name>`); `None` where any server of the topic will do.
    :param workers: how many messages it works on at once, at most.
    :ivar acknowledge: when a message is gone for good.
    """

    def __init__(
        self,
        component: str,
        topic: str,
        name: str | None,
        endpoint: object,
        shared: Shared,
        *,
        workers: int,
        acknowledge: Acknowledge,
    ) -> None:
        self.component = component
        self.topic = topic
        self.name = name
        self.workers = workers
        self._endpoint = endpoint
        self._shared = shared
        self.acknowledge = acknowledge
        self.queues: list[Queue] = server_queues(shared.links.control_exchange, topic, name, shared.uid())

    def serve(self, message: Message, link: Link) -> None:
        """Work on a message, and send the reply by `link`."""
        try:
            request = wire.read(message.body)
            if not isinstance(request, Request):
                raise MalformedMessage("a reply, where requests are taken")
        except MalformedMessage as error:
            _log.warning("%s drops a message: %s", Address.of(message.delivery_info), error)
            message.reject()
            return
        self._told_of(request, message)
        if self.acknowledge == "taken":
            message.ack()
        try:
            self._work(request, link)
        except WorkerLost:
            self._lose(message)
            return
        if not message.acknowledged:
            message.ack()

    def _told_of(self, request: Request, message: Message) -> None:
        info = message.delivery_info
        redelivered = bool(info.get("redelivered"))
        self._shared.teller.picked_up(request, Address.of(info), self.component, redelivered=redelivered)

    def _lose(self, message: Message) -> None:
        """Another worker takes the place of the one that was lost, and what that one had not acknowledged."""
        if message.acknowledged:
            _log.error("a worker of %s was lost, and its message with it", self.component)
        else:
            message.requeue()

    def _work(self, request: Request, link: Link) -> None:
        try:
            answer = self._invoke(request)
            reply = self._reply(request, answer.result)
            body = wire.write(reply) if request.msg_id else b""
        except Exception as error:  # noqa: BLE001 -- whatever an endpoint raises is for who called it
            self._fail(request, link, error)
            return
        if request.msg_id:
            self._send(request, reply, body, link, answer.facts or None)
        try:
            answer.then()
        except Exception as error:  # noqa: BLE001 -- the reply is out: nobody else is there to be told
            self._log(request, error)

    def _invoke(self, request: Request) -> Answer:
        method = None if request.method.startswith("_") else getattr(self._endpoint, request.method, None)
        if not callable(method):
            raise NoSuchMethod(request.method, self.topic)
        answer = method(request.context.under(request.id), **request.args)
        return answer if isinstance(answer, Answer) else Answer(answer)

    def _fail(self, request: Request, link: Link, error: Exception) -> None:
        if not request.msg_id:
            self._log(request, error)
            return
        reply = self._reply(request, None, Failure.of(error))
        self._send(request, reply, wire.write(reply), link, None)

    def _reply(self, request: Request, result: Any, failure: Failure | None = None) -> Reply:
        return Reply(request.id, self._shared.uid(), result, failure)

    def _send(self, request: Request, reply: Reply, body: bytes, link: Link, facts: Mapping[str, Any] | None) -> None:
        self._shared.teller.answered(reply, request, self.component, facts)
        link.send(body, request.reply_q or "")

    def _log(self, request: Request, error: Exception) -> None:
        _log.error("%s: %s failed, and nobody waits for it", self.component, request.method, exc_info=error)
