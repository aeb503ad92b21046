"""A deployment puts things in without REST."""

import pytest

from reference_impl.neutron import Neutron, NeutronError, Pool, Wanted
from reference_impl.world import World


def test_what_was_put_in_is_what_clients_find(neutron, ask, addresses_of):
    network = neutron.networks.create("ours", "private", shared=True)
    subnet = neutron.subnets.create(
        network.id, "10.0.0.0/24", pools=[Pool("10.0.0.10", "10.0.0.20")], dns_nameservers=("10.0.0.1",)
    )
    port = neutron.ports.create("ours", network.id, name="p", device_id="i1")
    assert [each["id"] for each in ask.list("networks")] == [network.id]
    assert ask("GET", f"networks/{network.id}").body["network"]["subnets"] == [subnet.id]
    assert ask("GET", f"subnets/{subnet.id}").body["subnet"]["dns_nameservers"] == ["10.0.0.1"]
    assert addresses_of(ask("GET", f"ports/{port.id}").body["port"]) == ["10.0.0.10"]


def test_values_do_not_change(neutron):
    network = neutron.networks.create("ours")
    neutron.subnets.create(network.id, "10.0.0.0/24")
    neutron.networks.update(network.id, name="new")
    assert (network.name, network.subnets) == ("", ())
    assert neutron.networks.get(network.id).name == "new"


@pytest.mark.parametrize(
    "act",
    [
        lambda neutron, _: neutron.networks.get("x"),
        lambda neutron, _: neutron.subnets.create("x", "10.0.0.0/24"),
        lambda neutron, network: neutron.subnets.create(network, "ten"),
        lambda neutron, _: neutron.ports.create("ours", "x"),
        lambda neutron, network: neutron.ports.create("ours", network, fixed_ips=[Wanted()]),
        lambda neutron, network: neutron.ports.create("ours", network, security_groups=["x"]),
        lambda neutron, _: neutron.security_groups.add_rule("x", "ingress"),
        lambda neutron, _: neutron.security_groups.remove_rule("x"),
    ],
)
def test_what_cannot_be_is_refused(neutron, act):
    network = neutron.networks.create("ours").id
    with pytest.raises(NeutronError):
        act(neutron, network)
    assert not neutron.subnets.all()
    assert not neutron.ports.all()


def test_the_same_seed_gives_the_same_ids_and_mac_addresses():
    def made():
        neutron = Neutron(World.seeded(5, lambda: 0.0))
        return neutron.ports.create("ours", neutron.networks.create("ours").id)

    assert made() == made()
