"""The same code against a RabbitMQ: one of the tests' own, where `rabbitmq-server` is installed.

It lives in a folder, listens on free ports of loopback under a node name of its own, and is ended by its process group.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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

PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""Where Debian has it; what it puts on the PATH runs as the service's user alone."""
needs_rabbitmq = pytest.mark.skipif(not PROGRAM.exists(), reason=f"needs {PROGRAM} (apt-get install rabbitmq-server)")
_STARTED = "completed with"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where it listens."""
    folder = tmp_path_factory.mktemp("rabbitmq")
    node, dist, mapper = _free_ports(3)
    environment = _environment(folder, node, dist, mapper)
    with (
        _process(["epmd", "-port", str(mapper), "-address", "127.0.0.1"], environment),
        _process([str(PROGRAM)], environment) as server,
    ):
        _wait(server)
        yield f"amqp://guest:guest@127.0.0.1:{node}//"


def _environment(folder: Path, node: int, dist: int, mapper: int) -> dict[str, str]:
    configuration = folder / "rabbitmq.conf"
    configuration.write_text(f"listeners.tcp.1 = 127.0.0.1:{node}\n")
    (folder / "enabled_plugins").write_text("[].")
    return {
        **os.environ,
        "HOME": str(folder),
        "ERL_EPMD_PORT": str(mapper),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"cloudflow{node}@localhost",
        "RABBITMQ_CONFIG_FILE": str(configuration),
        "RABBITMQ_DIST_PORT": str(dist),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }


@contextmanager
def _process(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)


def _wait(server: subprocess.Popen[str]) -> None:
    assert server.stdout is not None
    said: list[str] = []
    for line in server.stdout:
        said.append(line)
        if _STARTED in line:
            return
    raise AssertionError("rabbitmq-server ended: " + "".join(said))


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as open_until_all_are_known:
        sockets = [open_until_all_are_known.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


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


@needs_rabbitmq
def test_calls_are_answered_and_failures_raised(rabbit: Bus, context: Context) -> None:
    rabbit.serve("nova-conductor", "conductor", endpoint=Conductor())
    client = rabbit.client("nova-compute")
    assert [client.call(context, "conductor", "double", number=each) for each in range(5)] == [0, 2, 4, 6, 8]
    with pytest.raises(RemoteError, match="LookupError: nothing there"):
        client.call(context, "conductor", "fail")
    with pytest.raises(MessagingTimeout):
        client.call(context, "conductor", "double", server="nobody", timeout=0.05)


@needs_rabbitmq
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


@needs_rabbitmq
def test_what_a_lost_worker_had_in_hand_is_redelivered(rabbit: Bus, context: Context, told: Any) -> None:
    rabbit.serve("nova-compute", "compute", endpoint=Conductor())
    assert rabbit.client("nova-api").call(context, "compute", "die_once") == "alive"
    assert [each["redelivered"] for each in told.of("deliver", "call")] == [False, True]


@needs_rabbitmq
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


@needs_rabbitmq
def test_a_queue_that_another_listens_to_is_left_to_it(url: str, rabbit: Bus, context: Context) -> None:
    rabbit.serve("nova-conductor", "conductor", endpoint=Conductor())
    with Bus(dispatch="threads", url=url) as other:
        other.serve("nova-conductor", "conductor", endpoint=Conductor())
    assert rabbit.client("nova-compute").call(context, "conductor", "double", number=4) == 8


@needs_rabbitmq
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


@needs_rabbitmq
def test_whether_a_broker_elsewhere_is_idle_cannot_be_known(rabbit: Bus) -> None:
    with pytest.raises(MessagingError, match="broker in this process"):
        rabbit.run_until_idle()


def test_a_broker_that_cannot_be_reached_is_named_without_its_user() -> None:
    (port,) = _free_ports(1)
    with pytest.raises(BrokerUnreachable, match=f"amqp://127.0.0.1:{port}/cloud") as raised:
        Bus(dispatch="threads", url=f"amqp://me:hush@127.0.0.1:{port}/cloud").client("nova-api").cast(
            Context("req-1"), "compute", "go"
        )
    assert "hush" not in str(raised.value)
