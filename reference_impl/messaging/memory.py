"""kombu's memory transport, for one cloud: queues in this process, and nothing to wait for but events.

kombu's own has one state for the whole process, sleeps a second between two looks at an empty queue, hands the same
message to every queue of a fanout, puts what was requeued at the end without saying that it was delivered before, and
is not to be used by two threads. Here the state is a `Broker` that is handed to each connection
(`transport_options={"broker": …}`): clouds cannot see each other, and one that is no longer referred to is collected.
As with RabbitMQ, a message to a queue that does not exist is dropped, and what a worker gives back comes first again,
marked as redelivered. What is left out, since nobody here asks for it: expiry, priorities, durability, prefetching.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Set
from itertools import count
from queue import Empty
from typing import Any, ClassVar

from kombu.transport import virtual

Raw = dict[str, Any]


class Broker:
    """Queues and bindings of one cloud.

    `ready` names the queues that have a message, in the order in which they came to have one. `turn` is put beside
    each message that comes in, for a dispatcher to know later during which of its turns it was sent.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.bindings = virtual.BrokerState()
        self.ready: dict[str, None] = {}
        self.turn = 0
        self._queues: dict[str, deque[tuple[Raw, int]]] = {}
        self._listeners: dict[str, list[threading.Event]] = {}
        self._in_hand = 0
        self._settled = threading.Condition(self.lock)

    @property
    def queues(self) -> tuple[str, ...]:
        """The names of all queues."""
        return tuple(self._queues)

    def declare(self, queue: str) -> None:
        """Make a queue, if there is none of that name."""
        with self.lock:
            self._queues.setdefault(queue, deque())

    def delete(self, queue: str) -> None:
        """Drop a queue and what is in it."""
        with self.lock:
            self._queues.pop(queue, None)
            self.ready.pop(queue, None)

    def has(self, queue: str) -> bool:
        """Whether there is such a queue."""
        return queue in self._queues

    def size(self, queue: str) -> int:
        """How many messages are in a queue."""
        return len(self._queues.get(queue, ()))

    def purge(self, queue: str) -> int:
        """Empty a queue; tells how many messages were in it."""
        with self.lock:
            size = self.size(queue)
            if size:
                self._queues[queue].clear()
                del self.ready[queue]
            return size

    def put(self, queue: str, message: Raw, *, first: bool = False) -> None:
        """Put a message into a queue, and wake whoever listens to it. Without such a queue it is dropped."""
        with self.lock:
            if (messages := self._queues.get(queue)) is None:
                return
            (messages.appendleft if first else messages.append)((message, self.turn))
            self.ready[queue] = None
            for event in self._listeners.get(queue, ()):
                event.set()

    def head(self, queue: str) -> tuple[Raw, int]:
        """The message that comes next, and the turn in which it was sent."""
        return self._queues[queue][0]

    def take(self, queue: str) -> Raw:
        """The next message, which is in somebody's hand until `done`.

        :raises queue.Empty: there is none.
        """
        with self.lock:
            if queue not in self.ready:
                raise Empty
            messages = self._queues[queue]
            message, _ = messages.popleft()
            if not messages:
                del self.ready[queue]
            self._in_hand += 1
            return message

    def done(self) -> None:
        """Whoever had a message in hand is through with it."""
        with self.lock:
            self._in_hand -= 1
            if self._in_hand == 0:
                self._settled.notify_all()

    def listen(self, queue: str, event: threading.Event) -> None:
        """Have an event set whenever a message comes into a queue."""
        with self.lock:
            self._listeners.setdefault(queue, []).append(event)

    def unlisten(self, queue: str, event: threading.Event) -> None:
        """No more."""
        with self.lock:
            listeners = self._listeners.get(queue, [])
            if event in listeners:
                listeners.remove(event)
            if not listeners:
                self._listeners.pop(queue, None)

    def heard(self, queue: str) -> bool:
        """Whether anybody listens to a queue."""
        return queue in self._listeners

    def settle(self, queues: Set[str], timeout: float) -> bool:
        """Wait until nothing is in hand and nothing is left in these queues; False if that took too long (seconds)."""
        with self._settled:
            return self._settled.wait_for(lambda: self._in_hand == 0 and queues.isdisjoint(self.ready), timeout)


class _Unacknowledged:
    """What a channel has handed out and not yet heard about again (kombu calls it its quality of service)."""

    def __init__(self, channel: Channel, prefetch_count: int = 0) -> None:
        self.prefetch_count = prefetch_count
        self._channel = channel
        self._messages: dict[int, virtual.Message] = {}

    def can_consume(self) -> bool:
        """Always: a message is dealt with before the next one is asked for."""
        return True

    def append(self, message: virtual.Message, delivery_tag: int) -> None:
        """It was handed out."""
        self._messages[delivery_tag] = message

    def ack(self, delivery_tag: int) -> None:
        """It was dealt with."""
        del self._messages[delivery_tag]

    def reject(self, delivery_tag: int, requeue: bool = False) -> None:
        """It is not wanted: by anybody, or, to be requeued, by this one."""
        message = self._messages.pop(delivery_tag)
        if requeue:
            self._channel.give_back(message)

    def restore_unacked_once(self) -> None:
        """A channel that closes gives back what it did not acknowledge."""
        while self._messages:
            self._channel.give_back(self._messages.popitem()[1])


