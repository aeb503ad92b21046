"""Filters: each says of a host whether an instance of a flavor may go there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from ..database import ComputeNode, Flavor


class Filter(Protocol):
    """One condition."""

    def passes(self, node: ComputeNode, flavor: Flavor) -> bool:
        """Whether the host meets it."""


class EnabledFilter:
    """The host takes instances at all (nova's ComputeFilter)."""

    def passes(self, node: ComputeNode, flavor: Flavor) -> bool:  # noqa: ARG002  # whatever their size
        """Whether nobody has disabled it."""
        return node.enabled


class RetryFilter:
    """It has not been tried for this instance before."""

    def __init__(self, tried: Iterable[str]) -> None:
        self._tried = frozenset(tried)

    def passes(self, node: ComputeNode, flavor: Flavor) -> bool:  # noqa: ARG002  # whatever their size
        """Whether it is a host that nobody has tried."""
        return node.host not in self._tried


class VcpuFilter:
    """Enough vCPUs are free."""

    def passes(self, node: ComputeNode, flavor: Flavor) -> bool:
        """Whether the flavor's vCPUs fit."""
        return node.free_vcpus >= flavor.vcpus


class MemoryFilter:
    """Enough memory is free."""

    def passes(self, node: ComputeNode, flavor: Flavor) -> bool:
        """Whether the flavor's memory fits."""
        return node.free_memory_mb >= flavor.memory_mb


class DiskFilter:
    """Enough disk is free."""

    def passes(self, node: ComputeNode, flavor: Flavor) -> bool:
        """Whether the flavor's disk fits."""
        return node.free_disk_gb >= flavor.disk_gb
