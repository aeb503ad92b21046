"""Ports: made, bound, changed and deleted; their addresses."""

import pytest

from reference_impl.neutron import Wanted
from reference_impl.neutron.model.errors import IpAddressGenerationFailure


def test_a_port_as_nova_compute_asks_for_it(ask, addresses_of):
    network = ask.network("10.0.0.0/24")
    binding = {"device_id": "i1", "device_owner": "compute:nova", "binding:host_id": "h1"}
    answer = ask("POST", "ports", {"port": {"network_id": network, "admin_state_up": True, **binding}})
    port = answer.body["port"]
    assert answer.status == 201
    assert addresses_of(port) == ["10.0.0.2"]
    assert port["mac_address"].startswith("fa:16:3e:")
    assert (port["status"], port["device_id"], port["device_owner"]) == ("ACTIVE", "i1", "compute:nova")
    assert port["tenant_id"] == port["project_id"] == "ours"
    assert port["created_at"] == port["updated_at"] == "2026-09-21T14:13:20Z"
    assert port["security_groups"] == [ask.list("security-groups")[0]["id"]]
    assert ask("GET", f"ports/{port['id']}").body == {"port": port}


def test_where_a_port_is_bound_only_an_administrator_is_shown(ask, admin):
    port = ask.make("port", network_id=ask.network("10.0.0.0/24"), **{"binding:host_id": "h1"})
    assert "binding:host_id" not in port
    shown = admin("GET", f"ports/{port['id']}").body["port"]
    assert (shown["binding:host_id"], shown["binding:vif_type"]) == ("h1", "ovs")


def test_a_port_is_down_until_it_is_bound_with_a_device(ask):
    port = ask.make("port", network_id=ask.network("10.0.0.0/24"), device_id="i1")
    assert port["status"] == "DOWN"
    bound = ask("PUT", f"ports/{port['id']}", {"port": {"binding:host_id": "h1"}}).body["port"]
    assert (bound["status"], bound["revision_number"]) == ("ACTIVE", port["revision_number"] + 1)
    freed = ask("PUT", f"ports/{port['id']}", {"port": {"binding:host_id": None, "device_id": ""}}).body["port"]
    assert (freed["status"], freed["fixed_ips"]) == ("DOWN", port["fixed_ips"])


def test_an_address_of_each_ip_version(ask, addresses_of):
    port = ask.make("port", network_id=ask.network("fd00::/64", "10.0.0.0/24", "10.0.1.0/24"))
    assert addresses_of(port) == ["10.0.0.2", "fd00::2"]


def test_a_full_subnet_is_followed_by_the_next(ask, addresses_of):
    network = ask.network("10.0.0.0/30", "10.0.1.0/30")
    ports = [ask.make("port", network_id=network) for _ in range(2)]
    assert [addresses_of(port) for port in ports] == [["10.0.0.2"], ["10.0.1.2"]]


def test_on_a_network_without_subnet_a_port_has_no_address(ask):
    assert ask.make("port", network_id=ask.network())["fixed_ips"] == []


def test_an_address_that_follows_from_the_mac_address(ask, addresses_of):
    network = ask.network("10.0.0.0/24")
    modes = {"ipv6_address_mode": "slaac", "ipv6_ra_mode": "slaac"}
    ask.make("subnet", network_id=network, cidr="2001:db8::/64", ip_version=6, **modes)
    port = ask.make("port", network_id=network, mac_address="fa:16:3e:01:02:03")
    assert addresses_of(port) == ["10.0.0.2", "2001:db8::f816:3eff:fe01:203"]
    kept = ask("PUT", f"ports/{port['id']}", {"port": {"fixed_ips": []}}).body["port"]
    assert addresses_of(kept) == ["2001:db8::f816:3eff:fe01:203"]


def test_an_address_that_follows_from_the_mac_address_is_not_chosen(ask):
    network = ask.network()
    ask.make("subnet", network_id=network, cidr="2001:db8::/64", ip_version=6, ipv6_address_mode="slaac")
    wanted = [{"ip_address": "2001:db8::7"}]
    answer = ask("POST", "ports", {"port": {"network_id": network, "fixed_ips": wanted}})
    assert answer.error == (400, "InvalidInput")


def test_another_address_of_the_same_subnet_is_the_one_that_it_has(ask):
    port = ask.make("port", network_id=ask.network("10.0.0.0/24"))
    wanted = [{"subnet_id": port["fixed_ips"][0]["subnet_id"]}]
    changed = ask("PUT", f"ports/{port['id']}", {"port": {"fixed_ips": wanted}}).body["port"]
    assert changed["fixed_ips"] == port["fixed_ips"]


def test_an_address_that_was_asked_for(ask, addresses_of):
    network = ask.network("10.0.0.0/24", "10.0.1.0/24")
    assert addresses_of(ask.make("port", network_id=network, fixed_ips=[{"ip_address": "10.0.1.77"}])) == ["10.0.1.77"]
    assert addresses_of(ask.make("port", network_id=network, fixed_ips=[])) == []


def test_an_address_of_a_subnet_that_was_asked_for(ask, addresses_of):
    network = ask.network("10.0.0.0/24", "10.0.1.0/24")
    second = ask("GET", f"networks/{network}").body["network"]["subnets"][1]
    assert addresses_of(ask.make("port", network_id=network, fixed_ips=[{"subnet_id": second}])) == ["10.0.1.2"]


