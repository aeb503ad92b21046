"""What nova-api may do wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..deployment import Seams
from ..nova.database import Instance
from ._around import Around, around
from .validation import RemembersFlavors

_ELSEWHERE = "203.0.113.7"


def flavors_remembered() -> Seams:
    """nova-api takes the flavor from its memory, and does not look it up."""
    return Seams(database=around("nova-api", RemembersFlavors))


class _EntersAnotherFlavor(Around):
    def add_instance(self, ctx: object, by: str, instance: Instance, **more: Any) -> None:
        other = replace(instance.flavor, id="another")
        self._inner.add_instance(ctx, by, replace(instance, flavor=other), **more)


def another_flavor_entered() -> Seams:
    """nova-api enters the instance with a flavor that nobody asked for."""
    return Seams(database=around("nova-api", _EntersAnotherFlavor))


class _ShowsAnotherAddress(Around):
    def instance(self, ctx: object, by: str, instance_id: str) -> Instance:
        instance: Instance = self._inner.instance(ctx, by, instance_id)
        vifs = tuple(replace(vif, fixed_ips=(_ELSEWHERE,)) for vif in instance.vifs)
        return replace(instance, vifs=vifs)


def another_address_shown() -> Seams:
    """nova-api shows the server with an address that it has not got."""
    return Seams(database=around("nova-api", _ShowsAnotherAddress))
