"""An unmodified openstacksdk."""

import pytest
import requests

from reference_impl.http.adapter import WsgiAdapter

openstack = pytest.importorskip("openstack")
pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # what it does with itself
URL = "http://neutron.test"


@pytest.fixture
def network(neutron):
    """openstacksdk's network API, as a member of the project `ours`."""
    from keystoneauth1 import session, token_endpoint

    carrier = requests.Session()
    carrier.trust_env = False
    carrier.mount(URL, WsgiAdapter({"neutron.test": neutron.app}))
    kept = session.Session(auth=token_endpoint.Token(URL, "ours:member"), session=carrier)
    with openstack.connection.Connection(session=kept, region_name="here") as connection:
        yield connection.network


def test_from_a_network_to_a_port_and_back(network):
    made = network.create_network(name="private")
    subnet = network.create_subnet(network_id=made.id, cidr="10.0.0.0/24", ip_version=4, name="s")
    port = network.create_port(network_id=made.id, name="p", device_id="i1")
    assert network.find_network("private").id == network.find_network(made.id).id == made.id
    assert network.find_network("public") is None
    assert [each.id for each in network.ports(device_id="i1")] == [port.id]
    assert port.fixed_ips == [{"subnet_id": subnet.id, "ip_address": "10.0.0.2"}]
    assert network.update_port(port, name="q").name == "q"
    with pytest.raises(openstack.exceptions.ConflictException, match="ports still in use"):
        network.delete_network(made)
    network.delete_port(port)
    network.delete_network(made)
    assert list(network.networks()) == []


def test_security_groups_and_extensions(network):
    assert [each.name for each in network.security_groups()] == ["default"]
    assert network.find_security_group("default").security_group_rules
    assert network.find_extension("security-group").name == "security-group"
    assert network.find_extension("router") is None


def test_what_is_missing_is_not_found(network):
    with pytest.raises(openstack.exceptions.NotFoundException, match="could not be found"):
        network.get_port("11111111-1111-1111-1111-111111111111")
    network.delete_port("11111111-1111-1111-1111-111111111111", ignore_missing=True)
