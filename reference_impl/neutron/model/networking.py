"""All that neutron keeps."""

from __future__ import annotations

from ...world import World
from .networks import Networks
from .ports import Ports
from .security_groups import SecurityGroups
from .state import State
from .subnets import Subnets


class Networking:
    """Networks, their subnets, the ports on them, and security groups; one lock is around all of them."""

    def __init__(self, world: World) -> None:
        state = State(world)
        self.networks = Networks(state)
        self.subnets = Subnets(state)
        self.security_groups = SecurityGroups(state)
        self.ports = Ports(state, self.security_groups)
