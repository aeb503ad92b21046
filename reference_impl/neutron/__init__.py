"""neutron: networks, and on them the ports by which servers are connected.

A project has networks, a network has subnets (ranges of addresses), and a port is one place on a network: it has a MAC
address and, out of the network's subnets, addresses. nova-compute makes a port for each network that a server was asked
for with (steps 22 to 24), bound to its host and carrying the server's id; the server's addresses are those of its
ports. When a port is deleted its addresses are free again.

`model` is what there is and its rules, `rest` the API v2.0 over it, `shows` what its exchanges show; `Neutron` puts
them together.
"""

from .model import Network, Networking, NeutronError, Pool, Port, SecurityGroup, Subnet, Wanted
from .service import NAME, Neutron
from .shows import CREATE_PORT, DELETE_PORT, LIST_NETWORKS, SHOW_NETWORK, SHOW_PORT, UPDATE_PORT

__all__ = [
    "CREATE_PORT",
    "DELETE_PORT",
    "LIST_NETWORKS",
    "NAME",
    "SHOW_NETWORK",
    "SHOW_PORT",
    "UPDATE_PORT",
    "Network",
    "Networking",
    "Neutron",
    "NeutronError",
    "Pool",
    "Port",
    "SecurityGroup",
    "Subnet",
    "Wanted",
]
