"""The things that neutron keeps. They are never changed: a change puts another value in the place of one.

Times are UNIX seconds. `revision` counts the changes, from 1 on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypedDict

Status = Literal["ACTIVE", "DOWN"]
DEFAULT = "default"
"""What every project's first security group is called."""
MTU = 1500


class Pool(NamedTuple):
    """Addresses that are given out, from the first to the last, both included."""

    start: str
    end: str

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


class FixedIp(NamedTuple):
    """An address of a port, and the subnet that it is from."""

    subnet_id: str
    ip_address: str


class Wanted(NamedTuple):
    """An address that is asked for: on that subnet, or that one, or both."""

    subnet_id: str | None = None
    ip_address: str | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """A network. `shared`: every project may use it. `external`: it leads out of the cloud."""

    id: str
    project_id: str
    name: str
    created: float
    updated: float
    shared: bool = False
    external: bool = False
    admin_state_up: bool = True
    mtu: int = MTU
    description: str = ""
    subnets: tuple[str, ...] = ()
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Subnet:
    """A range of addresses of a network.

    :param cidr: as `10.0.0.0/24`.
    :param gateway_ip: never given out of a pool; `None`: there is none.
    :param address_mode: IPv6 only, `slaac`, `dhcpv6-stateless` or `dhcpv6-stateful`; in the first two a port's address
        follows from its MAC address.
    """

    id: str
    project_id: str
    network_id: str
    name: str
    cidr: str
    ip_version: int
    gateway_ip: str | None
    pools: tuple[Pool, ...]
    created: float
    updated: float
    enable_dhcp: bool = True
    dns_nameservers: tuple[str, ...] = ()
    host_routes: tuple[tuple[str, str], ...] = ()
    address_mode: str | None = None
    ra_mode: str | None = None
    description: str = ""
    revision: int = 1

    @property
    def is_automatic(self) -> bool:
        """A port on the network always has an address of this subnet, one that follows from its MAC address."""
        return self.address_mode in ("slaac", "dhcpv6-stateless")


@dataclass(frozen=True, slots=True)
class Port:
    """A place on a network.

    :param device_id: what is connected, as a server's id; empty: nothing.
    :param device_owner: what kind of thing that is, as `compute:nova`.
    :param host: where it is bound; empty: nowhere.
    :param security_groups: ids.
    """

    id: str
    project_id: str
    network_id: str
    name: str
    mac_address: str
    fixed_ips: tuple[FixedIp, ...]
    security_groups: tuple[str, ...]
    created: float
    updated: float
    device_id: str = ""
    device_owner: str = ""
    host: str = ""
    vnic_type: str = "normal"
    profile: Mapping[str, Any] = field(default_factory=dict)
    admin_state_up: bool = True
    description: str = ""
    revision: int = 1

    @property
    def status(self) -> Status:
        """ACTIVE where a device is connected on a host. An agent would see to it; it takes no time here."""
        return "ACTIVE" if self.host and self.device_id and self.admin_state_up else "DOWN"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a security group lets through; `None`: any."""

    id: str
    direction: str
    ethertype: str
    created: float
    protocol: str | None = None
    port_min: int | None = None
    port_max: int | None = None
    remote_group: str | None = None
    remote_prefix: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class SecurityGroup:
    """What the ports that have it let through."""

    id: str
    project_id: str
    name: str
    created: float
    updated: float
    rules: tuple[Rule, ...] = ()
    description: str = ""
    revision: int = 1


class NetworkChanges(TypedDict, total=False):
    """What can be changed about a network."""

    name: str
    shared: bool
    external: bool
    admin_state_up: bool
    mtu: int
    description: str


class PortDetails(TypedDict, total=False):
    """What a port can be given, and what can be changed about it."""

    device_id: str
    device_owner: str
    host: str
    vnic_type: str
    profile: Mapping[str, Any]
    admin_state_up: bool
    description: str


class PortChanges(PortDetails, total=False):
    """What can be changed about a port, beside its addresses."""

    name: str
    security_groups: tuple[str, ...]


class SubnetDetails(TypedDict, total=False):
    """What a subnet can be given, and what can be changed about it."""

    enable_dhcp: bool
    dns_nameservers: tuple[str, ...]
    host_routes: tuple[tuple[str, str], ...]
    description: str


class SubnetChanges(SubnetDetails, total=False):
    """What can be changed about a subnet, beside its pools and gateway."""

    name: str
