"""Networks and their subnets."""

import pytest


def test_a_network_as_clients_make_it(ask):
    network = ask.make("network", name="private", admin_state_up=True)
    assert network == {
        "id": network["id"],
        "name": "private",
        "tenant_id": "ours",
        "project_id": "ours",
        "admin_state_up": True,
        "mtu": 1500,
        "status": "ACTIVE",
        "subnets": [],
        "shared": False,
        "router:external": False,
        "description": "",
        "created_at": "2026-09-21T14:13:20Z",
        "updated_at": "2026-09-21T14:13:20Z",
        "revision_number": 1,
    }
    assert ask("GET", f"networks/{network['id']}").body == {"network": network}


def test_a_network_is_changed(ask):
    network = ask.network()
    changed = ask("PUT", f"networks/{network}", {"network": {"name": "backend", "mtu": 9000}}).body["network"]
    assert (changed["name"], changed["mtu"], changed["revision_number"]) == ("backend", 9000, 2)


def test_a_network_with_ports_is_not_deleted(ask):
    network = ask.network("10.0.0.0/24")
    port = ask.make("port", network_id=network)["id"]
    assert ask("DELETE", f"networks/{network}").error == (409, "NetworkInUse")
    ask("DELETE", f"ports/{port}")
    assert ask("DELETE", f"networks/{network}").status == 204
    assert ask("GET", f"networks/{network}").error == (404, "NetworkNotFound")
    assert ask.list("subnets") == []


def test_a_network_lists_its_subnets(ask):
    network = ask.network("10.0.0.0/24", "fd00::/64")
    subnets = ask.list("subnets")
    assert ask("GET", f"networks/{network}").body["network"]["subnets"] == [each["id"] for each in subnets]
    assert ask("DELETE", f"subnets/{subnets[0]['id']}").status == 204
    assert ask("GET", f"networks/{network}").body["network"]["subnets"] == [subnets[1]["id"]]


def test_a_subnet_as_clients_make_it(ask):
    network = ask.network()
    subnet = ask.make("subnet", network_id=network, cidr="10.0.0.7/24", ip_version=4, name="s", enable_dhcp=True)
    assert (subnet["cidr"], subnet["gateway_ip"], subnet["ip_version"]) == ("10.0.0.0/24", "10.0.0.1", 4)
    assert subnet["allocation_pools"] == [{"start": "10.0.0.2", "end": "10.0.0.254"}]
    assert ask("GET", f"subnets/{subnet['id']}").body == {"subnet": subnet}


def test_routes_and_name_servers_of_a_subnet(ask):
    routes = [{"destination": "10.9.0.0/16", "nexthop": "10.0.0.9"}]
    usual = {"network_id": ask.network(), "cidr": "10.0.0.0/24", "ip_version": 4}
    subnet = ask.make("subnet", **usual, host_routes=routes, dns_nameservers=["10.0.0.3"])
    assert (subnet["host_routes"], subnet["dns_nameservers"]) == (routes, ["10.0.0.3"])


def test_a_subnet_without_gateway_gives_all_its_addresses_out(ask, addresses_of):
    network = ask.network()
    ask.make("subnet", network_id=network, cidr="10.0.0.0/30", ip_version=4, gateway_ip=None)
    assert addresses_of(ask.make("port", network_id=network)) == ["10.0.0.1"]


def test_addresses_come_out_of_the_pools(ask, addresses_of):
    network = ask.network()
    pools = [{"start": "10.0.0.100", "end": "10.0.0.100"}, {"start": "10.0.0.50", "end": "10.0.0.50"}]
    subnet = ask.make("subnet", network_id=network, cidr="10.0.0.0/24", ip_version=4, allocation_pools=pools)
    ports = [ask.make("port", network_id=network) for _ in range(2)]
    assert [addresses_of(port) for port in ports] == [["10.0.0.50"], ["10.0.0.100"]]
    more = [{"start": "10.0.0.100", "end": "10.0.0.101"}]
    ask("PUT", f"subnets/{subnet['id']}", {"subnet": {"allocation_pools": more}})
    assert addresses_of(ask.make("port", network_id=network)) == ["10.0.0.101"]


def test_a_subnet_that_ports_have_addresses_of_is_not_deleted(ask):
    ask.make("port", network_id=ask.network("10.0.0.0/24"))
    subnet = ask.list("subnets")[0]["id"]
    assert ask("DELETE", f"subnets/{subnet}").error == (409, "SubnetInUse")


def test_subnets_of_a_network_do_not_overlap(ask):
    network = ask.network("10.0.0.0/24")
    for cidr in ("10.0.0.0/24", "10.0.0.128/25", "10.0.0.0/8"):
        answer = ask("POST", "subnets", {"subnet": {"network_id": network, "cidr": cidr, "ip_version": 4}})
        assert answer.error == (400, "InvalidInput")
        assert "overlaps with another subnet" in answer.message
    assert len(ask.list("subnets")) == 1
    ask.network("10.0.0.0/24")


@pytest.mark.parametrize(
    ("attributes", "error"),
    [
        ({"cidr": "10.0.0.0/33"}, (400, "HTTPBadRequest")),
        ({"cidr": "fd00::/64"}, (400, "InvalidInput")),
        ({"ip_version": 5}, (400, "HTTPBadRequest")),
        ({"gateway_ip": "gate"}, (400, "HTTPBadRequest")),
        ({"gateway_ip": "fd00::1"}, (400, "InvalidInput")),
        ({"ipv6_address_mode": "slaac"}, (400, "InvalidInput")),
        ({"allocation_pools": [{"start": "10.0.0.9", "end": "10.0.0.8"}]}, (400, "InvalidAllocationPool")),
        ({"allocation_pools": [{"start": "10.0.0.9", "end": "10.0.1.8"}]}, (400, "OutOfBoundsAllocationPool")),
        ({"allocation_pools": [{"start": "10.0.0.1", "end": "10.0.0.8"}]}, (409, "GatewayConflictWithAllocationPools")),
        (
            {"allocation_pools": [{"start": "10.0.0.2", "end": "10.0.0.8"}, {"start": "10.0.0.8", "end": "10.0.0.9"}]},
            (409, "OverlappingAllocationPools"),
        ),
        ({"allocation_pools": [{"start": "10.0.0.2"}]}, (400, "HTTPBadRequest")),
        ({"network_id": "11111111-1111-1111-1111-111111111111"}, (404, "NetworkNotFound")),
    ],
)
def test_subnets_that_make_no_sense(ask, attributes, error):
    usual = {"network_id": ask.network(), "cidr": "10.0.0.0/24", "ip_version": 4}
    assert ask("POST", "subnets", {"subnet": {**usual, **attributes}}).error == error
    assert ask.list("subnets") == []


def test_a_gateway_that_would_be_given_out_is_refused(ask):
    ask.network("10.0.0.0/24")
    subnet = ask.list("subnets")[0]
    answer = ask("PUT", f"subnets/{subnet['id']}", {"subnet": {"gateway_ip": "10.0.0.9"}})
    assert answer.error == (409, "GatewayConflictWithAllocationPools")
    changed = ask("PUT", f"subnets/{subnet['id']}", {"subnet": {"gateway_ip": None, "name": "s"}}).body["subnet"]
    assert (changed["gateway_ip"], changed["name"]) == (None, "s")
    assert changed["allocation_pools"] == subnet["allocation_pools"]
