"""What was done is tied to what its doer was serving."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

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
    late = message("build", 2.105, "deliver", "nova_compute_h1", "req-1")
    much_later = message("build", 3.0, "deliver", "nova_compute_h1", "req-1")
    port = exchange("port", 2, 2.5, "nova_compute_h1", "neutron", under=("req-1",))
    assert causes(late, port, skew=0.001)["port", "request"] == "build"
    assert causes(much_later, port, skew=0.001)["port", "request"] is UNSET


def test_an_exchange_is_stamped_by_its_api_and_is_hardly_late():
    late = exchange("boot", 2.105, 9, "client", "nova_api", serves=("req-1",))
    port = exchange("port", 2, 3, "nova_api", "neutron", under=("req-1",))
    assert causes(late, port)["port", "request"] is UNSET
    assert causes(late, port, skew=0.2)["port", "request"] == "boot"


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


def statement(time, actor, table, *, under=(), **event):
    shared = {
        "seq": 0,
        "clock": "sql",
        "channel": "db",
        "kind": "read",
        "source": actor,
        "message_id": f"{table}@{time}",
    }
    return Seen(Event(time=time, table=table, **shared, **event), actor=actor, acts_under=under, by_time=True)


def called(name, begin, end, process, *, request="req-1", instance=UNSET, method=UNSET):
    shared = {"seq": 0, "clock": "bus", "channel": "rpc", "message_id": name, "instance_id": instance, "method": method}
    served = Event(time=begin, kind="deliver", mode="call", cause=None, request_id=request, **shared)
    reply = Event(time=end, kind="publish", mode="reply", cause=name, **shared)
    return [Seen(served, server=process), Seen(reply, actor=process)]


def done_for(*seen):
    """What each statement was done for."""
    return {name: cause for (name, kind), cause in causes(*seen).items() if kind == "read"}


def test_a_statement_is_tied_to_the_call_that_its_process_was_serving():
    found = done_for(
        called("first", 1, 2, "nova_conductor"),
        called("second", 3, 4, "nova_conductor"),
        called("other", 1, 4, "nova_scheduler"),
        statement(1.5, "nova_conductor", "instances"),
        statement(2.5, "nova_conductor", "instances"),
        statement(3.5, "nova_conductor", "instances"),
    )
    assert found == {"instances@1.5": "first", "instances@2.5": UNSET, "instances@3.5": "second"}


def test_a_statement_of_an_api_is_tied_to_the_exchange_that_is_open():
    found = done_for(
        exchange("boot", 1, 3, "client", "nova_api", serves=("req-1",)), statement(2, "nova_api", "flavors")
    )
    assert found == {"flavors@2": "boot"}


def test_a_statement_that_names_its_instance_is_not_tied_to_another_ones_work():
    found = done_for(
        called("a", 1, 9, "nova_conductor", instance="s1"),
        called("b", 2, 9, "nova_conductor", instance="s2"),
        statement(3, "nova_conductor", "instances", instance_id="s1"),
        statement(4, "nova_conductor", "instances", instance_id="s2"),
        statement(5, "nova_conductor", "instances", instance_id="s3"),
    )
    assert list(found.values()) == ["a", "b", UNSET]


def test_an_exchange_is_about_the_instance_that_its_response_shows():
    found = done_for(
        exchange("one", 1, 9, "client", "nova_api", instance_id="s1"),
        exchange("two", 2, 9, "client", "nova_api", instance_id="s2"),
        statement(3, "nova_api", "build_requests", instance_id="s2"),
    )
    assert found == {"build_requests@3": "two"}


def test_a_statement_that_shows_a_request_is_tied_to_what_is_served_under_it():
    found = done_for(
        called("a", 1, 9, "nova_conductor", request="req-1"),
        called("b", 2, 9, "nova_conductor", request="req-2"),
        statement(3, "nova_conductor", "instance_actions", under=("req-2",)),
        statement(4, "nova_conductor", "instance_actions", under=("req-1",)),
    )
    assert list(found.values()) == ["b", "a"]


def test_where_nothing_tells_which_it_is_the_first_that_still_lacks_one_of_its_kind():
    found = done_for(
        called("a", 1, 9, "nova_scheduler"),
        called("b", 2, 9, "nova_scheduler"),
        statement(3, "nova_scheduler", "compute_nodes"),
        statement(4, "nova_scheduler", "compute_nodes"),
        statement(5, "nova_scheduler", "instances"),
    )
    assert list(found.values()) == ["a", "b", "a"]


def test_a_call_goes_before_a_cast_whose_end_nobody_sees():
    found = done_for(
        message("cast", 1, "deliver", "nova_conductor", "req-1"),
        called("call", 3, 4, "nova_conductor"),
        statement(2, "nova_conductor", "instances"),
        statement(3.5, "nova_conductor", "instances"),
        statement(5, "nova_conductor", "instances"),
    )
    assert list(found.values()) == ["cast", "call", "cast"]


def test_a_message_may_be_seen_a_little_later_than_what_is_done_for_it():
    found = done_for(called("call", 1.004, 2, "nova_conductor"), statement(1.0, "nova_conductor", "instances"))
    assert found == {"instances@1.0": "call"}


def test_a_response_whose_request_was_not_seen_is_left_as_it_is():
    response = exchange("boot", 1, 2, "client", "nova_api")[1]
    assert causes([response]) == {("boot", "response"): UNSET}


def test_the_id_that_an_api_gave_may_be_known_from_its_response_alone():
    asked, answered = exchange("boot", 1, 5, "client", "nova_api", request_id=UNSET)
    answered = Seen(replace(answered.event, request_id="req-own"), "nova_api", "nova_api", serves=("req-own",))
    image = exchange("image", 2, 3, "nova_api", "glance", under=("req-own",))
    events = tied(in_order([asked, *image, answered]), 0.01)
    assert {event.request_id for event in events} == {"req-own"}
    assert events[1].cause == "boot"


def test_a_cast_that_has_begun_goes_before_a_call_that_has_not():
    found = done_for(
        message("cast", 1, "deliver", "nova_conductor", "req-1"),
        called("call", 2.004, 3, "nova_conductor"),
        statement(2.0, "nova_conductor", "instances"),
    )
    assert found == {"instances@2.0": "cast"}


ACT = "object_class_action_versions:InstanceActionEvent.event_"


def test_an_act_on_an_object_is_known_by_its_table_however_late_its_call_was_stamped():
    """A busy recorder stamps the delivery and the reply when both are over."""
    found = done_for(
        called("start", 1.010, 1.011, "nova_conductor", method=f"{ACT}start"),
        called("save", 1.012, 1.020, "nova_conductor", method="object_action:Instance.save"),
        called("finish", 1.200, 1.201, "nova_conductor", method=f"{ACT}finish_with_failure"),
        called("other", 1.005, 1.006, "nova_conductor", method=f"{ACT}start", request="req-2"),
        statement(1.004, "nova_conductor", "instance_actions", under=("req-1",)),
        statement(1.190, "nova_conductor", "instance_actions", under=("req-1",)),
    )
    assert list(found.values()) == ["start", "finish"]
