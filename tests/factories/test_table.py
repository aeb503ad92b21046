"""A told boot says what FLOW.md's table says, step by step. The table is written down here once more, by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from msgspec import UNSET

from pytest_cloudflow.factories import Boot, Told, tell
from pytest_cloudflow.trace import Event

BOOT = tell(Boot())


class Line(NamedTuple):
    """One piece of evidence: who does it, to whom, through which channel, and what the event shows."""

    mark: str
    event: str
    source: str
    target: str | None
    fields: dict[str, Any]
    facts: tuple[str, ...] = ()


TABLE = [
    Line("1", "http.request", "client", "keystone", {"method": "POST", "path": "/v3/auth/tokens", "cause": None}),
    Line("2", "http.response", "keystone", "client", {"status": 201}, ("issued_token", "user_id", "project_id")),
    Line(
        "3",
        "http.request",
        "client",
        "nova-api",
        {"method": "POST", "path": "/v2.1/servers", "cause": None},
        ("image_id", "flavor_id", "network_ids", "port_ids", "volume_ids"),
    ),
    Line("4", "http.request", "nova-api", "keystone", {"method": "GET", "path": "/v3/auth/tokens"}, ("subject_token",)),
    Line("5", "http.response", "keystone", "nova-api", {"status": 200}, ("user_id", "project_id", "roles")),
    Line(
        "6",
        "db.read",
        "nova-api",
        "nova-database",
        {"table": "flavors"},
        ("flavor_id", "vcpus", "memory_mb", "disk_gb"),
    ),
    Line(
        "7",
        "db.write",
        "nova-api",
        "nova-database",
        {"table": "instances", "operation": "insert"},
        ("project_id", "flavor_id", "image_id"),
    ),
    Line(
        "8",
        "rpc.publish",
        "nova-api",
        "nova-scheduler",
        {"method": "run_instance", "topic": "scheduler", "mode": "call"},
    ),
    Line("9", "rpc.deliver", "nova-scheduler", None, {"method": "run_instance", "mode": "call", "cause": None}),
    Line("10.read", "db.read", "nova-scheduler", "nova-database", {"table": "compute_nodes"}),
    Line("10.filter", "scheduler.filter", "nova-scheduler", None, {}, ("hosts",)),
    Line("10.weigh", "scheduler.weigh", "nova-scheduler", None, {}, ("host", "hosts")),
    Line(
        "11.write",
        "db.write",
        "nova-scheduler",
        "nova-database",
        {"table": "instances", "operation": "update"},
        ("host",),
    ),
    Line(
        "11.reply", "rpc.publish", "nova-scheduler", "nova-api", {"mode": "reply", "method": "run_instance"}, ("host",)
    ),
    Line(
        "12",
        "rpc.publish",
        "nova-scheduler",
        "nova-compute",
        {"method": "run_instance", "topic": "compute", "mode": "cast", "server": "h1"},
    ),
    Line(
        "13", "rpc.deliver", "nova-compute", None, {"server": "h1", "topic": "compute", "mode": "cast", "cause": None}
    ),
    Line(
        "14",
        "rpc.publish",
        "nova-compute",
        "nova-conductor",
        {"method": "instance_get_by_uuid", "topic": "conductor", "mode": "call"},
    ),
    Line("15", "rpc.deliver", "nova-conductor", None, {"method": "instance_get_by_uuid", "cause": None}),
    Line("16", "db.read", "nova-conductor", "nova-database", {"table": "instances"}),
    Line(
        "17",
        "rpc.publish",
        "nova-conductor",
        "nova-compute",
        {"mode": "reply", "method": "instance_get_by_uuid"},
        ("host", "flavor_id", "vcpus", "memory_mb", "disk_gb", "image_id"),
    ),
    Line("18", "rpc.deliver", "nova-compute", None, {"mode": "reply", "method": "instance_get_by_uuid", "cause": None}),
    Line("19", "http.request", "nova-compute", "glance-api", {"method": "GET"}, ("image_id",)),
    Line("20.request", "http.request", "glance-api", "keystone", {"path": "/v3/auth/tokens"}, ("subject_token",)),
    Line("20.response", "http.response", "keystone", "glance-api", {"status": 200}),
    Line("21.metadata", "http.response", "glance-api", "nova-compute", {"status": 200}, ("image_id",)),
    Line("21.file", "http.response", "glance-api", "nova-compute", {"status": 200}, ("image_id",)),
    Line(
        "22",
        "http.request",
        "nova-compute",
        "neutron-server",
        {"method": "POST", "path": "/v2.0/ports"},
        ("network_id",),
    ),
    Line("23.request", "http.request", "neutron-server", "keystone", {"path": "/v3/auth/tokens"}, ("subject_token",)),
    Line("23.response", "http.response", "keystone", "neutron-server", {"status": 200}),
    Line("24", "http.response", "neutron-server", "nova-compute", {"status": 201}, ("port_id", "fixed_ips")),
    Line(
        "25",
        "http.request",
        "nova-compute",
        "cinder-api",
        {"method": "POST", "path": "/v3/attachments"},
        ("volume_id",),
    ),
    Line("26.request", "http.request", "cinder-api", "keystone", {"path": "/v3/auth/tokens"}, ("subject_token",)),
    Line("26.response", "http.response", "keystone", "cinder-api", {"status": 200}),
    Line("27", "http.response", "cinder-api", "nova-compute", {"status": 200}, ("attachment_id", "connection")),
    Line("28.define", "hypervisor.define", "nova-compute", "hypervisor", {}, ("host", "domain", "vcpus", "memory_mb")),
    Line("28.start", "hypervisor.start", "nova-compute", "hypervisor", {}, ("host", "domain", "vcpus", "memory_mb")),
]
MARKS = [line.mark for line in TABLE]


def of(mark: str, boot: list[Told] = BOOT) -> Event:
    return next(each.event for each in boot if each.mark == mark)


@pytest.mark.parametrize("line", TABLE, ids=MARKS)
def test_the_right_one_does_it_through_the_right_channel(line: Line) -> None:
    event = of(line.mark)
    assert (f"{event.channel}.{event.kind}", event.source, event.target) == (line.event, line.source, line.target)


@pytest.mark.parametrize("line", TABLE, ids=MARKS)
def test_the_event_shows_what_it_is_found_and_judged_by(line: Line) -> None:
    event = of(line.mark)
    assert {name: getattr(event, name) for name in line.fields} == line.fields
    assert [fact for fact in line.facts if getattr(event.facts, fact) is UNSET] == []


def test_the_steps_come_in_their_order() -> None:
    marks = [each.mark for each in BOOT if each.mark in MARKS]
    assert list(dict.fromkeys(marks)) == MARKS


ROWS = {
    "S1": ("building", "scheduling", "nostate"),
    "S2": ("building", "networking", "nostate"),
    "S3": ("building", "block_device_mapping", "nostate"),
    "S4": ("building", "spawning", "nostate"),
    "S5": ("active", None, "running"),
}


@pytest.mark.parametrize("row", ROWS)
def test_each_row_shows_its_triple(row: str) -> None:
    event = of(row)
    assert (event.vm_state, event.task_state, event.power_state) == ROWS[row]


@pytest.mark.parametrize(
    ("earlier", "row", "later"),
    [
        ("7", "S1", "8"),
        ("21.file", "S2", "22"),
        ("24", "S3", "25"),
        ("27", "S4", "28.define"),
        ("28.start", "S5", None),
    ],
)
def test_each_row_lies_where_it_belongs(earlier: str, row: str, later: str | None) -> None:
    marks = [each.mark for each in BOOT]
    assert marks.index(earlier) < marks.index(row)
    assert later is None or marks.index(row) < marks.index(later)


CAUSES = [
    ("4", "3", "exchange"),
    ("6", "3", "exchange"),
    ("7", "3", "exchange"),
    ("8", "3", "exchange"),
    ("10.read", "8", "message_id"),
    ("10.filter", "8", "message_id"),
    ("10.weigh", "8", "message_id"),
    ("11.write", "8", "message_id"),
    ("11.reply", "8", "message_id"),
    ("12", "8", "message_id"),
    ("14", "12", "message_id"),
    ("16", "14", "message_id"),
    ("17", "14", "message_id"),
    ("19", "12", "message_id"),
    ("20.request", "19", "exchange"),
    ("22", "12", "message_id"),
    ("23.request", "22", "exchange"),
    ("25", "12", "message_id"),
    ("26.request", "25", "exchange"),
    ("28.define", "12", "message_id"),
]


@pytest.mark.parametrize(("effect", "cause", "name"), CAUSES, ids=[f"{e}-serves-{c}" for e, c, _ in CAUSES])
def test_what_was_served_is_named_as_cause(effect: str, cause: str, name: str) -> None:
    assert of(effect).cause == getattr(of(cause), name)


PAIRS = [("1", "2"), ("4", "5"), ("19", "21.metadata"), ("20.request", "20.response"), ("22", "24"), ("25", "27")]


@pytest.mark.parametrize(("request_mark", "response_mark"), PAIRS)
def test_a_response_repeats_its_request(request_mark: str, response_mark: str) -> None:
    asked, answered = of(request_mark), of(response_mark)
    for name in ("exchange", "method", "path", "token", "service_token", "cause"):
        assert getattr(asked, name) == getattr(answered, name)
    assert (asked.source, asked.target) == (answered.target, answered.source)


@pytest.mark.parametrize(("publish", "deliver"), [("8", "9"), ("12", "13"), ("14", "15"), ("17", "18")])
def test_a_deliver_repeats_its_message(publish: str, deliver: str) -> None:
    sent, picked = of(publish), of(deliver)
    for name in ("method", "topic", "server", "mode", "message_id"):
        assert getattr(sent, name) == getattr(picked, name)
    assert (picked.target, picked.cause, picked.source) == (None, None, sent.target)


@pytest.mark.parametrize("mark", ["3", "19", "22", "25"])
def test_the_token_that_came_back_is_the_one_shown(mark: str) -> None:
    assert of(mark).token == of("2").facts.issued_token


@pytest.mark.parametrize("mark", ["4", "20.request", "23.request", "26.request"])
def test_a_service_validates_the_token_with_one_of_its_own(mark: str) -> None:
    event = of(mark)
    assert event.facts.subject_token == of("2").facts.issued_token
    assert event.token != event.facts.subject_token


@pytest.mark.parametrize("mark", ["7", "8", "12", "14", "16", "22", "25", "28.define", "28.start"])
def test_the_instance_is_the_same_everywhere(mark: str) -> None:
    assert of(mark).instance_id == of("7").instance_id


def test_every_request_to_a_service_is_validated_by_it() -> None:
    boot = tell(Boot(noise=("polls", "lookups"), networks=2, volumes=2))
    asked = [each.event for each in boot if each.event.kind == "request" and each.event.target != "keystone"]
    validated = {each.event.cause for each in boot if each.event.path == "/v3/auth/tokens"}
    assert [event.path for event in asked if event.exchange not in validated] == []


def test_hosts_narrow_from_filter_to_filter() -> None:
    boot = tell(Boot(filters=4))
    passed = [set(each.event.facts.hosts or ()) for each in boot if each.mark == "10.filter"]
    assert len(passed) == 4
    assert all(later <= earlier for earlier, later in pairwise(passed))
    assert passed[-1] == {"h1", "h2", "h3"}


def test_the_finished_instance_shows_every_address() -> None:
    boot = tell(Boot(networks=2, given_ports=1))
    given = [address for each in boot if each.mark == "24" for address in each.event.facts.fixed_ips or ()]
    assert of("address", boot).facts.fixed_ips == given
    assert len(given) == 3


def test_the_host_is_claimed_after_the_launch_was_picked_up() -> None:
    claimed = of("claim")
    assert (claimed.source, claimed.table, claimed.facts.host) == ("nova-compute", "compute_nodes", "h1")
    assert [each.mark for each in BOOT].index("claim") > [each.mark for each in BOOT].index("13")
