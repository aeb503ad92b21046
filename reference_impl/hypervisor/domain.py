"""A domain: what nova-compute asks for (the driver data), and what the hypervisor says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .errors import ImpossibleDomain

State: TypeAlias = Literal["running", "shutoff", "paused", "crashed", "other"]
"""`shutoff` is defined and not started. The last three only a hypervisor has that others use as well."""

MOST_VCPUS = 65_535
"""libvirt tells how many a domain has in 16 bits."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk by the device that the instance sees (`/dev/vda`) and what it holds, in words: `image 1f…`."""

    device: str
    source: str


@dataclass(frozen=True, slots=True)
class Interface:
    """A network interface by its MAC address."""

    mac: str


@dataclass(frozen=True, slots=True)
class Domain:
    """A machine to run.

    :param name: unique on its hypervisor.
    :param uuid: the instance's id.
    :param memory_mb: MiB.
    """

    name: str
    uuid: str
    vcpus: int
    memory_mb: int
    disks: tuple[Disk, ...] = ()
    interfaces: tuple[Interface, ...] = ()


@dataclass(frozen=True, slots=True)
class Info:
    """What a hypervisor says of a domain that it knows; `memory_mb` in MiB."""

    state: State
    vcpus: int
    memory_mb: int


def check_size(domain: Domain) -> None:
    """Sees that a domain has as many vCPUs and as much memory as one can have: libvirt itself may crash otherwise.

    :raises ImpossibleDomain: it has not.
    """
    if not 1 <= domain.vcpus <= MOST_VCPUS or domain.memory_mb < 1:
        raise ImpossibleDomain(domain.name, domain.vcpus, domain.memory_mb)
