"""Subnets: the ranges of addresses that networks have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_network
from typing import Unpack

from .addresses import Addresses, IpNetwork, check_pools, default_gateway, default_pools
from .errors import InvalidInput, SubnetInUse, SubnetNotFound
from .state import State
from .values import Network, Pool, Subnet, SubnetChanges, SubnetDetails

FIRST = ""
"""In the place of a gateway: the address that neutron takes unless told otherwise."""


class Subnets:
    """All subnets there are, whoever asks."""

    def __init__(self, state: State) -> None:
        self._state = state

    def create(
        self,
        network_id: str,
        cidr: str,
        *,
        project_id: str | None = None,
        name: str = "",
        gateway_ip: str | None = FIRST,
        pools: Sequence[Pool] | None = None,
        address_mode: str | None = None,
        ra_mode: str | None = None,
        **more: Unpack[SubnetDetails],
    ) -> Subnet:
        """A new subnet; of the network's project, unless another is named.

        :param cidr: as `10.0.0.0/24` or `2001:db8::/64`; an address in it will do.
        :param gateway_ip: `None`: it has none.
        :param pools: what is given out; else all but the gateway.
        :raises NeutronError: the network is not there, or has a subnet with some of these addresses; or the pools or
            the gateway do not fit.
        """
        parsed = _parsed(cidr)
        gateway = default_gateway(parsed) if gateway_ip == FIRST else gateway_ip
        ranges = default_pools(parsed, gateway) if pools is None else tuple(pools)
        check_pools(parsed, ranges, gateway)
        state = self._state
        with state.lock:
            network = state.network(network_id)
            self._check_overlap(network, parsed)
            now = state.world.now()
            subnet = Subnet(
                state.world.uuid(),
                project_id or network.project_id,
                network_id,
                name,
                str(parsed),
                parsed.version,
                gateway,
                ranges,
                now,
                now,
                address_mode=address_mode,
                ra_mode=ra_mode,
                **more,
            )
            state.subnets[subnet.id] = subnet
            state.addresses[subnet.id] = Addresses(parsed, ranges)
            self._list(network, (*network.subnets, subnet.id))
        return subnet

    def get(self, subnet_id: str) -> Subnet:
        """One subnet.

        :raises SubnetNotFound: it is not there.
        """
        with self._state.lock:
            found = self._state.subnets.get(subnet_id)
        if found is None:
            raise SubnetNotFound(subnet_id)
        return found

    def all(self) -> Sequence[Subnet]:
        """All of them, the oldest first."""
        with self._state.lock:
            return list(self._state.subnets.values())

    def update(
        self,
        subnet_id: str,
        *,
        gateway_ip: str | None = FIRST,
        pools: Sequence[Pool] | None = None,
        **changes: Unpack[SubnetChanges],
    ) -> Subnet:
        """The subnet, changed. Addresses that ports have stay theirs.

        :raises NeutronError: it is not there, or the pools or the gateway do not fit.
        """
        state = self._state
        with state.lock:
            old = self.get(subnet_id)
            gateway = old.gateway_ip if gateway_ip == FIRST else gateway_ip
            ranges = old.pools if pools is None else tuple(pools)
            check_pools(ip_network(old.cidr), ranges, gateway)
            changed = replace(
                old,
                gateway_ip=gateway,
                pools=ranges,
                updated=state.world.now(),
                revision=old.revision + 1,
                **changes,
            )
            state.subnets[subnet_id] = changed
            if ranges != old.pools:
                state.addresses[subnet_id].give_out(ranges)
        return changed

    def delete(self, subnet_id: str) -> None:
        """Deletes a subnet.

        :raises SubnetNotFound: it is not there.
        :raises SubnetInUse: ports have addresses of it.
        """
        state = self._state
        with state.lock:
            subnet = self.get(subnet_id)
            if state.addresses[subnet_id].is_used:
                raise SubnetInUse(subnet_id)
            network = state.network(subnet.network_id)
            self._list(network, tuple(each for each in network.subnets if each != subnet_id))
            del state.subnets[subnet_id], state.addresses[subnet_id]

    def _check_overlap(self, network: Network, cidr: IpNetwork) -> None:
        for subnet_id in network.subnets:
            other = ip_network(self._state.subnets[subnet_id].cidr)
            if other.version == cidr.version and other.overlaps(cidr):
                raise InvalidInput(
                    f"Requested subnet with cidr: {cidr} for network: {network.id} overlaps with another subnet"
                )

    def _list(self, network: Network, subnets: tuple[str, ...]) -> None:
        changed = replace(network, subnets=subnets, updated=self._state.world.now(), revision=network.revision + 1)
        self._state.networks[network.id] = changed


def _parsed(cidr: str) -> IpNetwork:
    try:
        return ip_network(cidr, strict=False)
    except ValueError as error:
        raise InvalidInput(f"'{cidr}' is not a valid IP subnet") from error
