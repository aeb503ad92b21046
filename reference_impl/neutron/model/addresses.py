"""Which addresses of a subnet are free.

The lowest free address of the pools comes first. Finding it takes the same time however large a subnet is and however
full: what was never given out lies behind a mark, what came back waits in a heap.
"""

from __future__ import annotations

from heapq import heappop, heappush
from ipaddress import IPv4Network, IPv6Network, ip_address
from itertools import pairwise

from .errors import (
    GatewayConflictWithAllocationPools,
    InvalidAllocationPool,
    InvalidInput,
    OutOfBoundsAllocationPool,
    OverlappingAllocationPools,
)
from .values import Pool

IpNetwork = IPv4Network | IPv6Network
_POINT_TO_POINT = 2
"""Bits: smaller IPv4 subnets have no address for the network and none for broadcast."""


class Addresses:
    """The addresses of one subnet. Used under the model's lock.

    :param pools: what is given out; do not overlap.
    """

    def __init__(self, cidr: IpNetwork, pools: tuple[Pool, ...]) -> None:
        self._cidr = cidr
        self._bounds = bounds_of(cidr)
        self._taken: set[int] = set()
        self.give_out(pools)

    def give_out(self, pools: tuple[Pool, ...]) -> None:
        """From now on addresses come out of these pools; those that are taken stay taken."""
        self._ranges = sorted((_number(pool.start), _number(pool.end)) for pool in pools)
        self._freed: list[int] = []
        self._waiting: set[int] = set()
        self._range = 0
        self._next = self._ranges[0][0] if self._ranges else 0

    def take_any(self) -> str | None:
        """The lowest free address of the pools; `None` if there is none."""
        number = self._first_freed()
        if number is None:
            number = self._first_fresh()
        if number is None:
            return None
        self._taken.add(number)
        return _text(self._cidr, number)

    def take(self, address: str) -> bool:
        """Takes that address, also one outside the pools; `False` if it is taken."""
        number = _number(address)
        if number in self._taken:
            return False
        self._taken.add(number)
        return True

    def release(self, address: str) -> None:
        """The address is free again."""
        number = _number(address)
        self._taken.discard(number)
        if self._is_passed(number) and number not in self._waiting:
            self._waiting.add(number)
            heappush(self._freed, number)

    def holds(self, address: str) -> bool:
        """Whether a port may have the address: it is in the subnet, and is not that of the network or broadcast."""
        parsed = ip_address(address)
        return parsed.version == self._cidr.version and self._bounds[0] <= int(parsed) <= self._bounds[1]

    @property
    def is_used(self) -> bool:
        """Whether some address is taken."""
        return bool(self._taken)

    def _first_freed(self) -> int | None:
        while self._freed:
            number = heappop(self._freed)
            self._waiting.discard(number)
            if number not in self._taken:
                return number
        return None

    def _first_fresh(self) -> int | None:
        while self._range < len(self._ranges):
            _, last = self._ranges[self._range]
            while self._next <= last:
                number = self._next
                self._next += 1
                if number not in self._taken:
                    return number
            self._range += 1
            if self._range < len(self._ranges):
                self._next = self._ranges[self._range][0]
        return None

    def _is_passed(self, number: int) -> bool:
        """Whether it is of a pool, and before the mark."""
        return number < self._next and any(first <= number <= last for first, last in self._ranges)


def bounds_of(cidr: IpNetwork) -> tuple[int, int]:
    """The first and the last address that a port may have."""
    first, last = int(cidr.network_address), int(cidr.broadcast_address)
    if cidr.max_prefixlen - cidr.prefixlen < _POINT_TO_POINT:
        return first, last
    return first + 1, last - 1 if cidr.version == 4 else last


def default_gateway(cidr: IpNetwork) -> str | None:
    """The subnet's second address, as neutron has it; `None` for a subnet of one."""
    return str(cidr[1]) if cidr.num_addresses > 1 else None


def default_pools(cidr: IpNetwork, gateway: str | None) -> tuple[Pool, ...]:
    """All that a port may have, but for the gateway."""
    first, last = bounds_of(cidr)
    out = None if gateway is None else _number(gateway)
    if out is None or not first <= out <= last:
        return (_pool(cidr, first, last),)
    parts = ((first, out - 1), (out + 1, last))
    return tuple(_pool(cidr, start, end) for start, end in parts if start <= end)


def check_pools(cidr: IpNetwork, pools: tuple[Pool, ...], gateway: str | None) -> None:
    """Sees that pools lie in their subnet, beside each other and beside the gateway.

    :raises Invalid: a pool ends before it begins, or lies outside; or the gateway is of the other IP version.
    :raises Conflict: two overlap, or one has the gateway in it.
    """
    if gateway is not None and ip_address(gateway).version != cidr.version:
        raise InvalidInput(f"gateway_ip '{gateway}' does not match the ip_version '{cidr.version}'")
    for pool in pools:
        _check_pool(cidr, pool, gateway)
    for one, other in pairwise(sorted(pools, key=lambda pool: _number(pool.start))):
        if _number(one.end) >= _number(other.start):
            raise OverlappingAllocationPools(str(one), str(other), str(cidr))


def _check_pool(cidr: IpNetwork, pool: Pool, gateway: str | None) -> None:
    start, end = ip_address(pool.start), ip_address(pool.end)
    if start.version != cidr.version or end.version != cidr.version or int(start) > int(end):
        raise InvalidAllocationPool(str(pool))
    first, last = bounds_of(cidr)
    if int(start) < first or int(end) > last:
        raise OutOfBoundsAllocationPool(str(pool), str(cidr))
    if gateway is not None and int(start) <= _number(gateway) <= int(end):
        raise GatewayConflictWithAllocationPools(gateway, str(pool))


def _pool(cidr: IpNetwork, first: int, last: int) -> Pool:
    return Pool(_text(cidr, first), _text(cidr, last))


def _text(cidr: IpNetwork, number: int) -> str:
    return str(cidr[number - int(cidr.network_address)])


def _number(address: str) -> int:
    return int(ip_address(address))
