"""Where neutron's things are kept: the one place that changes. Everything that reads or changes it holds the lock."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from ...world import World
from .addresses import Addresses
from .errors import NetworkNotFound
from .values import Network, Port, SecurityGroup, Subnet


@dataclass(frozen=True, slots=True)
class State:
    """All by id.

    :ivar ports_on: the ids of each network's ports.
    :ivar addresses: what is free in each subnet.
    :ivar macs: the networks that each MAC address is on.
    :ivar defaults: each project's security group `default`.
    """

    world: World
    lock: threading.RLock = field(default_factory=threading.RLock)
    networks: dict[str, Network] = field(default_factory=dict)
    subnets: dict[str, Subnet] = field(default_factory=dict)
    ports: dict[str, Port] = field(default_factory=dict)
    groups: dict[str, SecurityGroup] = field(default_factory=dict)
    ports_on: dict[str, set[str]] = field(default_factory=dict)
    addresses: dict[str, Addresses] = field(default_factory=dict)
    macs: dict[str, set[str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)

    def network(self, network_id: str) -> Network:
        """One network.

        :raises NetworkNotFound: it is not there.
        """
        with self.lock:
            found = self.networks.get(network_id)
        if found is None:
            raise NetworkNotFound(network_id)
        return found
