"""What cannot be read or makes no sense is refused as neutron does, and changes nothing."""

import pytest

BAD = (400, "HTTPBadRequest")


@pytest.mark.parametrize("raw", [b"{", b"\xff", b"[" * 5000, b'"port"', b"7", b"null", b"[]", b"{}"])
def test_bodies_that_are_no_port(ask, raw):
    answer = ask("POST", "ports", raw=raw)
    assert answer.error == BAD
    assert ask.list("ports") == []


@pytest.mark.parametrize("body", [None, 7, "x", [], [1]])
def test_a_port_that_is_no_object(ask, body):
    assert ask("POST", "ports", {"port": body}).error == BAD


@pytest.mark.parametrize("bodies", [None, {}, [], [1], [{}], ["x"]])
def test_several_that_are_none(ask, bodies):
    assert ask("POST", "ports", {"ports": bodies}).error == BAD


@pytest.mark.parametrize(
    "attributes",
    [
        {"name": 7},
        {"name": None},
        {"name": "n" * 256},
        {"admin_state_up": "perhaps"},
        {"admin_state_up": []},
        {"mac_address": "fa:16:3e"},
        {"mac_address": 7},
        {"fixed_ips": "10.0.0.2"},
        {"fixed_ips": {}},
        {"security_groups": "web"},
        {"security_groups": ["web"]},
        {"device_id": {"id": "i1"}},
        {"binding:vnic_type": "quantum"},
        {"binding:vnic_type": ["normal"]},
        {"binding:profile": "p"},
        {"network_id": "private"},
        {"network_id": None},
        {"network_id": 10**400},
        {"colour": "red"},
        {"id": "11111111-1111-1111-1111-111111111111"},
        {"status": "ACTIVE"},
        {"tenant_id": 7},
    ],
)
def test_attributes_that_are_not_what_they_should_be(ask, attributes):
    network = ask.network("10.0.0.0/24")
    answer = ask("POST", "ports", {"port": {"network_id": network, **attributes}})
    assert answer.error == BAD
    assert len(answer.message) < 300
    assert ask.list("ports") == []


@pytest.mark.parametrize("mtu", ["x", 1.5, True, -1, 0, 10**30, "9" * 5000, "²"])
def test_numbers_that_are_none_or_out_of_range(ask, mtu):
    assert ask("POST", "networks", {"network": {"mtu": mtu}}).error == BAD


def test_what_is_required(ask):
    answer = ask("POST", "ports", {"port": {}})
    assert answer.error == BAD
    assert answer.message == "Failed to parse request. Required attribute 'network_id' not specified"


@pytest.mark.parametrize("name", ["id", "network_id", "project_id", "mac_address", "created_at"])
def test_what_cannot_be_changed(ask, name):
    port = ask.make("port", network_id=ask.network("10.0.0.0/24"))
    answer = ask("PUT", f"ports/{port['id']}", {"port": {"name": "new", name: port[name]}})
    assert answer.error == BAD
    assert ask("GET", f"ports/{port['id']}").body["port"] == port


@pytest.mark.parametrize("thing", ["x", "11111111-1111-1111-1111-111111111111", "%00", "a%2Fb", "..", "ä"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_ids_that_are_nobodys(ask, thing, method):
    assert ask(method, f"ports/{thing}", {"port": {}}).status == 404


def test_a_network_that_is_not_there(ask):
    unknown = "11111111-1111-1111-1111-111111111111"
    assert ask("POST", "ports", {"port": {"network_id": unknown}}).error == (404, "NetworkNotFound")


def test_methods_and_paths_that_are_none(ask):
    assert ask("PATCH", "ports").status == 405
    assert ask("PUT", "ports", {}).status == 405
    assert ask("POST", "ports/x", {}).status == 405
    assert ask("GET", "planets").error == (404, "HTTPNotFound")


def test_a_body_that_is_too_long(ask):
    assert ask("POST", "ports", raw=b" " * 200_000).status == 413
