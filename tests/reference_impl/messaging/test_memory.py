"""The broker in this process behaves as RabbitMQ does, where the two could be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty
from typing import Any

import pytest
from kombu import Connection, Consumer, Exchange, Producer, Queue
from kombu.exceptions import ChannelError, ContentDisallowed

from reference_impl.messaging.memory import Broker, Transport


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
def connection(broker: Broker) -> Iterator[Connection]:
    with Connection(transport=Transport, transport_options={"broker": broker}) as made:
        yield made


def drained(connection: Connection, queue: str, take: Any) -> list[Any]:
    """What came of a queue, each message given to `take` once it is noted."""
    came: list[Any] = []

    def noted(message: Any) -> None:
        came.append((message.body, message.delivery_info["redelivered"]))
        take(message)

    with Consumer(connection, [Queue(queue)], on_message=noted):
        while True:
            try:
                connection.drain_events(timeout=0)
            except TimeoutError:
                return came


def test_a_message_to_a_queue_that_does_not_exist_is_dropped(connection: Connection, broker: Broker) -> None:
    Producer(connection.channel()).publish("lost", routing_key="nowhere")
    assert broker.queues == ()
    assert not broker.ready


def test_a_message_that_no_binding_routes_is_dropped(connection: Connection, broker: Broker) -> None:
    exchange = Exchange("nova", "topic", channel=connection.channel())
    exchange.declare()
    Producer(exchange.channel, exchange).publish("lost", routing_key="scheduler")
    assert not broker.ready


def test_what_is_requeued_comes_first_again_and_is_marked(connection: Connection) -> None:
    channel = connection.channel()
    Queue("work", channel=channel).declare()
    for body in ("one", "two"):
        Producer(channel).publish(body, routing_key="work")
    seen: list[bytes] = []

    def take(message: Any) -> None:
        seen.append(message.body)
        if len(seen) == 1:
            message.requeue()
        else:
            message.ack()

    assert drained(connection, "work", take) == [(b"one", False), (b"one", True), (b"two", False)]


def test_what_is_rejected_is_gone(connection: Connection, broker: Broker) -> None:
    channel = connection.channel()
    Queue("work", channel=channel).declare()
    Producer(channel).publish("one", routing_key="work")
    assert drained(connection, "work", lambda message: message.reject()) == [(b"one", False)]
    assert broker.size("work") == 0


def test_what_a_closing_channel_had_not_acknowledged_goes_back(connection: Connection, broker: Broker) -> None:
    channel = connection.channel()
    Queue("work", channel=channel).declare()
    for body in ("one", "two"):
        Producer(channel).publish(body, routing_key="work")
    assert len(drained(connection, "work", lambda _: None)) == 2
    connection.close()
    with Connection(transport=Transport, transport_options={"broker": broker}) as later:
        assert drained(later, "work", lambda message: message.ack()) == [(b"one", True), (b"two", True)]


def test_each_queue_of_a_fanout_has_a_message_of_its_own(connection: Connection) -> None:
    channel = connection.channel()
    exchange = Exchange("all", "fanout", channel=channel)
    for name in ("a", "b"):
        Queue(name, exchange, channel=channel).declare()
    Producer(channel, exchange).publish("news", headers={})
    times: list[int] = []

    def requeue_once(message: Any) -> None:
        times.append(1)
        (message.requeue if len(times) == 1 else message.ack)()

    assert drained(connection, "a", requeue_once) == [(b"news", False), (b"news", True)]
    assert drained(connection, "b", lambda message: message.ack()) == [(b"news", False)]


def test_only_json_is_accepted(connection: Connection) -> None:
    channel = connection.channel()
    Queue("work", channel=channel).declare()
    Producer(channel, serializer="pickle").publish({"any": "thing"}, routing_key="work")
    with (
        Consumer(channel, [Queue("work")], callbacks=[print], accept=["json"]),
        pytest.raises(ContentDisallowed),
    ):
        connection.drain_events(timeout=0)


def test_a_queue_is_emptied_and_deleted_with_its_bindings(connection: Connection, broker: Broker) -> None:
    channel = connection.channel()
    queue = Queue("work", Exchange("nova", "topic"), routing_key="work", channel=channel)
    queue.declare()
    for _ in range(3):
        Producer(channel).publish("one", routing_key="work")
    assert queue.queue_declare(passive=True).message_count == 3
    assert queue.purge() == 3
    assert queue.purge() == 0
    Producer(channel).publish("one", routing_key="work")
    queue.delete(if_empty=True)
    assert broker.queues == ("work",)
    queue.delete()
    assert broker.queues == ()
    assert not broker.bindings.bindings
    assert channel.get_table("nova") == []
    with pytest.raises(ChannelError, match="work"):
        queue.queue_declare(passive=True)


def test_a_queue_in_use_is_not_deleted_if_only_an_unused_one_was_meant(connection: Connection, broker: Broker) -> None:
    channel = connection.channel()
    queue = Queue("work", channel=channel)
    with Consumer(channel, [queue], on_message=print):
        queue(channel).delete(if_unused=True)
        assert broker.queues == ("work",)
    queue(channel).delete(if_unused=True)
    assert broker.queues == ()


def test_nothing_can_be_taken_from_an_empty_queue(broker: Broker) -> None:
    with pytest.raises(Empty):
        broker.take("work")
