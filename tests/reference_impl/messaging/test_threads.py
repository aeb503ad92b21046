"""The dispatcher with threads: messages overlap, who waits is woken, and closing leaves nobody waiting."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from reference_impl.context import Context
from reference_impl.messaging import Bus, BusClosed, MessagingError, RemoteError
from reference_impl.messaging import memory as memory_transport


class Meeting:
    """Each call ends only when as many are there at once as were invited."""

    def __init__(self, invited: int) -> None:
        self._barrier = threading.Barrier(invited, timeout=30)

    def meet(self, context: Context) -> int:
        return self._barrier.wait()


class Gate:
    """A call stays until it is let out."""

    def __init__(self) -> None:
        self.inside = threading.Event()
        self.out = threading.Event()

    def enter(self, context: Context) -> str:
        self.inside.set()
        assert self.out.wait(30)
        return "out"


def in_background(act: Any) -> tuple[threading.Thread, list[Any]]:
    """What it returned or raised is in the list, once the thread has ended."""
    came: list[Any] = []

    def run() -> None:
        try:
            came.append(act())
        except (MessagingError, BusClosed) as error:
            came.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, came


def test_the_workers_of_a_server_work_at_the_same_time(threads: Bus, context: Context) -> None:
    threads.serve("nova-compute", "compute", "h1", endpoint=Meeting(3), workers=3)
    for _ in range(3):
        threads.client("nova-scheduler").cast(context, "compute", "meet", server="h1")
    threads.run_until_idle(30)


def test_calls_of_many_threads_get_each_their_own_reply(threads: Bus, context: Context) -> None:
    class Echo:
        def echo(self, context: Context, number: int) -> int:
            return number

    threads.serve("nova-conductor", "conductor", endpoint=Echo(), workers=4)
    client = threads.client("nova-compute")

    def ask(first: int) -> list[int]:
        return [client.call(context, "conductor", "echo", number=number) for number in range(first, first + 50)]

    asked = [in_background(lambda first=first: ask(first)) for first in range(0, 400, 50)]
    for thread, _ in asked:
        thread.join()
    assert [came for _, came in asked] == [[list(range(first, first + 50))] for first in range(0, 400, 50)]


def test_one_worker_takes_messages_in_the_order_they_were_sent(threads: Bus, context: Context, endpoint: Any) -> None:
    threads.serve("nova-compute", "compute", endpoint=endpoint, workers=1)
    for number in range(50):
        threads.client("nova-scheduler").cast(context, "compute", "work", number=number)
    threads.run_until_idle()
    assert [args["number"] for _, _, args in endpoint.calls] == list(range(50))


def test_nobody_sleeps_between_two_looks_at_a_queue(
    threads: Bus, context: Context, endpoint: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asleep(seconds: float) -> None:
        raise AssertionError("slept")

    monkeypatch.setattr("time.sleep", asleep)
    monkeypatch.setattr("kombu.transport.virtual.base.sleep", asleep)
    looks: list[str] = []
    take = memory_transport.Broker.take
    monkeypatch.setattr(memory_transport.Broker, "take", lambda self, queue: looks.append(queue) or take(self, queue))
    gate = Gate()
    threads.serve("nova-compute", "compute", endpoint=gate, workers=1)
    thread, came = in_background(lambda: threads.client("nova-api").call(context, "compute", "enter"))
    assert gate.inside.wait(30)
    before = len(looks)
    with pytest.raises(MessagingError, match="still work"):
        threads.run_until_idle(0.05)
    assert len(looks) - before <= 2
    gate.out.set()
    thread.join()
    assert came == ["out"]


def test_closing_tells_who_waits_that_no_reply_will_come(context: Context, endpoint: Any) -> None:
    asked = threading.Event()
    bus = Bus(observe=lambda *_, **__: asked.set(), dispatch="threads")
    bus.stop(bus.serve("nova-scheduler", "scheduler", endpoint=endpoint))
    thread, came = in_background(lambda: bus.client("nova-api").call(context, "scheduler", "select", timeout=3600))
    assert asked.wait(30)
    bus.close()
    thread.join()
    assert [type(each) for each in came] == [BusClosed]


def test_closing_reaches_a_handler_that_waits_itself(threads: Bus, context: Context, endpoint: Any) -> None:
    inside = threading.Event()

    class Waiting:
        def go(self, context: Context) -> None:
            inside.set()
            threads.client("nova-compute").call(context, "scheduler", "select", timeout=3600)

    threads.stop(threads.serve("nova-scheduler", "scheduler", endpoint=endpoint))
    threads.serve("nova-compute", "compute", endpoint=Waiting())
    thread, came = in_background(lambda: threads.client("nova-api").call(context, "compute", "go", timeout=3600))
    assert inside.wait(30)
    threads.close()
    thread.join()
    assert isinstance(came[0], BusClosed | RemoteError)


def test_a_server_that_is_stopped_finishes_what_it_is_at(threads: Bus, context: Context) -> None:
    gate = Gate()
    server = threads.serve("nova-compute", "compute", endpoint=gate)
    called, came = in_background(lambda: threads.client("nova-api").call(context, "compute", "enter"))
    assert gate.inside.wait(30)
    stopped, _ = in_background(lambda: threads.stop(server))
    gate.out.set()
    stopped.join()
    called.join()
    assert came == ["out"]


def test_there_is_nothing_to_step(threads: Bus) -> None:
    assert not threads.step()
    with threads.turn():
        pass
