"""What nova-compute may leave out when it builds, and when a build fails."""

from __future__ import annotations

from typing import Any

from ..deployment import Seam, Seams
from ..nova.compute import Build
from ..nova.database import BlockDevice, Instance, Vif


def builds(kind: type[Build]) -> Seam[Any]:
    """Has every nova-compute build in another way."""

    def seam(component: str, endpoint: Any) -> Any:
        if component == "nova-compute":
            endpoint.build = kind
        return endpoint

    return seam


class _ForgetsVolumes(Build):
    def _volumes(self, _instance: Instance) -> tuple[BlockDevice, ...]:
        return ()


def volumes_forgotten() -> Seams:
    """nova-compute attaches none of the volumes that were asked for."""
    return Seams(endpoint=builds(_ForgetsVolumes))


class _KeepsPorts(Build):
    def _noted(self, vif: Vif) -> Vif:
        return vif


def ports_kept() -> Seams:
    """nova-compute does not give the ports back when a build fails."""
    return Seams(endpoint=builds(_KeepsPorts))


class _SaysNoError(Build):
    def _enter(self, task: str | None, **more: Any) -> None:
        if more.get("vm_state") != "error":
            super()._enter(task, **more)


def error_unsaid() -> Seams:
    """nova-compute gives everything back when a build fails, and says nothing of it."""
    return Seams(endpoint=builds(_SaysNoError))


class _SaysActive(Build):
    def _enter(self, task: str | None, **more: Any) -> None:
        if more.get("vm_state") == "error":
            more = {**more, "vm_state": "active", "power_state": "running", "fault": None}
        super()._enter(task, **more)


def active_in_spite() -> Seams:
    """nova-compute says that the instance is active when its build has failed."""
    return Seams(endpoint=builds(_SaysActive))


class _ForgetsNetworks(Build):
    def _networks(self, _instance: Instance) -> tuple[Vif, ...]:
        return ()


def networks_forgotten() -> Seams:
    """nova-compute asks for a port on none of the networks that were asked for."""
    return Seams(endpoint=builds(_ForgetsNetworks))
