"""The wire format, to the letter: envelope, keys, exchanges and queues of oslo.messaging."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_impl.context import Context
from reference_impl.messaging import Bus, MalformedMessage, wire
from reference_impl.messaging.topology import Address
from reference_impl.messaging.wire import Failure, Reply, Request

HEX = "0123456789abcdef" * 2
CONTEXT_KEYS = {
    "_context_request_id",
    "_context_global_request_id",
    "_context_auth_token",
    "_context_user",
    "_context_user_id",
    "_context_project",
    "_context_project_id",
    "_context_roles",
}


def opened(body: bytes) -> dict[str, Any]:
    outer = json.loads(body)
    assert set(outer) == {"oslo.version", "oslo.message"}
    assert outer["oslo.version"] == "2.0"
    inner: dict[str, Any] = json.loads(outer["oslo.message"])
    return inner


def test_a_cast_has_a_unique_id_and_its_context_and_nothing_of_a_call(context: Context) -> None:
    inner = opened(wire.write(Request("run_instance", {"instance_uuid": "i1"}, context, HEX)))
    assert set(inner) == {"method", "args", "version", "_unique_id"} | CONTEXT_KEYS
    assert inner["args"] == {"instance_uuid": "i1"}
    assert inner["version"] == "1.0"
    assert inner["_context_request_id"] == "req-1"
    assert inner["_context_auth_token"] == "secret"
    assert (inner["_context_user_id"], inner["_context_project_id"]) == ("alice", "lab")
    assert inner["_context_roles"] == ["member", "reader"]


def test_a_call_also_says_where_its_reply_goes(context: Context) -> None:
    inner = opened(wire.write(Request("go", {}, context, HEX, "m1", "reply_1", namespace="n")))
    assert set(inner) - CONTEXT_KEYS == {
        "method", "args", "version", "namespace", "_unique_id", "_msg_id", "_reply_q", "_timeout",
    }  # fmt: skip
    assert (inner["_msg_id"], inner["_reply_q"], inner["_timeout"]) == ("m1", "reply_1", None)


def test_a_reply_has_a_result_or_a_failure_that_is_again_a_json_text() -> None:
    good = opened(wire.write(Reply("m1", HEX, {"host": "h1"})))
    assert good == {"result": {"host": "h1"}, "failure": None, "ending": True, "_msg_id": "m1", "_unique_id": HEX}
    bad = opened(wire.write(Reply("m1", HEX, failure=Failure.of(ValueError("no", object)))))
    failure = json.loads(bad["failure"])
    assert set(failure) == {"class", "module", "message", "tb", "args", "kwargs"}
    assert (failure["class"], failure["module"]) == ("ValueError", "builtins")
    assert failure["args"] == ["no", str(object)]
    assert bad["result"] is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), json_values), st.none() | st.text(), st.lists(st.text()).map(tuple))
def test_what_is_written_is_read_again(args: dict[str, Any], token: str | None, roles: tuple[str, ...]) -> None:
    request = Request("go", args, Context("req-1", token, "u", "p", roles), HEX, "m1", "reply_1", "1.2", "ns")
    assert wire.read(wire.write(request)) == request


def test_a_failure_is_read_again() -> None:
    reply = Reply("m1", HEX, failure=Failure("E", "mod", "said", ("line",), (1,), {"key": "value"}))
    assert wire.read(wire.write(reply)) == reply


@pytest.mark.parametrize(
    "inner",
    [
        [], {}, {"method": 1, "_unique_id": "u"}, {"method": "go"}, {"method": "go", "args": [1], "_unique_id": "u"},
        {"_msg_id": "m"}, {"_msg_id": 3, "_unique_id": "u"}, {"_msg_id": "m", "_unique_id": "u", "failure": "{"},
        {"_msg_id": "m", "_unique_id": "u", "failure": "{}"}, {"method": "go", "_unique_id": "u", "_context_roles": 5},
    ],
)  # fmt: skip
def test_what_is_no_message_is_said_to_be_none(inner: object) -> None:
    body = json.dumps({"oslo.version": "2.0", "oslo.message": json.dumps(inner)})
    with pytest.raises(MalformedMessage, match="no rpc message"):
        wire.read(body)


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", b"3", b'{"oslo.version": "2.0", "oslo.message": 3}'])
def test_a_body_without_an_envelope_is_no_message_either(body: bytes) -> None:
    with pytest.raises(MalformedMessage):
        wire.read(body)
    assert not wire.awaited(body)


def test_calls_and_replies_are_awaited_and_casts_are_not(context: Context) -> None:
    assert wire.awaited(wire.write(Request("go", {}, context, HEX, "m1", "reply_1")))
    assert wire.awaited(wire.write(Reply("m1", HEX)))
    assert not wire.awaited(wire.write(Request("go", {"_msg_id": "m1"}, context, HEX)))


@pytest.mark.parametrize(
    "address", [Address("compute"), Address("compute", "h1"), Address("compute", "h1.example.org")]
)
def test_an_address_is_read_from_its_routing_key_split_at_the_first_dot(address: Address) -> None:
    assert Address.of({"exchange": "nova", "routing_key": address.routing_key}) == address


def test_requests_go_by_the_topic_exchange_to_the_queue_of_topic_and_server(
    bus: Bus, context: Context, tap: Any
) -> None:
    server = bus.serve("nova-compute", "compute", "h1", endpoint=object())
    bus.stop(server)
    bus.client("nova-api").cast(context, "compute", "any")
    bus.client("nova-api").cast(context, "compute", "this", server="h1")
    (anyone,), (this,) = tap(bus, "compute"), tap(bus, "compute.h1")
    assert (anyone["oslo.message"]["method"], this["oslo.message"]["method"]) == ("any", "this")
    assert (anyone["info"]["exchange"], anyone["info"]["routing_key"]) == ("nova", "compute")
    assert (this["info"]["exchange"], this["info"]["routing_key"]) == ("nova", "compute.h1")
    assert len(this["oslo.message"]["_unique_id"]) == 32


def test_the_control_exchange_can_have_another_name(context: Context, tap: Any) -> None:
    with Bus(control_exchange="openstack") as bus:
        bus.stop(bus.serve("cinder-volume", "cinder-volume", endpoint=object()))
        bus.client("cinder-api").cast(context, "cinder-volume", "attach")
        (message,) = tap(bus, "cinder-volume")
        assert message["info"]["exchange"] == "openstack"


def test_a_fanout_goes_by_an_exchange_of_the_topic_to_a_queue_of_each_server(stepped: Bus) -> None:
    stepped.serve("nova-scheduler", "scheduler", endpoint=object())
    stepped.serve("nova-scheduler", "scheduler", endpoint=object())
    queues = [queue for queue in stepped.broker.queues if queue.startswith("scheduler_fanout_")]
    assert len(queues) == 2
    assert stepped.broker.bindings.exchanges["scheduler_fanout"]["type"] == "fanout"
    assert stepped.broker.bindings.exchanges["nova"]["type"] == "topic"


def test_a_reply_goes_by_the_default_exchange_to_the_queue_that_the_call_names(stepped: Bus, context: Context) -> None:
    seen: list[str] = []

    class Endpoint:
        def go(self, context: Context) -> None:
            seen.extend(queue for queue in stepped.broker.queues if queue.startswith("reply_"))

    stepped.serve("nova-conductor", "conductor", endpoint=Endpoint())
    stepped.client("nova-compute").call(context, "conductor", "go")
    (queue,) = seen
    assert len(queue) == len("reply_") + 32
    assert not stepped.broker.bindings.queue_index.get(queue)
