"""What was done is tied to what its doer was serving."""

import pytest
from msgspec import UNSET

from pytest_cloudflow.probes._causes import in_order, tied
from pytest_cloudflow.probes._seen import Seen
from pytest_cloudflow.trace import Event, Facts

USER, SERVICE = "sha256:" + 16 * "a", "sha256:" + 16 * "b"


def exchange(
    name, begin, end, actor, server, *, under=(), serves=(), token=None, service_token=None, subject=None, **event
):
    shared = {
        "seq": 0,
        "clock": server,
        "channel": "http",
        "exchange": name,
        "token": token,
        "service_token": service_token,
    }
    shared |= {"source": actor, "target": server, "request_id": (*under, *serves, UNSET)[0]} | event
    facts = Facts(subject_token=subject) if subject else Facts()
    request = Event(time=begin, kind="request", facts=facts, **shared)
    response = Event(time=end, kind="response", status=200, facts=facts, **shared)
    asked = Seen(request, actor=actor, server=server, acts_under=under, serves=(*serves, *under), subject=subject)
    return [asked, Seen(response, actor=server)]


def message(name, time, kind, process, request, instance=UNSET):
    shared = {
        "seq": 0,
        "clock": "bus",
        "channel": "rpc",
        "message_id": name,
        "request_id": request,
        "instance_id": instance,
    }
    if kind == "publish":
        return Seen(Event(time=time, kind="publish", source=process, **shared), actor=process, acts_under=(request,))
    return Seen(Event(time=time, kind="deliver", cause=None, **shared), server=process, serves=(request,))


def causes(*seen, skew=0.01):
    flat = [each for group in seen for each in (group if isinstance(group, list) else [group])]
    return {(e.exchange or e.message_id, e.kind): e.cause for e in tied(in_order(flat), skew)}


def test_an_api_acts_for_the_exchange_whose_request_id_it_shows():
    found = causes(
        exchange("boot", 1, 5, "client", "nova_api", serves=("req-1",)),
        exchange("image", 2, 3, "nova_api", "glance", under=("req-1",)),
        message("cast", 4, "publish", "nova_api", "req-1"),
    )
    assert found["boot", "request"] is None
    assert found["image", "request"] == found["image", "response"] == found["cast", "publish"] == "boot"


def test_a_service_acts_for_the_message_it_was_handed_last():
    found = causes(
        message("build", 1, "deliver", "nova_compute_h1", "req-1"),
        exchange("port", 2, 3, "nova_compute_h1", "neutron", under=("req-1",)),
        message("external", 4, "deliver", "nova_compute_h1", "req-2"),
        message("save", 5, "publish", "nova_compute_h1", "req-2"),
        message("late", 6, "publish", "nova_compute_h1", "req-1"),
    )
    assert found["port", "request"] == found["late", "publish"] == "build"
    assert found["save", "publish"] == "external"
    assert found["build", "deliver"] is None


def test_two_hosts_do_not_serve_each_other():
    found = causes(
        message("build", 1, "deliver", "nova_compute_h1", "req-1"),
        exchange("port", 2, 3, "nova_compute_h2", "neutron", under=("req-1",)),
    )
    assert found["port", "request"] is UNSET


def test_of_two_instances_under_one_request_the_named_one_counts():
    found = causes(
        message("build-1", 1, "deliver", "nova_compute_h1", "req-1", "i1"),
        message("build-2", 2, "deliver", "nova_compute_h1", "req-1", "i2"),
        exchange("port", 3, 4, "nova_compute_h1", "neutron", under=("req-1",), instance_id="i1"),
    )
    assert found["port", "request"] == "build-1"


def test_a_handing_over_that_was_seen_a_little_late_still_counts():
    late = message("build", 2.005, "deliver", "nova_compute_h1", "req-1")
    port = exchange("port", 2, 3, "nova_compute_h1", "neutron", under=("req-1",))
    assert causes(late, port)["port", "request"] == "build"
    assert causes(late, port, skew=0.001)["port", "request"] is UNSET


def validation(name, begin, server="glance", subject=USER):
    return exchange(name, begin, begin + 0.1, server, "keystone", serves=(f"req-{name}",), subject=subject)


def test_a_validation_belongs_to_the_exchange_that_showed_the_token():
    found = causes(
        exchange("other", 1, 9, "client", "glance", token="sha256:" + 16 * "c"),
        exchange("image", 2, 5, "nova_api", "glance", token=USER, service_token=SERVICE),
        validation("service", 3, subject=SERVICE),
        validation("user", 4),
    )
    assert found["service", "request"] == found["user", "request"] == found["user", "response"] == "image"


def test_a_validation_has_the_request_id_of_what_it_was_made_for():
    image = exchange("image", 2, 5, "nova_api", "glance", token=USER, under=("req-1",))
    events = tied(in_order([*image, *validation("v", 3)]), 0.01)
    assert {e.request_id for e in events if e.exchange == "v"} == {"req-1"}


def test_a_validation_outside_of_any_exchange_is_tied_to_none():
    assert (
        causes(exchange("image", 1, 2, "nova_api", "glance", token=USER), validation("v", 3))["v", "request"] is UNSET
    )


def test_of_exchanges_with_one_token_each_gets_its_validation():
    found = causes(
        exchange("first", 1.0, 5, "client", "glance", token=USER),
        exchange("second", 1.1, 5, "client", "glance", token=USER),
        validation("a", 1.2),
        validation("b", 1.3),
        validation("c", 1.4),
    )
    assert [found[name, "request"] for name in "abc"] == ["first", "second", "second"]


def test_another_services_exchange_is_not_validated_for():
    found = causes(exchange("net", 1, 5, "client", "neutron", token=USER), validation("v", 2))
    assert found["v", "request"] is UNSET


def test_an_unknown_process_is_tied_to_nothing():
    event = Event(seq=0, time=1.0, clock="bus", channel="rpc", kind="publish", message_id="m")
    assert tied([Seen(event, acts_under=("req-1",))], 0.01)[0].cause is UNSET


@pytest.mark.parametrize("count", [1, 50])
def test_long_exchanges_do_not_hide_later_ones(count):
    many = [exchange(f"e{n}", n, n + 0.5, "client", "glance", token=USER) for n in range(count)]
    long = exchange("long", 0, 1000, "client", "glance", token=USER)
    checks = [validation(f"v{n}", n + 0.25) for n in range(count)]
    found = causes(long, validation("v", 0.0), *many, *checks)
    assert [found[f"v{n}", "request"] for n in range(1, count)] == [f"e{n}" for n in range(1, count)]
