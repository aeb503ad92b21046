"""What the observer is told equals what was sent, field by field and when it happened."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reference_impl.context import Context
from reference_impl.messaging import Answer, Bus, RemoteError
from reference_impl.messaging.memory import Broker, Channel


class Scheduler:
    def select(self, context: Context, instance_uuid: str) -> Answer:
        return Answer({"host": "h1"}, facts={"host": "h1"})

    def refuse(self, context: Context, instance_id: str) -> None:
        raise LookupError("No valid host was found.")


def told_of(event: dict[str, Any], *without: str) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key not in without}


def test_a_call_is_told_four_times(bus: Bus, context: Context, told: Any) -> None:
    bus.serve("nova-scheduler", "scheduler", endpoint=Scheduler())
    bus.client("nova-api").call(context, "scheduler", "select", instance_uuid="i1", facts={"instance_ids": ["i1"]})
    sent, picked_up, answered, got = told.events
    msg_id = sent["message_id"]
    common = {
        "channel": "rpc", "method": "select", "message_id": msg_id, "request_id": "req-1", "instance_id": "i1",
    }  # fmt: skip
    request = {**common, "mode": "call", "topic": "scheduler", "server": None}
    reply = {**common, "mode": "reply", "topic": None, "server": None}
    assert sent == {
        **request, "kind": "publish", "source": "nova-api", "target": "nova-scheduler", "cause": "exchange-1",
        "facts": {"instance_ids": ["i1"]},
    }  # fmt: skip
    assert picked_up == {**request, "kind": "deliver", "source": "nova-scheduler", "redelivered": False}
    assert answered == {
        **reply, "kind": "publish", "source": "nova-scheduler", "target": "nova-api", "cause": msg_id,
        "facts": {"host": "h1"},
    }  # fmt: skip
    assert got == {**reply, "kind": "deliver", "source": "nova-api", "redelivered": False, "facts": None}


def test_a_cast_to_a_server_is_told_twice(bus: Bus, context: Context, told: Any, endpoint: Any) -> None:
    bus.serve("nova-compute", "compute", "h1", endpoint=endpoint)
    bus.client("nova-scheduler").cast(context.under("m0"), "compute", "run_instance", server="h1", instance_id="i1")
    bus.run_until_idle()
    sent, picked_up = told.events
    for event in (sent, picked_up):
        assert (event["mode"], event["topic"], event["server"], event["instance_id"]) == ("cast", "compute", "h1", "i1")
    assert (sent["cause"], sent["target"]) == ("m0", "nova-compute")
    assert endpoint.calls[0][1].serving == sent["message_id"] == picked_up["message_id"]


def test_a_failure_is_told_at_both_ends_of_its_reply(bus: Bus, context: Context, told: Any) -> None:
    bus.serve("nova-scheduler", "scheduler", endpoint=Scheduler())
    with pytest.raises(RemoteError):
        bus.client("nova-api").call(context, "scheduler", "refuse", instance_id="i1")
    failure = {"failure": {"class": "LookupError", "message": "No valid host was found."}}
    assert [each["facts"] for each in told.of("publish", "reply") + told.of("deliver", "reply")] == [failure] * 2


def test_without_an_instance_among_the_arguments_none_is_told(bus: Bus, context: Context, told: Any) -> None:
    bus.client("nova-api").cast(context, "scheduler", "tick", other="i1")
    (sent,) = told.events
    assert "instance_id" not in sent


def test_a_topic_is_known_by_who_serves_it(bus: Bus, context: Context, told: Any, endpoint: Any) -> None:
    bus.serve("my-conductor", "conductor", endpoint=endpoint)
    client = bus.client("nova-api")
    for topic in ("conductor", "compute", "unheard-of"):
        client.cast(context, topic, "go")
    assert [each["target"] for each in told.of("publish", "cast")] == ["my-conductor", "nova-compute", None]


def test_the_token_is_not_told(bus: Bus, context: Context, told: Any) -> None:
    bus.serve("nova-scheduler", "scheduler", endpoint=Scheduler())
    bus.client("nova-api").call(context, "scheduler", "select", instance_uuid="i1")
    assert "secret" not in repr(told.events)


def test_what_is_told_is_what_goes_over_the_broker_in_that_order(
    bus: Bus, context: Context, told: Any, endpoint: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[tuple[str, str]] = []
    publish, take = Channel.basic_publish, Broker.take

    def note(kind: str, body: bytes) -> None:
        outer = json.loads(body)
        if "oslo.message" in outer:
            inner = json.loads(outer["oslo.message"])
            passed.append((kind, inner.get("_msg_id") or inner["_unique_id"]))

    def published(self: Channel, message: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        note("publish", message["body"])
        publish(self, message, *args, **kwargs)

    def taken(self: Broker, queue: str) -> dict[str, Any]:
        message = take(self, queue)
        note("deliver", message["body"])
        return message

    monkeypatch.setattr(Channel, "basic_publish", published)
    monkeypatch.setattr(Broker, "take", taken)
    bus.serve("nova-scheduler", "scheduler", endpoint=Scheduler())
    bus.serve("nova-compute", "compute", "h1", endpoint=endpoint, workers=1)
    bus.serve("nova-compute", "compute", "h2", endpoint=endpoint, workers=1)
    client = bus.client("nova-api")
    for number in range(5):
        client.call(context, "scheduler", "select", instance_uuid=str(number))
        client.cast(context, "compute", "run_instance", server="h1")
        bus.run_until_idle()
    client.fanout(context, "compute", "refresh")
    bus.run_until_idle()
    assert sorted(passed) == sorted((each["kind"], each["message_id"]) for each in told.events)
    published_at = [each["message_id"] for each in told.events if each["kind"] == "publish"]
    assert published_at == [message for kind, message in passed if kind == "publish"]
    for index, event in enumerate(told.events):
        if event["kind"] == "deliver":
            assert ("publish", event["message_id"], event["mode"]) in {
                (each["kind"], each["message_id"], each["mode"]) for each in told.events[:index]
            }
