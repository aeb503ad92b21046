"""The same code against a RabbitMQ of the tests' own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from reference_impl.context import Context
from reference_impl.messaging import (
    BrokerUnreachable,
    Bus,
    BusClosed,
    MessagingError,
    MessagingTimeout,
    RemoteError,
    WorkerLost,
)


@pytest.fixture
def url(rabbitmq: Any) -> str:
    """Where it listens."""
    return str(rabbitmq.amqp)


@pytest.fixture
def rabbit(url: str, told: Any) -> Iterator[Bus]:
    with Bus(observe=told, dispatch="threads", url=url) as bus:
        yield bus


class Conductor:
    def __init__(self) -> None:
        self.seen = threading.Semaphore(0)
        self.numbers: list[int] = []

    def double(self, context: Context, number: int) -> int:
        return 2 * number

    def fail(self, context: Context) -> None:
        raise LookupError("nothing there")

    def note(self, context: Context, number: int) -> None:
        self.numbers.append(number)
        self.seen.release()

    def die_once(self, context: Context) -> str:
        if not self.numbers:
            self.numbers.append(0)
            raise WorkerLost
        return "alive"


def test_calls_are_answered_and_failures_raised(rabbit: Bus, context: Context) -> None:
    rabbit.serve("nova-conductor", "conductor", endpoint=Conductor())
    client = rabbit.client("nova-compute")
    assert [client.call(context, "conductor", "double", number=each) for each in range(5)] == [0, 2, 4, 6, 8]
    with pytest.raises(RemoteError, match="LookupError: nothing there"):
        client.call(context, "conductor", "fail")
    with pytest.raises(MessagingTimeout):
        client.call(context, "conductor", "double", server="nobody", timeout=0.05)


def test_casts_come_in_order_and_fanouts_come_to_all(rabbit: Bus, context: Context) -> None:
    endpoints = [Conductor(), Conductor()]
    for name, endpoint in zip(("h1", "h2"), endpoints, strict=True):
        rabbit.serve("nova-compute", "compute", name, endpoint=endpoint, workers=1)
    client = rabbit.client("nova-scheduler")
    client.fanout(context, "scheduler", "into_the_void")
    client.fanout(context, "compute", "note", number=-1)
    assert all(each.seen.acquire(timeout=30) for each in endpoints)
    for number in range(20):
        client.cast(context, "compute", "note", server="h2", number=number)
    assert all(endpoints[1].seen.acquire(timeout=30) for _ in range(20))
    assert [each.numbers for each in endpoints] == [[-1], [-1, *range(20)]]


def test_what_a_lost_worker_had_in_hand_is_redelivered(rabbit: Bus, context: Context, told: Any) -> None:
    rabbit.serve("nova-compute", "compute", endpoint=Conductor())
    assert rabbit.client("nova-api").call(context, "compute", "die_once") == "alive"
    assert [each["redelivered"] for each in told.of("deliver", "call")] == [False, True]


def test_nothing_is_left_on_the_broker(url: str, context: Context) -> None:
    before = set(threading.enumerate())
    bus = Bus(dispatch="threads", url=url)
    server = bus.serve("nova-conductor", "conductor", "h1", endpoint=Conductor())
    queues = [queue.name for queue in server.queues]
    bus.client("nova-compute").call(context, "conductor", "double", number=1)
    bus.close()
    assert set(threading.enumerate()) == before
    for queue in queues:
        with Connection(url) as connection, pytest.raises(ChannelError, match="NOT_FOUND"):
            connection.default_channel.queue_declare(queue, passive=True)


def test_a_queue_that_another_listens_to_is_left_to_it(url: str, rabbit: Bus, context: Context) -> None:
    rabbit.serve("nova-conductor", "conductor", endpoint=Conductor())
    with Bus(dispatch="threads", url=url) as other:
        other.serve("nova-conductor", "conductor", endpoint=Conductor())
    assert rabbit.client("nova-compute").call(context, "conductor", "double", number=4) == 8


def test_closing_tells_who_waits(url: str, context: Context) -> None:
    asked = threading.Event()
    bus = Bus(observe=lambda *_, **__: asked.set(), dispatch="threads", url=url)
    client = bus.client("nova-api")
    came: list[type[BaseException]] = []

    def ask() -> None:
        try:
            client.call(context, "scheduler", "go", timeout=600)
        except BusClosed:
            came.append(BusClosed)

    thread = threading.Thread(target=ask)
    thread.start()
    assert asked.wait(30)
    bus.close()
    thread.join()
    assert came == [BusClosed]


def test_whether_a_broker_elsewhere_is_idle_cannot_be_known(rabbit: Bus) -> None:
    with pytest.raises(MessagingError, match="broker in this process"):
        rabbit.run_until_idle()


def test_a_broker_that_cannot_be_reached_is_named_without_its_user() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(BrokerUnreachable, match=f"amqp://127.0.0.1:{port}/cloud") as raised:
        Bus(dispatch="threads", url=f"amqp://me:hush@127.0.0.1:{port}/cloud").client("nova-api").cast(
            Context("req-1"), "compute", "go"
        )
    assert "hush" not in str(raised.value)
