"""What the tables hold, as values."""

from __future__ import annotations

from dataclasses import dataclass


class NotFound(LookupError):
    """There is no such row. Its text names the table and the id."""


@dataclass(frozen=True, slots=True)
class Flavor:
    """A size that an instance may have: `memory_mb` in MiB, `disk_gb` in GiB."""

    id: str
    name: str
    vcpus: int
    memory_mb: int
    disk_gb: int


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
class Instance:
    """A server. States as nova names them: `power_state` is `nostate` or `running`, no task is `None`.

    `networks`, `ports` and `volumes` are what the boot request asked for, by id.
    """

    id: str
    name: str
    project_id: str
    user_id: str
    flavor_id: str
    image_id: str | None
    vm_state: str
    task_state: str | None
    power_state: str
    created: float
    host: str | None = None
    networks: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    fault: str | None = None
