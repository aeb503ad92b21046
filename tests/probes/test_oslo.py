"""oslo.messaging's envelopes, as they stand on the wire."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_cloudflow.probes._oslo import Call, Notification, Reply, read_body

CALL = {
    "method": "select_destinations",
    "args": {"instance_uuids": ["i1"]},
    "_msg_id": "m1",
    "_unique_id": "u1",
    "_reply_q": "reply_1",
    "_context_request_id": "req-own",
    "_context_global_request_id": "req-global",
    "_context_auth_token": "gAAAAAbcdefghijklmnop",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(CALL)), inner, max_size=4),
    max_leaves=8,
)


def wrapped(message, text):
    return {"oslo.version": "2.0", "oslo.message": json.dumps(message) if text else message}


@pytest.mark.parametrize("text", [True, False], ids=["as text", "decoded"])
def test_a_call_is_read_from_either_form_of_the_envelope(text):
    call = read_body(wrapped(CALL, text))
    assert isinstance(call, Call)
    assert (call.method, call.id, call.requests) == ("select_destinations", "m1", ("req-own", "req-global"))


def test_a_whole_body_may_be_text():
    assert isinstance(read_body(json.dumps(wrapped(CALL, text=True))), Call)


def test_a_cast_is_known_by_its_unique_id():
    call = read_body(wrapped({key: value for key, value in CALL.items() if key != "_msg_id"}, text=True))
    assert isinstance(call, Call)
    assert (call.msg_id, call.id) == (None, "u1")


def test_the_token_of_the_context_is_not_kept():
    assert "gAAAA" not in repr(read_body(wrapped(CALL, text=True)))


def test_an_act_on_an_object_is_named_by_the_object():
    instance = {"nova_object.name": "Instance", "nova_object.data": {}}
    save = {"method": "object_action", "args": {"objinst": instance, "objmethod": "save"}, "_msg_id": "m"}
    event = {"objname": "InstanceActionEvent", "objmethod": "event_start"}
    start = {"method": "object_class_action_versions", "args": event, "_msg_id": "m"}
    assert [read_body(wrapped(each, text=True)).method for each in (save, start)] == [
        "object_action:Instance.save",
        "object_class_action_versions:InstanceActionEvent.event_start",
    ]


def test_a_reply_carries_its_failure_as_text():
    said = json.dumps({"class": "NoValidHost", "message": "none", "tb": ["secret"]})
    reply = read_body(wrapped({"result": None, "failure": said, "ending": True, "_msg_id": "m1"}, text=True))
    assert isinstance(reply, Reply)
    assert reply.failure["class"] == "NoValidHost"


def test_the_keep_alive_of_a_long_call_is_no_reply():
    assert read_body(wrapped({"result": None, "failure": None, "ending": False, "_msg_id": "m1"}, text=True)) is None


def test_a_notification_needs_no_envelope():
    message = read_body({"event_type": "port.create.end", "payload": {"port": {}}, "message_id": "n1"})
    assert isinstance(message, Notification)
    assert (message.event_type, message.message_id) == ("port.create.end", "n1")


@pytest.mark.parametrize(
    "body", [None, 1, "", "{", [], {}, {"raw": "b'x'"}, {"oslo.message": "["}, {"oslo.message": 3}]
)
def test_what_is_not_oslo_messaging_is_passed_over(body):
    assert read_body(body) is None


@given(JSON)
def test_no_body_is_too_strange(body):
    read_body(body)
    read_body(wrapped(body, text=True))
