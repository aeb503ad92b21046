"""Which addresses a port gets: those that were asked for, or one of each IP version that its network has subnets of.

Subnets with automatic addresses (IPv6) give each port of their network one that follows from its MAC address, asked for
or not. All is used under the model's lock; what was taken before a refusal is given back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv6Network, ip_address

from .errors import (
    InvalidInput,
    InvalidIpForNetwork,
    InvalidIpForSubnet,
    IpAddressAlreadyAllocated,
    IpAddressGenerationFailure,
    NeutronError,
)
from .state import State
from .values import FixedIp, Network, Port, Subnet, Wanted

_UNIVERSAL = 0x02
"""The bit of a MAC address that is turned over in the addresses made from it (RFC 4291, appendix A)."""


def allocate(
    state: State, network: Network, mac: str, wanted: Sequence[Wanted] | None, beside: Sequence[FixedIp] = ()
) -> tuple[FixedIp, ...]:
    """Takes addresses for a port.

    :param wanted: `None` leaves it to neutron; empty asks for none.
    :param beside: addresses that the port has and keeps.
    :raises NeutronError: an address cannot be had; nothing has been taken.
    """
    allocation = _Allocation(state, network, mac)
    try:
        if wanted is None:
            allocation.take_usual()
        else:
            allocation.take_asked(wanted)
        allocation.take_automatic(beside)
    except NeutronError:
        release(state, allocation.taken)
        raise
    return tuple(allocation.taken)


def reallocate(state: State, network: Network, port: Port, wanted: Sequence[Wanted]) -> tuple[FixedIp, ...]:
    """Gives a port other addresses; it keeps those that are asked for again.

    :raises NeutronError: an address cannot be had; the port has what it had.
    """
    left = list(port.fixed_ips)
    kept = [each for each in left if state.subnets[each.subnet_id].is_automatic]
    asked: list[Wanted] = []
    for each in wanted:
        same = next((had for had in left if _means(each, had)), None)
        if same is None:
            asked.append(each)
        else:
            left.remove(same)
            kept.append(same)
    added = allocate(state, network, port.mac_address, asked, kept)
    fixed_ips = (*dict.fromkeys(kept), *added)
    release(state, (each for each in port.fixed_ips if each not in fixed_ips))
    return fixed_ips


def release(state: State, fixed_ips: Iterable[FixedIp]) -> None:
    """Gives addresses back."""
    for fixed_ip in fixed_ips:
        state.addresses[fixed_ip.subnet_id].release(fixed_ip.ip_address)


class _Allocation:
    """The search for the addresses of one port. `taken` is what it has found so far."""

    def __init__(self, state: State, network: Network, mac: str) -> None:
        self.taken: list[FixedIp] = []
        self._state = state
        self._network = network
        self._mac = mac
        self._subnets = [state.subnets[each] for each in network.subnets]

    def take_usual(self) -> None:
        """One address of each IP version, out of the first subnet that has one left."""
        for version in (4, 6):
            subnets = [each for each in self._subnets if each.ip_version == version and not each.is_automatic]
            if subnets:
                self._take_of(subnets)

    def take_asked(self, wanted: Sequence[Wanted]) -> None:
        """What was asked for."""
        for subnet_id, address in wanted:
            subnet = self._subnet_of(subnet_id, address)
            if address is not None:
                self._take(subnet, address)
            elif not subnet.is_automatic:
                self._take_of([subnet])

    def take_automatic(self, beside: Sequence[FixedIp]) -> None:
        """The address of each subnet where it follows from the MAC address, unless the port has it."""
        had = {each.subnet_id for each in beside}
        for subnet in self._subnets:
            if subnet.is_automatic and subnet.id not in had:
                self._note(subnet, _from_mac(subnet.cidr, self._mac))

    def _take_of(self, subnets: Sequence[Subnet]) -> None:
        for subnet in subnets:
            address = self._state.addresses[subnet.id].take_any()
            if address is not None:
                self.taken.append(FixedIp(subnet.id, address))
                return
        raise IpAddressGenerationFailure(self._network.id)

    def _take(self, subnet: Subnet, address: str) -> None:
        if not self._state.addresses[subnet.id].holds(address):
            raise InvalidIpForSubnet(address)
        if subnet.is_automatic:
            raise InvalidInput(
                f"IPv6 address {address} cannot be directly assigned to a port on subnet {subnet.id} "
                "as the subnet is configured for automatic addresses"
            )
        self._note(subnet, str(ip_address(address)))

    def _note(self, subnet: Subnet, address: str) -> None:
        if not self._state.addresses[subnet.id].take(address):
            raise IpAddressAlreadyAllocated(address, subnet.id)
        self.taken.append(FixedIp(subnet.id, address))

    def _subnet_of(self, subnet_id: str | None, address: str | None) -> Subnet:
        for subnet in self._subnets:
            if subnet.id == subnet_id:
                return subnet
            if subnet_id is None and address is not None and self._state.addresses[subnet.id].holds(address):
                return subnet
        if subnet_id is not None:
            raise InvalidInput(
                f"Failed to create port on network {self._network.id}, because fixed_ips included invalid subnet "
                f"{subnet_id}"
            )
        if address is not None:
            raise InvalidIpForNetwork(address)
        raise InvalidInput("IP allocation requires subnet_id or ip_address")


def _means(wanted: Wanted, had: FixedIp) -> bool:
    """Whether an address that a port has is one that is asked for."""
    if wanted.subnet_id not in (None, had.subnet_id):
        return False
    if wanted.ip_address is None:
        return wanted.subnet_id is not None
    return ip_address(wanted.ip_address) == ip_address(had.ip_address)


def _from_mac(cidr: str, mac: str) -> str:
    """The address of an interface in a /64 (RFC 4291, appendix A)."""
    octets = bytes.fromhex(mac.replace(":", ""))
    interface = bytes([octets[0] ^ _UNIVERSAL]) + octets[1:3] + b"\xff\xfe" + octets[3:]
    return str(IPv6Network(cidr)[int.from_bytes(interface)])
