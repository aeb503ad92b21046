"""What the kit's own client sees of its exchanges, and by what others' views of them are recognised."""

import pytest
import requests
import responses
from msgspec import UNSET

from pytest_cloudflow.probes._causes import in_order, tied
from pytest_cloudflow.probes._seen import Seen
from pytest_cloudflow.probes.live.api import ApiProbe
from pytest_cloudflow.trace import Event

COMPUTE = "http://cloud/compute/v2.1"
SERVER = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def probe():
    times = iter(range(100, 200))
    made = ApiProbe(lambda: float(next(times)))
    made.know("compute", COMPUTE)
    made.know("dns", "http://cloud/dns")
    return made


@pytest.fixture
def session(probe):
    """Reaches a table of answers through the probe."""
    with responses.RequestsMock(target="requests.adapters.HTTPAdapter.send") as table:
        made = requests.Session()
        made.mount("http://", probe)
        made.table = table
        yield made


def shown(vm_state, task, power, **more):
    states = {"OS-EXT-STS:vm_state": vm_state, "OS-EXT-STS:task_state": task, "OS-EXT-STS:power_state": power}
    return {"server": {"id": SERVER, **states, **more}}


def look(probe, session, body):
    session.table.add("GET", f"{COMPUTE}/servers/{SERVER}", json=body, headers={"x-openstack-request-id": "req-1"})
    session.get(f"{COMPUTE}/servers/{SERVER}", headers={"X-Auth-Token": "s3cret"})
    return [each.event for each in probe.take()]


def test_an_exchange_is_told_from_the_client_s_end(probe, session):
    request, response, _ = look(probe, session, shown("active", None, 1))
    assert (request.source, request.target, request.path) == ("client", "nova-api", f"/v2.1/servers/{SERVER}")
    assert (response.source, response.target, response.status) == ("nova-api", "client", 200)
    assert (response.request_id, response.instance_id) == ("req-1", SERVER)
    assert str(request.token).startswith("sha256:")
    assert probe.requests == {"req-1"}


def test_a_state_while_building_is_told_with_the_beginning_of_the_look(probe, session):
    request, _, state = look(probe, session, shown("building", "spawning", 0))
    assert (state.vm_state, state.task_state, state.power_state) == ("building", "spawning", "nostate")
    assert state.time == request.time


def test_an_end_is_told_with_the_end_of_the_look(probe, session):
    _, response, state = look(probe, session, shown("active", None, 1))
    assert (state.vm_state, state.task_state, state.time) == ("active", None, response.time)


def test_an_error_has_its_fault(probe, session):
    fault = {"code": 500, "message": "No valid host was found. password=hush"}
    *_, state = look(probe, session, shown("error", None, 0, fault=fault))
    assert state.facts.failure.class_ == "fault 500"
    assert state.facts.failure.message.startswith("No valid host was found.")


def test_a_login_is_keystone_s_wherever_that_is(probe, session):
    token = {"token": {"user": {"id": "u"}, "project": {"id": "p"}, "roles": [{"name": "member"}]}}
    session.table.add("POST", "http://id/v3/auth/tokens", json=token, status=201, headers={"X-Subject-Token": "t"})
    session.post("http://id/v3/auth/tokens", json={"auth": {"password": "s3cret"}})
    request, response = (each.event for each in probe.take())
    assert (request.target, response.source) == ("keystone", "keystone")
    assert probe.tokens == {response.facts.issued_token}
    assert "s3cret" not in repr(request)


def test_who_asks_for_what_is_not_the_boot_s_is_told_too(probe, session):
    session.table.add("GET", "http://cloud/dns/zones", body="no JSON", content_type="text/html")
    session.get("http://cloud/dns/zones")
    request, response = (each.event for each in probe.take())
    assert request.target is UNSET
    assert response.status == 200


def test_a_request_that_is_not_answered_is_told(probe, session):
    session.table.add("GET", f"{COMPUTE}/servers", body=requests.ConnectionError("gone"))
    with pytest.raises(requests.ConnectionError):
        session.get(f"{COMPUTE}/servers")
    [request] = (each.event for each in probe.take())
    assert request.kind == "request"


def exchange(name, request_id, source=UNSET, handed=()):
    common = {"seq": 0, "time": 1.0, "clock": "wsgi", "channel": "http", "exchange": name}
    asked = Event(kind="request", source=source, target="nova-api", **common)
    answered = Event(kind="response", source="nova-api", target=source, request_id=request_id, **common)
    return [Seen(asked, acts_under=handed), Seen(answered)]


def sources(probe, seen):
    return [each.event.source for each in probe.recognised(seen) if each.event.kind == "request"]


def test_its_own_exchanges_are_recognised_by_the_ids_that_it_got(probe):
    probe.requests.add("req-1")
    assert sources(probe, exchange("x1", "req-1") + exchange("x2", "req-2")) == ["client", UNSET]


def test_who_is_known_is_nobody_else(probe):
    probe.requests.add("req-1")
    assert sources(probe, exchange("x1", "req-1", source="nova-compute")) == ["nova-compute"]


def test_who_hands_on_the_id_is_a_service(probe):
    """Glance answers under the id that it was handed."""
    probe.requests.add("req-1")
    assert sources(probe, exchange("x1", "req-1", handed=("req-1",))) == [UNSET]


def test_what_was_before_is_forgotten(probe, session):
    look(probe, session, shown("active", None, 1))
    probe.forget()
    assert (probe.requests, probe.tokens, probe.instances, probe.take()) == (set(), set(), set(), [])


def test_what_an_api_does_meanwhile_is_done_for_the_client_s_exchange(probe, session):
    session.table.add("GET", f"{COMPUTE}/servers/{SERVER}", json={}, headers={"x-openstack-request-id": "req-1"})
    session.get(f"{COMPUTE}/servers/{SERVER}")
    request, response = probe.take()
    cast = Event(
        seq=0, time=request.event.time + 0.5, clock="firehose", channel="rpc", kind="publish", message_id="cast"
    )
    events = tied(in_order([request, response, Seen(cast, actor="nova-api", acts_under=("req-1",))]), 0.0)
    assert events[1].message_id == "cast"
    assert events[1].cause == request.event.exchange