@pytest.mark.parametrize(
    ("fixed_ip", "error"),
    [
        ({"ip_address": "10.0.0.9"}, (409, "IpAddressAlreadyAllocated")),
        ({"ip_address": "10.9.0.9"}, (400, "InvalidIpForNetwork")),
        ({"ip_address": "10.0.0.255"}, (400, "InvalidIpForNetwork")),
        ({"subnet_id": "11111111-1111-1111-1111-111111111111"}, (400, "InvalidInput")),
        ({"ip_address": "ten"}, (400, "HTTPBadRequest")),
        ({"host": "h1"}, (400, "HTTPBadRequest")),
        ({}, (400, "HTTPBadRequest")),
        ({"subnet_id": None}, (400, "InvalidInput")),
        ("10.0.0.9", (400, "HTTPBadRequest")),
    ],
)
def test_addresses_that_cannot_be_had_leave_nothing_behind(ask, fixed_ip, error, addresses_of):
    network = ask.network("10.0.0.0/24")
    ask.make("port", network_id=network, fixed_ips=[{"ip_address": "10.0.0.9"}])
    wanted = [{"ip_address": "10.0.0.2"}, fixed_ip]
    assert ask("POST", "ports", {"port": {"network_id": network, "fixed_ips": wanted}}).error == error
    assert len(ask.list("ports")) == 1
    assert addresses_of(ask.make("port", network_id=network)) == ["10.0.0.2"]


def test_a_subnet_that_does_not_have_the_address(ask):
    network = ask.network("10.0.0.0/24", "10.0.1.0/24")
    subnet = ask.list("subnets")[0]["id"]
    wanted = [{"subnet_id": subnet, "ip_address": "10.0.1.5"}]
    answer = ask("POST", "ports", {"port": {"network_id": network, "fixed_ips": wanted}})
    assert answer.error == (400, "InvalidIpForSubnet")


def test_with_no_address_left_there_is_no_port(ask, neutron):
    network = ask.network("10.0.0.0/30")
    port = ask.make("port", network_id=network)
    answer = ask("POST", "ports", {"port": {"network_id": network}})
    assert answer.error == (409, "IpAddressGenerationFailure")
    assert answer.message == f"No more IP addresses available on network {network}."
    with pytest.raises(IpAddressGenerationFailure):
        neutron.ports.create("ours", network)
    assert [each["id"] for each in ask.list("ports")] == [port["id"]]


def test_a_deleted_port_gives_its_address_back(ask):
    network = ask.network("10.0.0.0/30")
    port = ask.make("port", network_id=network)
    assert ask("DELETE", f"ports/{port['id']}").status == 204
    assert ask("GET", f"ports/{port['id']}").error == (404, "PortNotFound")
    assert ask("DELETE", f"ports/{port['id']}").error == (404, "PortNotFound")
    assert ask.make("port", network_id=network)["fixed_ips"] == port["fixed_ips"]


def test_other_addresses_for_a_port(ask, addresses_of):
    network = ask.network("10.0.0.0/24")
    port = ask.make("port", network_id=network, fixed_ips=[{"ip_address": "10.0.0.2"}, {"ip_address": "10.0.0.3"}])
    wanted = [{"ip_address": "10.0.0.3"}, {"ip_address": "10.0.0.9"}]
    changed = ask("PUT", f"ports/{port['id']}", {"port": {"fixed_ips": wanted}}).body["port"]
    assert addresses_of(changed) == ["10.0.0.3", "10.0.0.9"]
    assert addresses_of(ask.make("port", network_id=network)) == ["10.0.0.2"]


def test_other_addresses_that_cannot_be_had_leave_those_that_it_has(ask, neutron):
    network = ask.network("10.0.0.0/24")
    port, other = (ask.make("port", network_id=network) for _ in range(2))
    wanted = [{"ip_address": "10.0.0.9"}, {"ip_address": other["fixed_ips"][0]["ip_address"]}]
    answer = ask("PUT", f"ports/{port['id']}", {"port": {"fixed_ips": wanted}})
    assert answer.error == (409, "IpAddressAlreadyAllocated")
    assert ask("GET", f"ports/{port['id']}").body["port"] == port
    assert neutron.ports.create("ours", network, fixed_ips=[Wanted(ip_address="10.0.0.9")])


def test_mac_addresses_differ_and_can_be_asked_for_once(ask):
    network = ask.network("10.0.0.0/16")
    made = [ask.make("port", network_id=network)["mac_address"] for _ in range(300)]
    assert len(set(made)) == 300
    answer = ask("POST", "ports", {"port": {"network_id": network, "mac_address": made[0].upper()}})
    assert answer.error == (409, "MacAddressInUse")
    other = ask.network("10.0.0.0/24")
    assert ask.make("port", network_id=other, mac_address=made[0])["mac_address"] == made[0]


def test_security_groups_of_a_port(ask, stranger):
    network = ask.network("10.0.0.0/24")
    group = ask.make("security_group", name="web")["id"]
    port = ask.make("port", network_id=network, security_groups=[group])
    assert port["security_groups"] == [group]
    assert ask("DELETE", f"security-groups/{group}").error == (409, "SecurityGroupInUse")
    changed = ask("PUT", f"ports/{port['id']}", {"port": {"security_groups": []}}).body["port"]
    assert changed["security_groups"] == []
    foreign = stranger.list("security-groups")[0]["id"]
    answer = ask("PUT", f"ports/{port['id']}", {"port": {"security_groups": [foreign]}})
    assert answer.error == (404, "SecurityGroupNotFound")


def test_several_ports_at_once_are_all_made_or_none(ask):
    network = ask.network("10.0.0.0/29")
    made = ask("POST", "ports", {"ports": [{"network_id": network, "name": name} for name in "ab"]})
    assert (made.status, [each["name"] for each in made.body["ports"]]) == (201, ["a", "b"])
    answer = ask("POST", "ports", {"ports": [{"network_id": network}] * 4})
    assert answer.error == (409, "IpAddressGenerationFailure")
    assert len(ask.list("ports")) == 2
