"""What neutron keeps, and its rules; no REST.

`values` are the things themselves; `networks`, `subnets`, `ports` and `security_groups` make, change and delete them;
`addresses` finds a free address in a subnet, `allocation` those for a port; `networking` is all of it.
"""

from .errors import Conflict, Invalid, NeutronError, NotFound
from .networking import Networking
from .values import FixedIp, Network, Pool, Port, Rule, SecurityGroup, Subnet, Wanted

__all__ = [
    "Conflict",
    "FixedIp",
    "Invalid",
    "Network",
    "Networking",
    "NeutronError",
    "NotFound",
    "Pool",
    "Port",
    "Rule",
    "SecurityGroup",
    "Subnet",
    "Wanted",
]
