"""The stepped dispatcher: an order that is drawn, that can be had again, and in which no cast runs too early."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

from reference_impl.context import Context
from reference_impl.messaging import Answer, Bus, MessagingTimeout
from reference_impl.world import World

HOSTS = ("h1", "h2", "h3")


class Compute:
    """Asks the conductor twice, and keeps a diary of when it began and ended."""

    def __init__(self, client: Any, diary: list[tuple[str, int]]) -> None:
        self._client = client
        self._diary = diary

    def launch(self, context: Context, number: int) -> None:
        self._diary.append(("begins", number))
        for _ in range(2):
            assert self._client.call(context, "conductor", "look", number=number) == number
        self._diary.append(("ends", number))


class Conductor:
    def look(self, context: Context, number: int) -> int:
        return number


def launched(seed: int, told: Any, boots: int = 10, workers: int = 2) -> list[tuple[str, int]]:
    """Boots on three hosts, all cast before the first is handed out."""
    diary: list[tuple[str, int]] = []
    with Bus(World.seeded(seed), told) as bus:
        bus.serve("nova-conductor", "conductor", endpoint=Conductor())
        for host in HOSTS:
            compute = Compute(bus.client("nova-compute"), diary)
            bus.serve("nova-compute", "compute", host, endpoint=compute, workers=workers)
        for number in range(boots):
            context = Context(f"req-{number}")
            bus.client("nova-scheduler").cast(context, "compute", "launch", server=HOSTS[number % 3], number=number)
        bus.run_until_idle()
    return diary


def test_a_seed_gives_the_same_events_again(told: Any) -> None:
    other = type(told)()
    assert launched(7, told) == launched(7, other)
    assert told.events == other.events


def test_seeds_differ_in_their_order_and_not_in_what_is_done(told: Any) -> None:
    diaries = [launched(seed, told) for seed in range(8)]
    assert len({tuple(diary) for diary in diaries}) > 4
    assert {tuple(sorted(diary)) for diary in diaries} == {tuple(sorted(diaries[0]))}


def test_boots_overlap(told: Any) -> None:
    diary = launched(3, told)
    begun = [index for index, (what, _) in enumerate(diary) if what == "begins"]
    ended = [index for index, (what, _) in enumerate(diary) if what == "ends"]
    assert any(begun[place + 1] < ended[place] for place in range(len(begun) - 1))


def test_a_queue_is_first_in_first_out_whatever_the_seed(told: Any) -> None:
    for seed in range(8):
        begun = [number for what, number in launched(seed, told) if what == "begins"]
        for host in range(3):
            mine = [number for number in begun if number % 3 == host]
            assert mine == sorted(mine)


def test_a_server_works_on_no_more_messages_at_once_than_it_has_workers(told: Any) -> None:
    for seed in range(8):
        at_work: dict[int, int] = dict.fromkeys(range(3), 0)
        for what, number in launched(seed, told, workers=1):
            at_work[number % 3] += 1 if what == "begins" else -1
            assert at_work[number % 3] <= 1


def test_many_casts_do_not_pile_up_on_the_stack(told: Any) -> None:
    diary = launched(1, told, boots=600, workers=600)
    assert len(diary) == 1200


def test_a_cast_waits_until_it_is_asked_for(stepped: Bus, context: Context, endpoint: Any) -> None:
    stepped.serve("nova-compute", "compute", endpoint=endpoint)
    stepped.client("nova-scheduler").cast(context, "compute", "launch")
    assert endpoint.calls == []
    assert stepped.step()
    assert [method for method, _, _ in endpoint.calls] == ["launch"]
    assert not stepped.step()


class Scheduler:
    def __init__(self, client: Any) -> None:
        self._client = client

    def select(self, context: Context) -> Answer:
        return Answer("h1", then=lambda: self._client.cast(context, "compute", "launch"))


@pytest.mark.parametrize("seed", range(8))
def test_a_cast_never_runs_in_the_stack_of_the_call_it_came_of(seed: int, context: Context, endpoint: Any) -> None:
    with Bus(World.seeded(seed)) as bus:
        bus.serve("nova-scheduler", "scheduler", endpoint=Scheduler(bus.client("nova-scheduler")))
        bus.serve("nova-compute", "compute", endpoint=endpoint)
        assert bus.client("nova-api").call(context, "scheduler", "select") == "h1"
        assert endpoint.calls == []
        bus.run_until_idle()
        assert [method for method, _, _ in endpoint.calls] == ["launch"]


@pytest.mark.parametrize(("kept", "launched_before"), [(True, 0), (False, 1)])
def test_a_turn_keeps_casts_back_until_it_is_over(
    stepped: Bus, context: Context, endpoint: Any, kept: bool, launched_before: int
) -> None:
    stepped.serve("nova-scheduler", "scheduler", endpoint=Scheduler(stepped.client("nova-scheduler")))
    stepped.serve("nova-compute", "compute", endpoint=endpoint)
    client = stepped.client("nova-api")
    with stepped.turn() if kept else nullcontext():
        client.call(context, "scheduler", "select")
        for _ in range(12):  # so many draws that the cast is drawn among them, if it may be
            client.call(context, "scheduler", "select")
        before = len(endpoint.calls)
    assert min(before, 1) == launched_before
    stepped.run_until_idle()
    assert len(endpoint.calls) == 13


def test_a_call_queued_behind_a_cast_of_its_own_turn_is_still_answered(
    stepped: Bus, context: Context, endpoint: Any
) -> None:
    stepped.serve("nova-conductor", "conductor", endpoint=endpoint)
    client = stepped.client("nova-compute")
    with stepped.turn():
        client.cast(context, "conductor", "first")
        assert client.call(context, "conductor", "second", give=2) == 2
    assert [method for method, _, _ in endpoint.calls] == ["first", "second"]


def test_calls_nest(stepped: Bus, context: Context) -> None:
    class Countdown:
        def go(self, context: Context, number: int) -> int:
            if number == 0:
                return 0
            below: int = stepped.client("nova-conductor").call(context, "conductor", "go", number=number - 1)
            return below + 1

    stepped.serve("nova-conductor", "conductor", endpoint=Countdown(), workers=9)
    assert stepped.client("nova-api").call(context, "conductor", "go", number=8) == 8
    with pytest.raises(Exception, match="nothing is left to be delivered"):
        stepped.client("nova-api").call(context, "conductor", "go", number=9)


def test_a_call_that_cannot_be_answered_any_more_times_out_at_once(stepped: Bus, context: Context) -> None:
    with pytest.raises(MessagingTimeout, match="nothing is left to be delivered"):
        stepped.client("nova-api").call(context, "scheduler", "select", timeout=3600)


def test_what_an_endpoint_cannot_have_meant_reaches_who_hands_messages_out(stepped: Bus, context: Context) -> None:
    class Interrupted:
        def go(self, context: Context) -> None:
            raise KeyboardInterrupt

    stepped.serve("nova-conductor", "conductor", endpoint=Interrupted())
    stepped.client("nova-api").cast(context, "conductor", "go")
    with pytest.raises(KeyboardInterrupt):
        stepped.run_until_idle()


def test_several_servers_of_a_topic_share_its_work(context: Context, told: Any, endpoint: Any) -> None:
    endpoints = [type(endpoint)() for _ in range(3)]
    with Bus(World.seeded(5)) as bus:
        for each in endpoints:
            bus.serve("nova-conductor", "conductor", endpoint=each)
        for number in range(30):
            bus.client("nova-api").cast(context, "conductor", "work", number=number)
        bus.run_until_idle()
    assert all(each.calls for each in endpoints)
    assert sum(len(each.calls) for each in endpoints) == 30


def test_threads_take_turns(stepped: Bus, context: Context) -> None:
    stepped.serve("nova-conductor", "conductor", endpoint=Conductor(), workers=1)
    answers: list[int] = []

    def ask(number: int) -> Callable[[], None]:
        client = stepped.client("nova-compute")
        return lambda: answers.append(client.call(context, "conductor", "look", number=number))

    started = [threading.Thread(target=ask(number)) for number in range(8)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    assert sorted(answers) == list(range(8))


def test_a_broker_that_orders_by_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="stepped draws the order"):
        Bus(dispatch="stepped", url="amqp://localhost//")
