"""What holds for rpc with either dispatcher: results, failures, timeouts, contexts, fanout, redelivery."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from reference_impl.context import Context
from reference_impl.messaging import Answer, Bus, BusClosed, MessagingTimeout, RemoteError, WorkerLost


class Conductor:
    def double(self, context: Context, number: int) -> int:
        return 2 * number

    def fail(self, context: Context) -> None:
        raise KeyError("nothing there")

    def unwritable(self, context: Context) -> object:
        return object()

    def _private(self, context: Context) -> str:
        return "secret"

    attribute = 3


@pytest.fixture
def client(bus: Bus) -> Any:
    bus.serve("nova-conductor", "conductor", endpoint=Conductor())
    return bus.client("nova-compute")


def test_a_call_brings_the_result_back(client: Any, context: Context) -> None:
    assert [client.call(context, "conductor", "double", number=each) for each in (1, 2, 3)] == [2, 4, 6]


def test_a_remote_failure_is_raised_at_the_caller(client: Any, context: Context) -> None:
    with pytest.raises(RemoteError, match="KeyError: 'nothing there'") as raised:
        client.call(context, "conductor", "fail")
    assert (raised.value.class_name, raised.value.message) == ("KeyError", "'nothing there'")
    assert "nothing there" in raised.value.traceback[-1]
    assert client.call(context, "conductor", "double", number=1) == 2


@pytest.mark.parametrize("method", ["_private", "__init__", "attribute", "unknown"])
def test_only_public_methods_can_be_called(client: Any, context: Context, method: str) -> None:
    with pytest.raises(RemoteError, match=f"NoSuchMethod: .*conductor.*{method}"):
        client.call(context, "conductor", method)


def test_wrong_arguments_are_a_failure_like_any_other(client: Any, context: Context) -> None:
    with pytest.raises(RemoteError, match="TypeError"):
        client.call(context, "conductor", "double", wrong=1)


def test_a_result_that_json_cannot_hold_is_a_failure_like_any_other(client: Any, context: Context) -> None:
    with pytest.raises(RemoteError, match="TypeError"):
        client.call(context, "conductor", "unwritable")


def test_an_argument_that_json_cannot_hold_is_refused_at_the_caller(client: Any, context: Context, told: Any) -> None:
    with pytest.raises(TypeError):
        client.cast(context, "conductor", "double", number=object())
    assert told.events == []


def test_a_call_that_nobody_serves_times_out(client: Any, context: Context) -> None:
    with pytest.raises(MessagingTimeout, match=r"no reply to go at compute\.h1 \(message [0-9a-f]{32}\)"):
        client.call(context, "compute", "go", server="h1", timeout=0.02)


def test_a_call_to_a_server_that_stopped_times_out_and_waits_in_its_queue(
    bus: Bus, context: Context, endpoint: Any
) -> None:
    server = bus.serve("nova-scheduler", "scheduler", endpoint=endpoint)
    bus.stop(server)
    bus.stop(server)
    with pytest.raises(MessagingTimeout):
        bus.client("nova-api").call(context, "scheduler", "go", timeout=0.02)
    assert bus.broker.size("scheduler") == 1
    bus.serve("nova-scheduler", "scheduler", endpoint=endpoint)
    bus.run_until_idle()
    assert [method for method, _, _ in endpoint.calls] == ["go"]


def test_a_reply_that_comes_too_late_finds_nobody(bus: Bus, context: Context, endpoint: Any, told: Any) -> None:
    bus.stop(bus.serve("nova-scheduler", "scheduler", endpoint=endpoint))
    client = bus.client("nova-api")
    with pytest.raises(MessagingTimeout):
        client.call(context, "scheduler", "late", timeout=0.02)
    bus.serve("nova-scheduler", "scheduler", endpoint=endpoint)
    bus.run_until_idle()
    assert client.call(context, "scheduler", "prompt", give="mine") == "mine"
    assert len(told.of("publish", "reply")) == 2
    assert [each["method"] for each in told.of("deliver", "reply")] == ["prompt"]


def test_a_worker_is_given_the_context_and_what_it_serves(bus: Bus, context: Context, endpoint: Any, told: Any) -> None:
    bus.serve("nova-conductor", "conductor", endpoint=endpoint)
    bus.client("nova-api").call(context, "conductor", "called")
    bus.client("nova-api").cast(context, "conductor", "cast")
    bus.run_until_idle()
    ids = [each["message_id"] for each in told.events if each["kind"] == "publish" and each["mode"] != "reply"]
    assert [received for _, received, _ in endpoint.calls] == [context.under(ids[0]), context.under(ids[1])]


def test_a_cast_reaches_one_server_of_the_topic_and_the_one_that_is_named(
    bus: Bus, context: Context, endpoint: Any
) -> None:
    other = type(endpoint)()
    bus.serve("nova-compute", "compute", "h1", endpoint=endpoint)
    bus.serve("nova-compute", "compute", "h2", endpoint=other)
    client = bus.client("nova-scheduler")
    client.cast(context, "compute", "named", server="h2")
    client.cast(context, "compute", "any")
    bus.run_until_idle()
    methods = [method for method, _, _ in endpoint.calls + other.calls]
    assert sorted(methods) == ["any", "named"]
    assert "named" not in [method for method, _, _ in endpoint.calls]


def test_a_fanout_reaches_every_server_of_the_topic(bus: Bus, context: Context, told: Any, endpoint: Any) -> None:
    bus.client("nova-compute").fanout(context, "scheduler", "into_the_void")
    endpoints = [type(endpoint)() for _ in range(3)]
    for each in endpoints:
        bus.serve("nova-scheduler", "scheduler", endpoint=each)
    bus.client("nova-compute").fanout(context, "scheduler", "update_instance_info", host="h1")
    bus.run_until_idle()
    assert [[(method, args) for method, _, args in each.calls] for each in endpoints] == [
        [("update_instance_info", {"host": "h1"})]
    ] * 3
    assert len(told.of("publish", "fanout")) == 2
    assert len({each["message_id"] for each in told.of("deliver", "fanout")}) == 1


def test_a_failing_cast_is_logged_where_it_failed(bus: Bus, context: Context, caplog: pytest.LogCaptureFixture) -> None:
    bus.serve("nova-conductor", "conductor", endpoint=Conductor())
    bus.client("nova-api").cast(context, "conductor", "fail")
    bus.run_until_idle()
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "nova-conductor: fail failed, and nobody waits for it"
    assert record.exc_info is not None
    assert "secret" not in caplog.text


def test_a_body_that_is_no_message_is_dropped_and_said(
    bus: Bus, context: Context, endpoint: Any, caplog: pytest.LogCaptureFixture
) -> None:
    bus.serve("nova-conductor", "conductor", endpoint=endpoint)
    client = bus.client("nova-api")
    with client._line() as line:
        line.link.send(b'{"hello": "you"}', "conductor")
        line.link.send(
            b'{"oslo.version":"2.0","oslo.message":"{\\"_msg_id\\":\\"m\\",\\"_unique_id\\":\\"u\\"}"}', "conductor"
        )
    bus.run_until_idle()
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["conductor drops a message"] * 2
    assert endpoint.calls == []


class Answering:
    def __init__(self, client: Any) -> None:
        self.client = client

    def run_instance(self, context: Context, instance_uuid: str) -> Answer:
        def launch() -> None:
            self.client.cast(context, "compute", "run_instance", server="h1", instance_uuid=instance_uuid)

        return Answer({"host": "h1"}, facts={"host": "h1"}, then=launch)


def test_an_answer_can_have_facts_and_something_to_be_done_once_it_is_sent(
    bus: Bus, context: Context, told: Any, endpoint: Any
) -> None:
    bus.serve("nova-scheduler", "scheduler", endpoint=Answering(bus.client("nova-scheduler")))
    bus.serve("nova-compute", "compute", "h1", endpoint=endpoint)
    result = bus.client("nova-api").call(context, "scheduler", "run_instance", instance_uuid="i1")
    bus.run_until_idle()
    assert result == {"host": "h1"}
    call, reply, cast = [each for each in told.events if each["kind"] == "publish"]
    assert (reply["mode"], reply["facts"], cast["mode"]) == ("reply", {"host": "h1"}, "cast")
    assert reply["cause"] == cast["cause"] == call["message_id"]


def test_what_fails_after_the_reply_is_logged(bus: Bus, context: Context, caplog: pytest.LogCaptureFixture) -> None:
    class Late:
        def go(self, context: Context) -> Answer:
            return Answer("done", then=lambda: [][0])

    bus.serve("nova-scheduler", "scheduler", endpoint=Late())
    assert bus.client("nova-api").call(context, "scheduler", "go") == "done"
    bus.run_until_idle()
    assert ["nobody waits" in record.getMessage() for record in caplog.records] == [True]


class Mortal:
    """Its first worker dies at the first message."""

    def __init__(self) -> None:
        self.began: list[int] = []

    def work(self, context: Context, number: int) -> int:
        self.began.append(number)
        if len(self.began) == 1:
            raise WorkerLost
        return number


def test_what_a_lost_worker_had_in_hand_is_delivered_again_first_and_marked(
    bus: Bus, context: Context, told: Any
) -> None:
    mortal = Mortal()
    bus.stop(bus.serve("nova-compute", "compute", "h1", endpoint=mortal))
    for number in (1, 2):
        bus.client("nova-scheduler").cast(context, "compute", "work", server="h1", number=number)
    bus.serve("nova-compute", "compute", "h1", endpoint=mortal, workers=1)
    bus.run_until_idle()
    assert mortal.began == [1, 1, 2]
    first, again, second = told.of("deliver", "cast")
    assert first["message_id"] == again["message_id"] != second["message_id"]
    assert [each["redelivered"] for each in (first, again, second)] == [False, True, False]


def test_a_call_is_answered_by_the_worker_after_the_lost_one(bus: Bus, context: Context) -> None:
    bus.serve("nova-compute", "compute", endpoint=Mortal())
    assert bus.client("nova-api").call(context, "compute", "work", number=5) == 5


def test_what_was_acknowledged_when_taken_is_lost_with_the_worker(
    bus: Bus, context: Context, told: Any, caplog: pytest.LogCaptureFixture
) -> None:
    mortal = Mortal()
    bus.serve("nova-compute", "compute", endpoint=mortal, acknowledge="taken")
    bus.client("nova-scheduler").cast(context, "compute", "work", number=1)
    bus.run_until_idle()
    assert mortal.began == [1]
    assert len(told.of("deliver", "cast")) == 1
    assert "its message with it" in caplog.text


def test_a_second_reply_to_the_same_call_is_told_and_changes_nothing(bus: Bus, context: Context, told: Any) -> None:
    class Twice:
        def __init__(self) -> None:
            self.times = 0

        def go(self, context: Context) -> Answer:
            self.times += 1
            return Answer(self.times, then=self.die_once)

        def die_once(self) -> None:
            if self.times == 1:
                raise WorkerLost

    bus.serve("nova-scheduler", "scheduler", endpoint=Twice())
    client = bus.client("nova-api")
    assert client.call(context, "scheduler", "go") == 1
    bus.run_until_idle()
    assert client.call(context, "scheduler", "go") == 3
    assert len(told.of("deliver", "reply")) == 3


def test_a_closed_bus_takes_nothing_more(bus: Bus, context: Context) -> None:
    client = bus.client("nova-api")
    bus.close()
    bus.close()
    for refused in (
        lambda: bus.client("nova-api"),
        lambda: client.cast(context, "compute", "go"),
        lambda: client.call(context, "compute", "go"),
        lambda: bus.serve("nova-compute", "compute", endpoint=object()),
    ):
        with pytest.raises(BusClosed):
            refused()


def test_something_can_be_done_once_a_call_is_sent(client: Any, context: Context, told: Any) -> None:
    seen: list[int] = []
    result = client.call(
        context, "conductor", "double", number=1, meanwhile=lambda: seen.append(len(told.of("publish", "call")))
    )
    assert (result, seen) == (2, [1])


class Elsewhere(Exception):
    """The caller has something better to do."""


def test_who_leaves_meanwhile_does_not_wait(client: Any, bus: Bus, context: Context) -> None:
    def leave() -> None:
        raise Elsewhere

    with pytest.raises(Elsewhere):
        client.call(context, "conductor", "double", number=1, meanwhile=leave)
    bus.run_until_idle()
    assert client.call(context, "conductor", "double", number=2) == 4


def test_who_takes_for_another_is_told_and_its_callers_mean_the_other(bus: Bus, context: Context, told: Any) -> None:
    bus.serve("nova-scheduler", "conductor", endpoint=Conductor(), owner="nova-conductor")
    bus.client("nova-compute").call(context, "conductor", "double", number=1)
    assert [each["target"] for each in told.of("publish", "call")] == ["nova-conductor"]
    assert [each["source"] for each in told.of("deliver", "call")] == ["nova-scheduler"]
