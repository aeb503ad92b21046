"""Weighers: each says how good a host is; the weights are scaled to 0..1 and added up, as nova does."""

from __future__ import annotations

from typing import Protocol

from ..database import ComputeNode


class Weigher(Protocol):
    """One measure of a host; more is better."""

    multiplier: float

    def weigh(self, node: ComputeNode) -> float:
        """The host's weight before scaling."""


class FreeMemoryWeigher:
    """Spreads instances to where memory is free (nova's RAMWeigher)."""

    multiplier = 1.0

    def weigh(self, node: ComputeNode) -> float:
        """MiB that are free."""
        return float(node.free_memory_mb)


class FreeVcpusWeigher:
    """Spreads instances to where vCPUs are free (nova's CPUWeigher)."""

    multiplier = 1.0

    def weigh(self, node: ComputeNode) -> float:
        """VCPUs that are free."""
        return float(node.free_vcpus)


def weigh_all(weighers: tuple[Weigher, ...], nodes: list[ComputeNode]) -> list[tuple[float, ComputeNode]]:
    """The hosts with their weights, best first; among equals the order of their names decides."""
    totals = dict.fromkeys((node.host for node in nodes), 0.0)
    for weigher in weighers:
        raw = {node.host: weigher.weigh(node) for node in nodes}
        low, high = min(raw.values()), max(raw.values())
        for host, weight in raw.items():
            totals[host] += weigher.multiplier * ((weight - low) / (high - low) if high > low else 0.0)
    return sorted(((totals[node.host], node) for node in nodes), key=lambda pair: (-pair[0], pair[1].host))
