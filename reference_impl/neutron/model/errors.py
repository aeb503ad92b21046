"""What neutron refuses, in its own words. The class's name is the `type` that a client is told."""

from __future__ import annotations


class NeutronError(Exception):
    """Something cannot be done; nothing has been changed."""


class NotFound(NeutronError):
    """There is no such thing, or not for who asks."""


class Conflict(NeutronError):
    """What there is stands against it."""


class Invalid(NeutronError):
    """It makes no sense as it was asked for."""


class NetworkNotFound(NotFound):
    """No such network."""

    def __init__(self, network_id: str) -> None:
        super().__init__(f"Network {network_id} could not be found.")


class SubnetNotFound(NotFound):
    """No such subnet."""

    def __init__(self, subnet_id: str) -> None:
        super().__init__(f"Subnet {subnet_id} could not be found.")


class PortNotFound(NotFound):
    """No such port."""

    def __init__(self, port_id: str) -> None:
        super().__init__(f"Port {port_id} could not be found.")


class SecurityGroupNotFound(NotFound):
    """No such security group."""

    def __init__(self, group_id: str) -> None:
        super().__init__(f"Security group {group_id} does not exist")


class SecurityGroupRuleNotFound(NotFound):
    """No such rule of a security group."""

    def __init__(self, rule_id: str) -> None:
        super().__init__(f"Security group rule {rule_id} does not exist")


class NetworkInUse(Conflict):
    """A network that has ports is not deleted."""

    def __init__(self, network_id: str) -> None:
        super().__init__(
            f"Unable to complete operation on network {network_id}. "
            "There are one or more ports still in use on the network."
        )


class SubnetInUse(Conflict):
    """A subnet that ports have addresses from is not deleted."""

    def __init__(self, subnet_id: str) -> None:
        super().__init__(
            f"Unable to complete operation on subnet {subnet_id}: "
            "One or more ports have an IP allocation from this subnet."
        )


class SecurityGroupInUse(Conflict):
    """A security group that ports have is not deleted."""

    def __init__(self, group_id: str) -> None:
        super().__init__(f"Security Group {group_id} in use.")


class SecurityGroupCannotRemoveDefault(Conflict):
    """A project keeps its group `default`."""

    def __init__(self) -> None:
        super().__init__("Insufficient rights for removing default security group.")


class SecurityGroupDefaultAlreadyExists(Conflict):
    """A project has one group `default`."""

    def __init__(self) -> None:
        super().__init__("Default security group already exists.")


class SecurityGroupRuleExists(Conflict):
    """A group has each rule once."""

    def __init__(self, rule_id: str) -> None:
        super().__init__(f"Security group rule already exists. Rule id is {rule_id}.")


class MacAddressInUse(Conflict):
    """A MAC address is on a network once."""

    def __init__(self, network_id: str, mac: str) -> None:
        super().__init__(f"Unable to complete operation for network {network_id}. The mac address {mac} is in use.")


class IpAddressAlreadyAllocated(Conflict):
    """An address is a port's once."""

    def __init__(self, address: str, subnet_id: str) -> None:
        super().__init__(f"IP address {address} already allocated in subnet {subnet_id}")


class IpAddressGenerationFailure(Conflict):
    """No address is left."""

    def __init__(self, network_id: str) -> None:
        super().__init__(f"No more IP addresses available on network {network_id}.")


class InvalidIpForNetwork(Invalid):
    """An address of none of the network's subnets."""

    def __init__(self, address: str) -> None:
        super().__init__(f"IP address {address} is not a valid IP for any of the subnets on the specified network.")


class InvalidIpForSubnet(Invalid):
    """An address that is not of that subnet."""

    def __init__(self, address: str) -> None:
        super().__init__(f"IP address {address} is not a valid IP for the specified subnet.")


class InvalidInput(Invalid):
    """What was asked for contradicts itself, or what there is."""

    def __init__(self, message: str) -> None:
        super().__init__(f"Invalid input for operation: {message}.")


class SecurityGroupInvalidPortRange(Invalid):
    """A range of ports that ends before it begins."""

    def __init__(self) -> None:
        super().__init__("For TCP/UDP protocols, port_range_min must be <= port_range_max")


class InvalidAllocationPool(Invalid):
    """A pool that ends before it begins."""

    def __init__(self, pool: str) -> None:
        super().__init__(f"The allocation pool {pool} is not valid.")


class OutOfBoundsAllocationPool(Invalid):
    """A pool that lies outside its subnet."""

    def __init__(self, pool: str, cidr: str) -> None:
        super().__init__(f"The allocation pool {pool} spans beyond the subnet cidr {cidr}.")


class OverlappingAllocationPools(Conflict):
    """Two pools that share addresses."""

    def __init__(self, one: str, other: str, cidr: str) -> None:
        super().__init__(f"Found overlapping allocation pools: {one} {other} for subnet {cidr}.")


class GatewayConflictWithAllocationPools(Conflict):
    """The gateway's address would be given out."""

    def __init__(self, gateway: str, pool: str) -> None:
        super().__init__(f"Gateway ip {gateway} conflicts with allocation pool {pool}.")
