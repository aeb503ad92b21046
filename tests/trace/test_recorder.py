"""What probes hand in becomes numbered events, without secrets."""

import threading
from itertools import count

import pytest

from pytest_cloudflow.trace import Event, Facts, Failure, Recorder, fingerprint


def recording() -> tuple[Recorder, list[Event]]:
    seen: list[Event] = []
    ticks = count(100)
    return Recorder(lambda: float(next(ticks)), [seen.append], clock="kit"), seen


def test_events_are_numbered_and_timed() -> None:
    recorder, seen = recording()
    recorder.record("db", "read", table="flavors")
    recorder.record("db", "write", table="instances", operation="insert")
    assert [(event.seq, event.time, event.clock) for event in seen] == [(1, 100.0, "kit"), (2, 101.0, "kit")]
    assert recorder.events == 2


def test_probe_may_name_time_and_clock() -> None:
    recorder, seen = recording()
    recorder.record("db", "read", time=5.0, clock="host-1")
    assert (seen[0].time, seen[0].clock) == (5.0, "host-1")


def test_fields_reach_the_event_and_it_is_returned() -> None:
    recorder, seen = recording()
    event = recorder.record("http", "request", source="client", path="/v3/auth/tokens", facts=Facts(user_id="u"))
    assert seen == [event]
    assert (event.source, event.path, event.facts.user_id) == ("client", "/v3/auth/tokens", "u")


def test_every_sink_gets_every_event() -> None:
    recorder, seen = recording()
    late: list[Event] = []
    recorder.record("db", "read")
    recorder.attach(late.append)
    recorder.record("db", "read")
    recorder.detach(late.append)
    recorder.record("db", "read")
    assert [event.seq for event in seen] == [1, 2, 3]
    assert [event.seq for event in late] == [2]


def test_error_of_a_sink_reaches_the_probe() -> None:
    def refuse(event: Event) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Recorder(float, [refuse]).record("db", "read")


def test_threads_see_one_order() -> None:
    recorder, seen = recording()

    def work() -> None:
        for _ in range(200):
            recorder.record("db", "read")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [event.seq for event in seen] == list(range(1, 801))


def test_tokens_become_fingerprints_and_fingerprints_stay() -> None:
    recorder, _ = recording()
    facts = Facts(issued_token="gAAAAsecret", subject_token=fingerprint("x"))
    event = recorder.record("http", "request", token="secret", service_token=fingerprint("s"), facts=facts)
    assert (event.token, event.service_token) == (fingerprint("secret"), fingerprint("s"))
    assert (event.facts.issued_token, event.facts.subject_token) == (fingerprint("gAAAAsecret"), fingerprint("x"))


def test_absent_token_stays_absent() -> None:
    recorder, _ = recording()
    assert recorder.record("http", "request", token=None).token is None


def test_failure_is_masked() -> None:
    recorder, _ = recording()
    failure = Failure(class_="NoValidHost", message="no host; password=hunter2 " + "x " * 300)
    event = recorder.record("rpc", "publish", facts=Facts(failure=failure))
    assert isinstance(event.facts.failure, Failure)
    assert isinstance(event.facts.failure.message, str)
    assert event.facts.failure.class_ == "NoValidHost"
    assert event.facts.failure.message.startswith("no host; password=*** x x")
    assert len(event.facts.failure.message) == 300
