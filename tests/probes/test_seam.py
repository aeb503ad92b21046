"""The seam: what a cloud tells becomes events, without secrets."""

import pytest

from pytest_cloudflow.probes.seam import Seam
from pytest_cloudflow.trace import Facts, Recorder, fingerprint


def heard(*args, **fields):
    events = []
    Seam(Recorder(lambda: 12.5, [events.append], clock="cloud"))(*args, **fields)
    return events[0]


def test_an_event_has_what_was_told_and_nothing_else():
    event = heard("db", "read", source="nova-api", table="flavors", cause="x1", facts={"flavor_id": "f1", "vcpus": 2})
    assert (event.channel, event.kind, event.source, event.table, event.cause) == (
        "db", "read", "nova-api", "flavors", "x1",
    )  # fmt: skip
    assert event.facts == Facts(flavor_id="f1", vcpus=2)
    assert (event.time, event.clock, event.seq) == (12.5, "cloud", 1)


def test_tokens_become_fingerprints():
    event = heard("http", "request", source="client", token="secret", facts={"subject_token": "other"})
    assert event.token == fingerprint("secret")
    assert event.facts.subject_token == fingerprint("other")


def test_what_a_failure_says_is_masked():
    event = heard("rpc", "publish", source="x", facts={"failure": {"class": "E", "message": "password=hunter2 wrong"}})
    assert event.facts.failure.class_ == "E"
    assert "hunter2" not in event.facts.failure.message


@pytest.mark.parametrize("told", [{"colour": "blue"}, {"facts": {"colour": "blue"}}])
def test_what_no_trace_has_is_refused(told):
    with pytest.raises(TypeError):
        heard("db", "read", source="nova-api", **told)
