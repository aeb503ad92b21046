"""A queue of one's own on a broker: whatever is routed to it is handed over, and what was lost is known.

The queue is exclusive, so that it is gone with its connection, however that ends. It is bounded, and drops its oldest
messages: an unbounded one would fill the broker's memory, and so block every publisher. What is dropped goes as a dead
letter to a second queue that keeps one message: that there is one tells that some were lost. Messages are acknowledged,
and only `PREFETCH` are under way at once: else those of a consumer that stalls would pile up in the broker's channel,
where no bound holds, or in a socket that takes no more, and the broker closes a connection that takes nothing for 30 s.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from kombu.connection import Connection
from kombu.entity import Exchange, Queue, binding
from kombu.exceptions import KombuError
from kombu.message import Message
from kombu.messaging import Consumer

from ...errors import TargetError
from ._urls import AMQP, broker

NAME = "cloudflow-"
"""What the names of all these queues begin with."""
PREFETCH = 16
"""So few fit into a socket that nobody reads (its buffers have 128 KiB at the least); nova's messages have 2 to 20."""
HELD = 10_000
"""Messages that the queue holds at most; a boot of OpenStack makes some 200 in the firehose."""
HELD_BYTES = 16 << 20
"""Bytes of messages likewise; the broker needs five times as much for them."""
PATIENCE = 30.0
"""Seconds that a broker is given to hand out what it holds."""
_DRAIN = 5.0
_MARK = "cloudflow-mark"
_RETRIES = {"max_retries": 3, "interval_start": 0, "interval_step": 0.2, "interval_max": 1}
"""A connection that was idle for long may have been closed; without a bound, kombu tries for ever."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What is to be routed to the queue: an exchange and a key; a topic exchange that is not there is not declared."""

    exchange: str
    key: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A message, and when it came (UNIX seconds)."""

    time: float
    exchange: str
    routing_key: str
    headers: dict[str, Any]
    body: str


@dataclass(slots=True)
class _Box:
    """What the consumer leaves for who takes it."""

    taken: list[Taken] = field(default_factory=list)
    lost: bool = False
    marks: dict[str, threading.Event] = field(default_factory=dict)
    error: BaseException | None = None


class Tap:
    """Consumes from a queue of its own, in a thread of its own, from `open` to `close`.

    :param url: of the broker: `amqp://USER:PASSWORD@HOST:PORT/VHOST`.
    :param where: what to call it in an error.
    :raises UsageError: it is no URL of a broker.

    :ivar vhost: the virtual host that the URL names.
    """

    def __init__(
        self,
        url: str,
        where: str,
        *,
        held: int = HELD,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._url = url
        self._where = where
        self._address = broker(url, where)
        self.vhost = self._address.vhost
        self._held = held
        self._now = now
        self._name = f"{NAME}{uuid.uuid4()}"
        self._box = _Box()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._consuming: Connection | None = None
        self._marking: Connection | None = None

    def open(self, bounds: Sequence[Bound]) -> None:
        """Declares the queue and begins to consume.

        :raises TargetError: the broker cannot be reached, or refuses.
        """
        self._stopping.clear()
        self._box = _Box()
        with self._using():
            self._consuming = self._connected()
            self._marking = self._connected()
            consumer = self._consumer(self._consuming, bounds)
            consumer.consume()
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def there(self, exchanges: Sequence[str]) -> list[str]:
        """Those of the exchanges that the broker has.

        :raises TargetError: it has none of them, or cannot be reached.
        """
        with self._using(), self._connected() as connection:
            found = [name for name in exchanges if _has(connection, name)]
        if not found:
            raise TargetError(f"has none of the exchanges {', '.join(exchanges)}", self._where, "another virtual host?")
        return found

    def take(self) -> tuple[list[Taken], bool]:
        """All messages that were routed to the queue until now and not yet taken, and whether some were lost.

        :raises TargetError: the connection was lost, or the broker does not hand out what it holds.
        """
        mark, seen = str(uuid.uuid4()), threading.Event()
        with self._lock:
            self._box.marks[mark] = seen
        self._raise()
        with self._using():
            self._put(mark)
        if not seen.wait(PATIENCE):
            self._raise()
            raise TargetError(f"hands out nothing for {PATIENCE:.0f} s", self._where, "is the broker overloaded?")
        self._raise()
        with self._lock:
            taken, lost = self._box.taken, self._box.lost
            self._box.taken, self._box.lost = [], False
        return taken, lost

    def close(self) -> None:
        """Ends; the queue is gone with the connection."""
        self._stopping.set()
        try:
            if self._thread is not None and self._thread.is_alive() and self._box.error is None:
                with self._using():
                    self._put("stop")
        finally:
            self._release()

    def _release(self) -> None:
        """The thread looks every few seconds whether it is to end; a connection that is lost gives no trouble."""
        if self._thread is not None:
            self._thread.join(PATIENCE)
            self._thread = None
        for connection in (self._marking, self._consuming):
            if connection is not None:
                connection.release()
        self._marking = self._consuming = None

    def _connected(self) -> Connection:
        """Without heartbeats: for want of them a kit that stalls for a minute would be taken for dead."""
        connection = Connection(self._url, connect_timeout=10)
        connection.ensure_connection(max_retries=1)
        return connection

    def _consumer(self, connection: Connection, bounds: Sequence[Bound]) -> Consumer:
        channel = connection.channel()
        channel.basic_qos(0, PREFETCH, False)
        lost = self._queue(f"{self._name}-lost", {"x-max-length": 1})
        main = self._queue(
            self._name,
            {
                "x-max-length": self._held,
                "x-max-length-bytes": HELD_BYTES,
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": lost.name,
            },
            [binding(Exchange(bound.exchange, type="topic", passive=True), bound.key) for bound in bounds],
        )
        return Consumer(channel, [main, lost], on_message=self._take_in, accept=["text/plain"])

    @staticmethod
    def _queue(name: str, arguments: dict[str, Any], bindings: Sequence[binding] = ()) -> Queue:
        bounded = {"x-overflow": "drop-head", **arguments}
        return Queue(name, bindings=bindings, exclusive=True, auto_delete=True, durable=False, queue_arguments=bounded)

    def _run(self) -> None:
        """Consumes until it is told to stop, or the connection is lost; `take` then says so."""
        connection = self._consuming
        assert connection is not None
        try:
            while not self._stopping.is_set():
                with suppress(TimeoutError):
                    connection.drain_events(timeout=_DRAIN)
        except BaseException as error:  # noqa: BLE001 -- it is raised where somebody takes
            self._box.error = error
        with self._lock:
            for seen in self._box.marks.values():
                seen.set()

    def _take_in(self, message: Message) -> None:
        info, headers = message.delivery_info, dict(message.headers or {})
        taken = Taken(self._now(), info["exchange"], info["routing_key"], headers, _text(message.body))
        with self._lock:
            if _MARK in headers:
                self._marked(str(headers[_MARK]))
            elif taken.routing_key == f"{self._name}-lost" or "x-first-death-queue" in headers:
                self._box.lost = True
            else:
                self._box.taken.append(taken)
        message.ack()

    def _marked(self, mark: str) -> None:
        seen = self._box.marks.pop(mark, None)
        if seen is not None:
            seen.set()

    def _put(self, mark: str) -> None:
        """Puts a mark behind all that is in the queue."""
        assert self._marking is not None
        with self._marking.Producer() as producer:
            producer.publish(
                "",
                routing_key=self._name,
                headers={_MARK: mark},
                content_type="text/plain",
                retry=True,
                retry_policy=_RETRIES,
            )

    def _raise(self) -> None:
        error = self._box.error
        if error is not None:
            raise TargetError(f"lost: {_said(error)}", self._where, "is the broker up?") from error

    @contextmanager
    def _using(self) -> Iterator[None]:
        connection = self._consuming or Connection(self._url)
        try:
            yield
        except (*connection.connection_errors, *connection.channel_errors, KombuError, OSError) as error:
            mend = f"{AMQP} of the broker, with a user that may declare queues there"
            raise TargetError(f"{self._address} vhost {self.vhost}: {_said(error)}", self._where, mend) from error


def _has(connection: Connection, exchange: str) -> bool:
    """Whether there is an exchange; to ask for one that is not costs the channel."""
    channel = connection.channel()
    try:
        channel.exchange_declare(exchange, "topic", passive=True)
    except connection.channel_errors as error:
        if getattr(error, "reply_code", None) == 404:
            return False
        raise
    channel.close()
    return True


def _text(body: object) -> str:
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body).decode("utf-8", "replace")
    return str(body)


def _said(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
