"""What is told of exchanges with neutron."""

import pytest

from reference_impl.http import Side
from reference_impl.neutron import CREATE_PORT, DELETE_PORT, SHOW_NETWORK, UPDATE_PORT


def _exchange(told):
    """Facts and instance of the last request, and of its answer."""
    request, response = (fields for channel, _, fields in told.events[-2:] if channel == "http")
    return [(each["facts"], each.get("instance_id")) for each in (request, response)]


def test_a_port_is_made(ask, told):
    network = ask.network("10.0.0.0/24")
    port = ask.make("port", network_id=network, device_id="i1")
    assert _exchange(told) == [
        ({"network_id": network}, "i1"),
        ({"port_id": port["id"], "network_id": network, "fixed_ips": ["10.0.0.2"]}, "i1"),
    ]


def test_a_port_that_was_given_is_bound(ask, told):
    network = ask.network("10.0.0.0/24")
    port = ask.make("port", network_id=network)["id"]
    ask("PUT", f"ports/{port}", {"port": {"device_id": "i1", "binding:host_id": "h1"}})
    assert _exchange(told) == [
        ({"port_id": port}, "i1"),
        ({"port_id": port, "network_id": network, "fixed_ips": ["10.0.0.2"]}, "i1"),
    ]


def test_a_port_is_deleted(ask, told):
    port = ask.make("port", network_id=ask.network("10.0.0.0/24"), device_id="i1")["id"]
    ask("DELETE", f"ports/{port}")
    assert _exchange(told) == [({"port_id": port}, None), ({}, None)]


def test_a_network_is_looked_at_and_networks_are_listed(ask, told):
    network = ask.network()
    ask("GET", f"networks/{network}")
    assert _exchange(told) == [({"network_id": network}, None), ({"network_id": network}, None)]
    ask.list("networks")
    assert _exchange(told) == [({}, None), ({}, None)]


def test_a_refusal_shows_why(ask, told):
    ask("POST", "ports", {"port": {"network_id": "11111111-1111-1111-1111-111111111111", "device_id": "i1"}})
    (_, asked_for), (facts, instance) = _exchange(told)
    assert asked_for == instance == "i1"
    assert facts["failure"]["class"] == "NetworkNotFound"


@pytest.mark.parametrize("shows", [CREATE_PORT, UPDATE_PORT, DELETE_PORT, SHOW_NETWORK])
@pytest.mark.parametrize(
    "json",
    [None, 7, [], {"port": 7}, {"port": {"device_id": 7, "fixed_ips": 7, "id": []}}, {"port": {"fixed_ips": [7]}}],
)
def test_whatever_is_sent_what_is_not_known_is_left_out(shows, json):
    side = Side("/v2.0/ports", json, lambda _name: None)
    assert shows.request(side) == shows.response(side) == {}
