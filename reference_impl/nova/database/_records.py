"""What the tables hold, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

UNLIMITED = -1
"""A quota that limits nothing."""
AUTO = "auto"
"""Stands among the networks asked for where nova is to choose one."""


@dataclass(frozen=True, slots=True)
class Flavor:
    """A size that an instance may have: `memory_mb` in MiB, `disk_gb` in GiB."""

    id: str
    name: str
    vcpus: int
    memory_mb: int
    disk_gb: int


@dataclass(frozen=True, slots=True)
class Quota:
    """How much a project may have, or has: `ram` in MiB. The limits are nova's own where nobody set others."""

    instances: int = 10
    cores: int = 20
    ram: int = 51_200


@dataclass(frozen=True, slots=True)
class ComputeNode:
    """A host: what it has, and what instances have claimed of it."""

    host: str
    vcpus: int
    memory_mb: int
    disk_gb: int
    vcpus_used: int = 0
    memory_mb_used: int = 0
    disk_gb_used: int = 0
    enabled: bool = True

    @property
    def free_vcpus(self) -> int:
        """VCPUs that no instance has claimed."""
        return self.vcpus - self.vcpus_used

    @property
    def free_memory_mb(self) -> int:
        """MiB of memory that no instance has claimed."""
        return self.memory_mb - self.memory_mb_used

    @property
    def free_disk_gb(self) -> int:
        """GiB of disk that no instance has claimed."""
        return self.disk_gb - self.disk_gb_used


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an instance is in `error`: an HTTP status, a text for its user, and when (UNIX seconds)."""

    code: int
    message: str
    created: float


@dataclass(frozen=True, slots=True)
class Vif:
    """A network card of an instance, which is a port in neutron. `created`: by nova, so nova deletes it."""

    port_id: str
    network_id: str
    network_name: str
    mac: str
    fixed_ips: tuple[str, ...]
    created: bool


@dataclass(frozen=True, slots=True)
class BlockDevice:
    """A volume attached to an instance: as which device, and whether it boots from it."""

    volume_id: str
    attachment_id: str
    device: str
    boot: bool


@dataclass(frozen=True, slots=True)
class Instance:
    """A server. States as nova names them: `power_state` is `nostate` or `running`, no task is `None`.

    Times are UNIX seconds. The flavor is what it was when the instance was entered, whatever becomes of it later.
    `networks`, `ports` and `volumes` are what the boot request asked for, by id; `networks` may be `(AUTO,)`, and where
    there is no image the first volume is what it boots from. `vifs` and `block_devices` are what it has got.
    """

    id: str
    name: str
    project_id: str
    user_id: str
    flavor: Flavor
    image_id: str | None
    vm_state: str
    task_state: str | None
    power_state: str
    created: float
    updated: float
    launched: float | None = None
    host: str | None = None
    availability_zone: str = "nova"
    networks: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    description: str | None = None
    tags: tuple[str, ...] = ()
    vifs: tuple[Vif, ...] = ()
    block_devices: tuple[BlockDevice, ...] = ()
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class ActionEvent:
    """A part of an action, done at one place, as `compute__do_build_and_run_instance`. Times are UNIX seconds.

    `finished` and `result` (`Success` or `Error`) are `None` as long as it goes on.
    """

    name: str
    host: str | None
    started: float
    finished: float | None = None
    result: str | None = None
    details: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What one request did to an instance: `create`, `delete`, … `message` is `Error` if it failed."""

    instance_id: str
    request_id: str
    action: str
    user_id: str | None
    project_id: str | None
    started: float
    updated: float
    message: str | None = None
    events: tuple[ActionEvent, ...] = ()
