"""Many threads at once."""

from concurrent.futures import ThreadPoolExecutor

from reference_impl.neutron.model.errors import IpAddressGenerationFailure


def test_no_address_is_given_out_twice(neutron):
    network = neutron.networks.create("ours").id
    neutron.subnets.create(network, "10.0.0.0/24")

    def use(_number):
        made = [neutron.ports.create("ours", network) for _ in range(20)]
        for port in made[:10]:
            neutron.ports.delete(port.id)
        return made[10:]

    with ThreadPoolExecutor(8) as threads:
        kept = [port for ports in threads.map(use, range(8)) for port in ports]
    addresses = {port.fixed_ips[0].ip_address for port in kept}
    assert len(addresses) == len({port.mac_address for port in kept}) == len(neutron.ports.all()) == 80


def test_a_small_pool_serves_as_many_as_it_has(neutron):
    network = neutron.networks.create("ours").id
    neutron.subnets.create(network, "10.0.0.0/28")

    def use(_number):
        try:
            return neutron.ports.create("ours", network)
        except IpAddressGenerationFailure:
            return None

    with ThreadPoolExecutor(8) as threads:
        made = [port for port in threads.map(use, range(40)) if port]
    assert len(made) == 13
