"""What nova-compute may do wrong when it drives its hypervisor."""

from __future__ import annotations

from dataclasses import replace

from ..context import Context
from ..deployment import Seams
from ..hypervisor import Domain
from ._around import Around, around


class _GivesMoreMemory(Around):
    def define(self, ctx: Context, domain: Domain) -> None:
        self._inner.define(ctx, replace(domain, memory_mb=2 * domain.memory_mb))


def too_much_memory() -> Seams:
    """nova-compute defines the domain with twice the memory that its flavor has."""
    return Seams(hypervisor=around("nova-compute", _GivesMoreMemory))


class _NeverStarts(Around):
    def start(self, ctx: Context, domain: Domain) -> None:
        """Leaves it shut off."""


def never_started() -> Seams:
    """nova-compute defines the domain, and does not start it."""
    return Seams(hypervisor=around("nova-compute", _NeverStarts))


def driven_by_conductor() -> Seams:
    """nova-compute has nova-conductor define and start the domain."""
    return Seams(hypervisor=lambda _component, driven: driven.driven_by("nova-conductor"))


class _GivesNoVcpu(Around):
    def define(self, ctx: Context, domain: Domain) -> None:
        self._inner.define(ctx, replace(domain, vcpus=0))


def impossible_domain() -> Seams:
    """nova-compute wants a domain without a vCPU, which the hypervisor refuses."""
    return Seams(hypervisor=around("nova-compute", _GivesNoVcpu))