class Channel(virtual.Channel):
    """A channel to the broker of its connection."""

    QoS = _Unacknowledged  # type: ignore[assignment]  # kombu asks for the methods alone
    body_encoding = None  # type: ignore[assignment]  # bytes stay bytes
    supports_fanout = True
    _tags: ClassVar[count[int]] = count(1)

    @property
    def broker(self) -> Broker:
        """The broker that the connection was given."""
        broker: Broker = self.connection.broker
        return broker

    def deliver_from(self, queue: str) -> None:
        """Hand out the next message of a queue that is consumed on this channel.

        :raises queue.Empty: there is none.
        """
        self._get_and_deliver(queue, self.connection._deliver)

    def give_back(self, message: virtual.Message) -> None:
        """Put a message back where it came from, before all others, marked as redelivered."""
        info = message.delivery_info
        self.broker.put(info["queue"], self._copy(message._raw, info["queue"], redelivered=True), first=True)

    def basic_publish(self, message: Raw, exchange: str, routing_key: str, **kwargs: Any) -> None:
        """Put a message into the queues that are bound, one thread at a time."""
        with self.broker.lock:
            super().basic_publish(message, exchange, routing_key, **kwargs)

    def exchange_declare(self, *args: Any, **kwargs: Any) -> None:
        """Declare an exchange, one thread at a time."""
        with self.broker.lock:
            super().exchange_declare(*args, **kwargs)

    def queue_bind(self, *args: Any, **kwargs: Any) -> None:
        """Bind a queue, one thread at a time."""
        with self.broker.lock:
            super().queue_bind(*args, **kwargs)

    def queue_delete(self, queue: str, if_unused: bool = False, if_empty: bool = False, **_: Any) -> None:
        """Delete a queue and its bindings, one thread at a time."""
        with self.broker.lock:
            if (if_unused and self.broker.heard(queue)) or (if_empty and self.broker.size(queue)):
                return
            for exchange, key, arguments in tuple(self.state.queue_bindings(queue)):
                self.queue_unbind(queue, exchange, key, arguments)
            self.state.queue_bindings_delete(queue)
            self.broker.delete(queue)

    def basic_consume(
        self, queue: str, no_ack: bool, callback: Callable[..., Any], consumer_tag: str, **kwargs: Any
    ) -> None:
        """Be handed what comes into a queue, and be woken for it."""
        super().basic_consume(queue, no_ack, callback, consumer_tag, **kwargs)
        self.broker.listen(queue, self.connection.woken)

    def basic_cancel(self, consumer_tag: str) -> None:
        """No more."""
        if consumer_tag in self._tag_to_queue:
            self.broker.unlisten(self._tag_to_queue[consumer_tag], self.connection.woken)
        super().basic_cancel(consumer_tag)

    def _get_and_deliver(self, queue: str, callback: Callable[[Raw, str], None]) -> None:
        broker = self.broker
        message = broker.take(queue)
        try:
            callback(message, queue)
        finally:
            broker.done()

    def _put(self, queue: str, message: Raw, **_: Any) -> None:
        self.broker.put(queue, self._copy(message, queue))

    def _put_fanout(self, exchange: str, message: Raw, routing_key: str, **_: Any) -> None:
        for queue in sorted(self._lookup(exchange, routing_key)):
            self._put(queue, message)

    def _copy(self, message: Raw, queue: str, *, redelivered: bool = False) -> Raw:
        """A message of its own for each queue: what happens to one of them is not to be seen in another."""
        properties = dict(message["properties"])
        properties["delivery_info"] = {**properties["delivery_info"], "queue": queue, "redelivered": redelivered}
        properties["delivery_tag"] = next(self._tags)
        return {**message, "properties": properties}

    def _next_delivery_tag(self) -> None:
        """Each copy gets its own."""

    def _queue_bind(self, *_: Any) -> None:
        """Nothing beside the table of bindings."""

    def _has_queue(self, queue: str, **_: Any) -> bool:
        return self.broker.has(queue)

    def _new_queue(self, queue: str, **_: Any) -> None:
        self.broker.declare(queue)

    def _size(self, queue: str) -> int:
        return self.broker.size(queue)

    def _purge(self, queue: str) -> int:
        return self.broker.purge(queue)


class Transport(virtual.Transport):
    """A connection to a `Broker`, for one thread at a time; `woken` is set when there is something for it."""

    Channel = Channel

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self.broker: Broker = client.transport_options["broker"]
        self.state = self.broker.bindings
        self.woken = threading.Event()

    def drain_events(self, connection: Any, timeout: float | None = None, **_: Any) -> None:  # noqa: ARG002 -- kombu's
        """Hand out one message, as soon as there is one.

        :raises TimeoutError: none came within `timeout` seconds.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            self.woken.clear()  # before looking: what comes in while looking wakes again
            try:
                self.cycle.get(self._deliver)  # type: ignore[union-attr]  # set by the base class
                return
            except Empty:
                if not self.woken.wait(None if until is None else max(0.0, until - time.monotonic())):
                    raise TimeoutError(f"no message within {timeout} s") from None
