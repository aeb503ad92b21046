"""What is told of exchanges with cinder."""

import pytest

from reference_impl.cinder import CREATE_ATTACHMENT, DELETE_ATTACHMENT, SHOW_VOLUME
from reference_impl.http import Side


def _exchange(told):
    """Facts and instance of the last request, and of its answer."""
    request, response = (fields for channel, _, fields in told.events[-2:] if channel == "http")
    return [(each["facts"], each.get("instance_id")) for each in (request, response)]


def test_a_volume_is_kept_and_nothing_is_said_of_its_connection(ask, told, server):
    volume = ask.make()["id"]
    attachment = ask.reserve(volume).body["attachment"]["id"]
    assert _exchange(told) == [
        ({"volume_id": volume}, server),
        ({"attachment_id": attachment, "volume_id": volume, "connection": False}, server),
    ]


def test_a_volume_is_connected(ask, told, server):
    volume = ask.make()["id"]
    attachment = ask.reserve(volume, connector={"host": "h1"}).body["attachment"]["id"]
    shown = {"attachment_id": attachment, "volume_id": volume, "connection": True}
    assert _exchange(told) == [({"volume_id": volume}, server), (shown, server)]
    ask.connect(attachment, host="h1")
    assert _exchange(told) == [({"attachment_id": attachment}, None), (shown, server)]
    ask("GET", f"attachments/{attachment}")
    assert _exchange(told) == [({"attachment_id": attachment}, None), (shown, server)]


def test_an_attachment_is_completed_and_ends(ask, told):
    volume = ask.make()["id"]
    attachment = ask.attach(volume)
    assert _exchange(told) == [({"attachment_id": attachment}, None), ({}, None)]
    ask("DELETE", f"attachments/{attachment}")
    assert _exchange(told) == [({"attachment_id": attachment}, None), ({}, None)]


def test_a_volume_is_looked_at_at_either_path(ask, told, ours):
    volume = ask.make()["id"]
    for path in (f"volumes/{volume}", f"{ours}/volumes/{volume}"):
        ask("GET", path)
        assert _exchange(told) == [({"volume_id": volume}, None), ({"volume_id": volume}, None)]


def test_a_refusal_shows_why(ask, told, server):
    volume = ask.make()["id"]
    ask.attach(volume)
    ask.reserve(volume)
    (_, asked_for), (facts, instance) = _exchange(told)
    assert asked_for == instance == server
    assert facts["failure"]["class"] == "badRequest"
    assert "status must be available" in facts["failure"]["message"]


@pytest.mark.parametrize(
    "json",
    [None, 7, [], {}, {"attachment": 7, "volume": 7}, {"attachment": None}, {"volume": {"id": 7}},
     {"attachment": {"volume_uuid": 7, "instance_uuid": []}}],
)  # fmt: skip
def test_whatever_is_sent_what_is_not_known_is_left_out(json):
    side = Side("/v3/attachments", json, lambda _name: None)
    assert CREATE_ATTACHMENT.request(side) == SHOW_VOLUME.response(side) == DELETE_ATTACHMENT.response(side) == {}
    shown = CREATE_ATTACHMENT.response(side)
    assert shown in ({}, {"connection": False})
