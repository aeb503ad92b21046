"""What nova-compute drives in step 28: it runs an instance as a domain (libvirt's word for a virtual machine).

A domain is first defined, which makes the hypervisor know it, and then started. Destroying it, as nova does when a
server is deleted or its build has failed, stops it and has it forgotten.

`driver` says what is asked of a hypervisor and what it answers; `libvirt` does it by libvirt, `builtin` in memory where
libvirt-python is not installed; `connect` chooses. `watched` tells what has been done.
"""

from .builtin import Builtin
from .choice import BUILTIN, connect, is_available
from .domain import Disk, Domain, Info, Interface, State
from .driver import Hypervisor
from .errors import DomainExists, DriverError, ImpossibleDomain, NoSuchDomain
from .watched import Watched

__all__ = [
    "BUILTIN",
    "Builtin",
    "Disk",
    "Domain",
    "DomainExists",
    "DriverError",
    "Hypervisor",
    "ImpossibleDomain",
    "Info",
    "Interface",
    "NoSuchDomain",
    "State",
    "Watched",
    "connect",
    "is_available",
]
