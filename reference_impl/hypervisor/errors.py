"""What a hypervisor does not do, and why."""

from __future__ import annotations


class DriverError(Exception):
    """The hypervisor did not do what it was asked for, or cannot be reached.

    :ivar kind: the driver's own name for it, as `libvirtError`.
    """

    kind = "DriverError"

    def __init__(self, message: str, kind: str | None = None) -> None:
        super().__init__(message)
        self.kind = kind or type(self).__name__


class NoSuchDomain(DriverError):
    """It knows no domain of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the hypervisor has no domain {name}")


class DomainExists(DriverError):
    """Another domain has that name or uuid."""

    def __init__(self, name: str, uuid: str) -> None:
        super().__init__(f"domain {name} ({uuid}) cannot be defined: its name or uuid is taken")


class ImpossibleDomain(DriverError):
    """No domain can be of that size."""

    def __init__(self, name: str, vcpus: int, memory_mb: int) -> None:
        super().__init__(f"domain {name} cannot have {vcpus} vCPUs and {memory_mb} MiB of memory")
