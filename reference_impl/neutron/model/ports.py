"""Ports: the places on networks that servers are connected to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Unpack

from .allocation import allocate, reallocate, release
from .errors import MacAddressInUse, PortNotFound, SecurityGroupNotFound
from .security_groups import SecurityGroups
from .state import State
from .values import Port, PortChanges, PortDetails, Wanted

_OURS = "fa:16:3e"
"""What the MAC addresses that neutron makes begin with."""


class Ports:
    """All ports there are, whoever asks."""

    def __init__(self, state: State, groups: SecurityGroups) -> None:
        self._state = state
        self._groups = groups

    def create(
        self,
        project_id: str,
        network_id: str,
        *,
        fixed_ips: Sequence[Wanted] | None = None,
        mac_address: str | None = None,
        security_groups: Sequence[str] | None = None,
        name: str = "",
        **more: Unpack[PortDetails],
    ) -> Port:
        """A new port, with addresses.

        :param fixed_ips: `None`: one of each IP version that the network has; empty: none.
        :param security_groups: ids; `None`: the project's group `default`.
        :raises NeutronError: the network or a group is not there, or an address cannot be had.
        """
        state = self._state
        with state.lock:
            network = state.network(network_id)
            groups = self._groups_of(project_id, security_groups)
            mac = self._new_mac() if mac_address is None else self._free_mac(network_id, mac_address)
            addresses = allocate(state, network, mac, fixed_ips)
            now = state.world.now()
            port = Port(state.world.uuid(), project_id, network_id, name, mac, addresses, groups, now, now, **more)
            state.ports[port.id] = port
            state.ports_on[network_id].add(port.id)
            state.macs.setdefault(mac, set()).add(network_id)
        return port

    def get(self, port_id: str) -> Port:
        """One port.

        :raises PortNotFound: it is not there.
        """
        with self._state.lock:
            found = self._state.ports.get(port_id)
        if found is None:
            raise PortNotFound(port_id)
        return found

    def all(self) -> Sequence[Port]:
        """All of them, the oldest first."""
        with self._state.lock:
            return list(self._state.ports.values())

    def update(
        self, port_id: str, *, fixed_ips: Sequence[Wanted] | None = None, **changes: Unpack[PortChanges]
    ) -> Port:
        """The port, changed.

        :param fixed_ips: what it shall have from now on; `None`: what it has.
        :raises NeutronError: it or a group is not there, or an address cannot be had.
        """
        state = self._state
        with state.lock:
            old = self.get(port_id)
            self._check_groups(changes.get("security_groups", ()))
            addresses = old.fixed_ips
            if fixed_ips is not None:
                addresses = reallocate(state, state.network(old.network_id), old, fixed_ips)
            changed = replace(old, fixed_ips=addresses, updated=state.world.now(), revision=old.revision + 1, **changes)
            state.ports[port_id] = changed
        return changed

    def delete(self, port_id: str) -> None:
        """Deletes a port; its addresses are free again.

        :raises PortNotFound: it is not there.
        """
        state = self._state
        with state.lock:
            port = self.get(port_id)
            release(state, port.fixed_ips)
            state.ports_on[port.network_id].discard(port_id)
            self._forget_mac(port)
            del state.ports[port_id]

    def _groups_of(self, project_id: str, wanted: Sequence[str] | None) -> tuple[str, ...]:
        if wanted is None:
            return (self._groups.default(project_id).id,)
        self._check_groups(wanted)
        return tuple(wanted)

    def _check_groups(self, wanted: Sequence[str]) -> None:
        for group_id in wanted:
            if group_id not in self._state.groups:
                raise SecurityGroupNotFound(group_id)

    def _new_mac(self) -> str:
        while True:
            number = self._state.world.random.getrandbits(24)
            mac = f"{_OURS}:{number >> 16:02x}:{number >> 8 & 0xFF:02x}:{number & 0xFF:02x}"
            if mac not in self._state.macs:
                return mac

    def _free_mac(self, network_id: str, mac: str) -> str:
        wanted = mac.lower()
        if network_id in self._state.macs.get(wanted, ()):
            raise MacAddressInUse(network_id, wanted)
        return wanted

    def _forget_mac(self, port: Port) -> None:
        networks = self._state.macs[port.mac_address]
        networks.discard(port.network_id)
        if not networks:
            del self._state.macs[port.mac_address]
