"""Where messages go: the exchanges and queues of oslo.messaging on RabbitMQ.

Requests go to the topic exchange named for the control exchange (`nova`), routed by `<topic>` or `<topic>.<server>` to
the queue of that name. A fanout goes to the exchange `<topic>_fanout`, to which each server binds a queue of its own,
`<topic>_fanout_<uuid>`. Replies go by the default exchange to `reply_<uuid>`.

Durability and expiry are oslo.messaging's defaults, so that either side finds what the other one declared: nothing is
durable, and the queues that are named for a uuid go with their last consumer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kombu.entity import Exchange, Queue

CONTROL_EXCHANGE = "nova"
TRANSIENT_SECONDS = 1800
"""How long the broker keeps a queue named for a uuid that nobody listens to."""
_FANOUT = "_fanout"


@dataclass(frozen=True, slots=True)
class Address:
    """To whom a request goes: to any server of a topic, to the one named, or to all of them."""

    topic: str
    server: str | None = None
    fanout: bool = False

    @classmethod
    def of(cls, delivery_info: Mapping[str, Any]) -> Address:
        """To whom a message that was delivered had been sent: `compute.h1` is topic `compute`, server `h1`."""
        exchange = str(delivery_info.get("exchange") or "")
        if exchange.endswith(_FANOUT):
            return cls(exchange.removesuffix(_FANOUT), fanout=True)
        topic, _, server = str(delivery_info.get("routing_key") or "").partition(".")
        return cls(topic, server or None)

    @property
    def routing_key(self) -> str:
        """What the exchange routes by; a fanout is not routed."""
        if self.fanout:
            return ""
        return f"{self.topic}.{self.server}" if self.server else self.topic

    def __str__(self) -> str:
        return f"all servers of {self.topic}" if self.fanout else self.routing_key


def topic_exchange(name: str) -> Exchange:
    """The exchange of all requests but fanouts."""
    return Exchange(name, type="topic", durable=False)


def fanout_exchange(topic: str) -> Exchange:
    """The exchange of the fanouts to a topic; it goes with its last queue."""
    return Exchange(f"{topic}{_FANOUT}", type="fanout", durable=False, auto_delete=True)


def server_queues(control_exchange: str, topic: str, server: str | None, uid: str) -> list[Queue]:
    """What a server listens to: its topic, its own name, and a queue of its own (`uid`) for fanouts."""
    names = [Address(topic).routing_key] + ([Address(topic, server).routing_key] if server else [])
    exchange = topic_exchange(control_exchange)
    queues = [Queue(name, exchange, routing_key=name, durable=False) for name in names]
    return [*queues, _transient(f"{topic}{_FANOUT}_{uid}", fanout_exchange(topic))]


def reply_queue(uid: str) -> Queue:
    """Where a caller waits for replies."""
    return _transient(f"reply_{uid}")


def stop_queue(uid: str) -> Queue:
    """By what a worker is woken to hear that it shall stop."""
    return _transient(f"stop_{uid}")


def _transient(name: str, exchange: Exchange | None = None) -> Queue:
    return Queue(name, exchange, routing_key="", durable=False, auto_delete=True, expires=TRANSIENT_SECONDS)
