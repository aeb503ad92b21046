"""Finding a free address."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_impl.neutron.model.addresses import Addresses, default_gateway, default_pools
from reference_impl.neutron.model.values import Pool

NET = ip_network("10.0.0.0/29")
ALL = (Pool("10.0.0.1", "10.0.0.6"),)


def test_the_lowest_comes_first_and_then_none():
    addresses = Addresses(NET, ALL)
    assert [addresses.take_any() for _ in range(7)] == [*(f"10.0.0.{host}" for host in range(1, 7)), None]


def test_what_came_back_is_given_out_again_before_what_was_never_given_out():
    addresses = Addresses(NET, ALL)
    for _ in range(3):
        addresses.take_any()
    addresses.release("10.0.0.3")
    addresses.release("10.0.0.2")
    assert [addresses.take_any() for _ in range(3)] == ["10.0.0.2", "10.0.0.3", "10.0.0.4"]


def test_an_address_is_taken_once():
    addresses = Addresses(NET, ALL)
    assert addresses.take("10.0.0.1")
    assert not addresses.take("10.0.0.1")
    assert addresses.take_any() == "10.0.0.2"


def test_one_outside_the_pools_can_be_taken_and_is_never_given_out():
    addresses = Addresses(NET, (Pool("10.0.0.3", "10.0.0.3"),))
    assert addresses.take("10.0.0.5")
    addresses.release("10.0.0.5")
    assert [addresses.take_any(), addresses.take_any()] == ["10.0.0.3", None]


def test_pools_are_used_from_the_lowest_on():
    addresses = Addresses(NET, (Pool("10.0.0.5", "10.0.0.5"), Pool("10.0.0.2", "10.0.0.3")))
    assert [addresses.take_any() for _ in range(4)] == ["10.0.0.2", "10.0.0.3", "10.0.0.5", None]


def test_with_other_pools_what_is_taken_stays_taken():
    addresses = Addresses(NET, ALL)
    addresses.take_any()
    addresses.take_any()
    addresses.give_out((Pool("10.0.0.2", "10.0.0.3"),))
    assert [addresses.take_any(), addresses.take_any()] == ["10.0.0.3", None]
    addresses.release("10.0.0.2")
    assert addresses.take_any() == "10.0.0.2"


@pytest.mark.parametrize("cidr", ["10.0.0.0/8", "2001:db8::/32"])
def test_a_subnet_may_be_as_large_as_it_likes(cidr):
    net = ip_network(cidr)
    addresses = Addresses(net, default_pools(net, default_gateway(net)))
    assert addresses.take_any() == str(net[2])


@pytest.mark.parametrize(
    ("cidr", "gateway", "pools"),
    [
        ("10.0.0.0/29", "10.0.0.1", ["10.0.0.2-10.0.0.6"]),
        ("10.0.0.0/29", "10.0.0.4", ["10.0.0.1-10.0.0.3", "10.0.0.5-10.0.0.6"]),
        ("10.0.0.0/29", None, ["10.0.0.1-10.0.0.6"]),
        ("10.0.0.0/31", None, ["10.0.0.0-10.0.0.1"]),
        ("10.0.0.0/32", None, ["10.0.0.0-10.0.0.0"]),
        ("::/126", "::1", ["::2-::3"]),
    ],
)
def test_all_but_the_gateway_is_given_out(cidr, gateway, pools):
    assert [str(pool) for pool in default_pools(ip_network(cidr), gateway)] == pools


@given(st.lists(st.one_of(st.none(), st.integers(1, 6)), max_size=40))
def test_it_does_what_a_search_from_the_lowest_would_do(acts):
    """`None` takes any address; a number gives that one back if it is taken, and takes it if it is free."""
    addresses, taken = Addresses(NET, ALL), set()
    for act in acts:
        if act is None:
            free = [host for host in range(1, 7) if host not in taken]
            assert addresses.take_any() == (str(NET[free[0]]) if free else None)
            taken.update(free[:1])
        elif act in taken:
            addresses.release(str(NET[act]))
            taken.remove(act)
        else:
            assert addresses.take(str(NET[act]))
            taken.add(act)
    assert addresses.is_used == bool(taken)


def test_only_addresses_of_machines_are_held():
    addresses = Addresses(NET, ALL)
    held = [host for host in range(-1, 9) if addresses.holds(str(ip_address("10.0.0.0") + host))]
    assert held == list(range(1, 7))
    assert not addresses.holds("::1")
