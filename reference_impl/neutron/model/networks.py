"""Networks: made, changed and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Unpack

from .errors import NetworkInUse
from .state import State
from .values import MTU, Network, NetworkChanges


class Networks:
    """All networks there are, whoever asks."""

    def __init__(self, state: State) -> None:
        self._state = state

    def create(
        self,
        project_id: str,
        name: str = "",
        *,
        shared: bool = False,
        external: bool = False,
        admin_state_up: bool = True,
        mtu: int = MTU,
        description: str = "",
    ) -> Network:
        """A new network, with no subnet."""
        state = self._state
        now = state.world.now()
        network = Network(
            state.world.uuid(), project_id, name, now, now, shared, external, admin_state_up, mtu, description
        )
        with state.lock:
            state.networks[network.id] = network
            state.ports_on[network.id] = set()
        return network

    def get(self, network_id: str) -> Network:
        """One network.

        :raises NetworkNotFound: it is not there.
        """
        return self._state.network(network_id)

    def all(self) -> Sequence[Network]:
        """All of them, the oldest first."""
        with self._state.lock:
            return list(self._state.networks.values())

    def update(self, network_id: str, **changes: Unpack[NetworkChanges]) -> Network:
        """The network, changed.

        :raises NetworkNotFound: it is not there.
        """
        state = self._state
        with state.lock:
            old = self.get(network_id)
            changed = replace(old, updated=state.world.now(), revision=old.revision + 1, **changes)
            state.networks[network_id] = changed
        return changed

    def delete(self, network_id: str) -> None:
        """Deletes a network with its subnets.

        :raises NetworkNotFound: it is not there.
        :raises NetworkInUse: it has ports.
        """
        state = self._state
        with state.lock:
            network = self.get(network_id)
            if state.ports_on[network_id]:
                raise NetworkInUse(network_id)
            for subnet_id in network.subnets:
                del state.subnets[subnet_id], state.addresses[subnet_id]
            del state.networks[network_id], state.ports_on[network_id]
