"""RabbitMQ's firehose: every message that a broker took in (`publish`) and handed out (`deliver`).

With `rabbitmqctl trace_on` a broker publishes to `amq.rabbitmq.trace` a copy of each message, with what it knows of it
(https://www.rabbitmq.com/docs/firehose). A capture has one record for each: `ts`, `kind`, `exchange`, `routing_keys`,
`user`, `redelivered`, `payload` (the body, decoded or as text). `user` is the publisher's at a publish and the
consumer's at a deliver: it names the process only where each process has a user of its own.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Literal

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from ..errors import TraceError
from ..trace._events import Event, Facts
from ._components import Components
from ._fields import items, known
from ._jsonlines import Record, moment
from ._oslo import Call, Notification, Reply, read_body
from ._rpc_facts import call_facts, reply_facts
from ._seen import Seen
from .notifications import Notifications

CLOCK = "firehose"
"""One clock for all: the broker's trace has each message when the broker had it, in that order."""
MAX_CALLS = 100_000
_FANOUT = "_fanout"
_Kind = Literal["publish", "deliver"]


class Firehose:
    """Turns records into `rpc` events.

    The method of a reply and who waits for it are known from its call alone; the last `MAX_CALLS` that were not yet
    answered are remembered.

    :param notifications: who is told of the notifications that pass by; without one they are left out.
    """

    def __init__(self, components: Components, notifications: Notifications | None = None) -> None:
        self._components = components
        self._notifications = notifications
        self._calls: OrderedDict[str, tuple[Call, str | None]] = OrderedDict()
        self._latest = 0.0

    def see(self, record: Record, where: str) -> list[Seen]:
        """The events of a record: one, or none where it is no rpc message of the cloud.

        :param where: `FILE:LINE`.
        :raises TraceError: it is no record of a firehose.
        """
        kind = record.get("kind")
        if kind not in ("publish", "deliver"):
            raise TraceError("kind is neither publish nor deliver", where, "name a capture of a RabbitMQ firehose")
        time = self._latest = max(self._latest, moment(record, "ts", where))
        process = known(record.get("user"))
        message = read_body(record.get("payload"))
        if message is None or self._components.leaves_out(process):
            return []
        if isinstance(message, Notification):
            return self._notified(message, kind, time, process)
        if isinstance(message, Reply):
            return self._reply(message, record, kind, time, process)
        return self._call(message, record, kind, time, process)

    def _notified(self, message: Notification, kind: str, time: float, process: str | None) -> list[Seen]:
        if self._notifications is None or kind != "publish":
            return []
        return self._notifications.tell(message, time, CLOCK, process)

    def _call(self, call: Call, record: Record, kind: _Kind, time: float, process: str | None) -> list[Seen]:
        if call.id is None:
            return []
        if kind == "publish" and call.msg_id:
            self._remember(call, process)
        topic, server, fanout = _address(record)
        instance, facts = call_facts(call)
        event = self._event(kind, time, process, call, facts, instance)
        event = replace(
            event,
            target=self._target(kind, self._components.at(topic)),
            mode="fanout" if fanout else "call" if call.msg_id else "cast",
            topic=topic or UNSET,
            server=server,
            message_id=call.id,
            redelivered=_redelivered(record, kind),
        )
        return [_seen(event, process, call, serving=not call.on_object)]

    def _reply(self, reply: Reply, record: Record, kind: _Kind, time: float, process: str | None) -> list[Seen]:
        call, caller = self._calls.get(reply.msg_id, (None, None))
        if kind == "deliver":
            self._calls.pop(reply.msg_id, None)
        instance = call_facts(call)[0] if call else None
        event = self._event(kind, time, process, call, reply_facts(call, reply), instance)
        event = replace(
            event,
            target=self._target(kind, self._components.of(caller)),
            mode="reply",
            topic=None,
            server=None,
            message_id=reply.msg_id,
            redelivered=_redelivered(record, kind),
            cause=reply.msg_id if kind == "publish" else None,
        )
        return [Seen(event, actor=process)]

    def _event(
        self, kind: _Kind, time: float, process: str | None, call: Call | None, facts: Facts, instance: str | None
    ) -> Event:
        return Event(
            seq=0, time=time, clock=CLOCK, channel="rpc", kind=kind,
            source=self._components.of(process) or UNSET,
            request_id=call.requests[-1] if call and call.requests else UNSET,
            instance_id=instance or UNSET,
            method=call.method if call else UNSET,
            facts=facts,
        )  # fmt: skip

    def _remember(self, call: Call, process: str | None) -> None:
        if call.msg_id is not None:
            self._calls[call.msg_id] = call, process
        if len(self._calls) > MAX_CALLS:
            self._calls.popitem(last=False)

    @staticmethod
    def _target(kind: str, component: str | None) -> str | None | UnsetType:
        return None if kind == "deliver" else component or UNSET


def _seen(event: Event, process: str | None, call: Call, *, serving: bool) -> Seen:
    """Who publishes acts under the message's request ids; who is handed it serves them from here on.

    An act on an object is carried out in the database alone: nothing but its reply comes of it.
    """
    if event.kind == "publish":
        return Seen(event, actor=process, acts_under=call.requests)
    return Seen(replace(event, cause=None), server=process, serves=call.requests if serving else ())


def _address(record: Record) -> tuple[str | None, str | None, bool]:
    """Topic, server and whether it is a fanout: `compute.h1` is topic `compute`, server `h1`."""
    exchange = known(record.get("exchange"))
    if exchange and exchange.endswith(_FANOUT):
        return exchange.removesuffix(_FANOUT), None, True
    key = known(next(iter(items(record.get("routing_keys"))), None))
    topic, _, server = (key or "").partition(".")
    return topic or None, server or None, False


def _redelivered(record: Record, kind: str) -> bool | UnsetType:
    value = record.get("redelivered")
    return bool(value) if kind == "deliver" and type(value) in (bool, int) else UNSET
