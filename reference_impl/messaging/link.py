"""A connection to the broker, for one thread at a time: to send, to listen, to wait for the next message.

All that is kombu's own is behind this; the same code speaks to the memory transport and, by pyamqp, to RabbitMQ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from kombu.connection import Connection
from kombu.entity import Exchange, Queue
from kombu.exceptions import OperationalError
from kombu.message import Message
from kombu.messaging import Consumer, Producer

from .errors import BrokerUnreachable
from .memory import Broker, Transport
from .topology import Address, fanout_exchange, topic_exchange
from .wire import CONTENT_TYPE

OnMessage = Callable[[Message], None]
STOP = b'{"stop": true}'
"""The body by which whoever waits is woken to hear that there is nothing more to wait for; no rpc message."""
_CONNECT_SECONDS = 5.0


def says_stop(message: Message) -> bool:
    """Whether a message is `STOP`; pyamqp hands text out as `str`, the memory transport as it came."""
    return message.body in (STOP, STOP.decode())


class Links:
    """Makes connections: to the broker that is handed in, or to the one at `url`.

    :param url: `amqp://user:password@host:port/virtual_host`; `None` for the broker in this process.
    """

    def __init__(self, control_exchange: str, url: str | None, broker: Broker) -> None:
        self.control_exchange = control_exchange
        self._url = url
        self._broker = broker

    def open(self) -> Link:
        """A new connection.

        :raises BrokerUnreachable: there is none to be had.
        """
        if self._url is None:
            connection = Connection(transport=Transport, transport_options={"broker": self._broker})
        else:
            options = {"confirm_publish": True}
            connection = Connection(self._url, connect_timeout=_CONNECT_SECONDS, transport_options=options)
        return Link(self._connected(connection), topic_exchange(self.control_exchange))

    def _connected(self, connection: Connection) -> Connection:
        try:
            connection.ensure_connection(max_retries=1, interval_start=0)
        except OperationalError as error:
            raise BrokerUnreachable(_without_user(self._url or ""), error) from error
        return connection


class Link:
    """One connection with one channel."""

    def __init__(self, connection: Connection, exchange: Exchange) -> None:
        self._connection = connection
        self._channel = connection.channel()
        self._channel.basic_qos(0, 1, False)  # what one worker has not begun, another may
        self._producer = Producer(self._channel, auto_declare=False)
        self._consumers: list[Consumer] = []
        self._exchange = exchange.name
        exchange(self._channel).declare()

    def request(self, body: bytes, address: Address, seconds: float | None = None) -> None:
        """Send a request; after `seconds` the broker may drop it, if nobody has taken it by then."""
        if address.fanout:
            exchange = fanout_exchange(address.topic)(self._channel)
            exchange.declare()  # each time: it went with the last server that listened
            self._publish(body, exchange.name, "", None)
        else:
            self._publish(body, self._exchange, address.routing_key, seconds)

    def send(self, body: bytes, queue: str) -> None:
        """Send to one queue; where there is none of that name, to nobody."""
        self._publish(body, "", queue, None)

    def _publish(self, body: bytes, exchange: str, routing_key: str, seconds: float | None) -> None:
        self._producer.publish(
            body,
            exchange=exchange,
            routing_key=routing_key,
            content_type=CONTENT_TYPE,
            content_encoding="utf-8",
            expiration=seconds,
        )

    def listen(self, queues: Sequence[Queue], on_message: OnMessage) -> None:
        """Declare queues, and be handed what comes into them, by `wait` or `take`."""
        consumer = Consumer(self._channel, queues, on_message=on_message, accept=["json"])
        consumer.consume()
        self._consumers.append(consumer)

    def wait(self, timeout: float | None = None) -> None:
        """Hand out one message, as soon as there is one.

        :raises TimeoutError: none came within `timeout` seconds.
        """
        self._connection.drain_events(timeout=timeout)

    def take(self, queue: str) -> None:
        """Hand out the next message of that queue now; for the broker in this process alone.

        :raises queue.Empty: there is none.
        """
        self._channel.deliver_from(queue)

    def delete(self, queue: Queue) -> None:
        """Delete a queue, unless somebody else listens to it."""
        try:
            queue(self._channel).delete(if_unused=True)
        except self._connection.channel_errors:  # in use; the broker has closed the channel over it
            self._channel = self._connection.channel()

    def close(self) -> None:
        """Listen no more, delete the queues that nobody else can have any use for, and disconnect."""
        for consumer in self._consumers:
            consumer.cancel()
            for queue in consumer.queues or ():
                if queue.auto_delete:
                    self.delete(queue)
        self._connection.release()


def _without_user(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
