"""What nova-compute is asked by rpc, on the host's own queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import msgspec

from ... import http, messaging
from ...context import Context
from ...hypervisor import Watched
from ..conductor import ConductorClient
from ..database import BlockDevice, Instance
from ._build import Build
from ._images import Images
from ._launch import Launch, SchedulerClient
from ._networks import Networks
from ._parts import Parts
from ._removal import remove
from ._turns import Turns
from ._volumes import Volumes, device_at

NAME = "nova-compute"


class Compute:
    """The endpoint of topic `compute` on one host.

    :param host: the host's name, which is that of the queue.
    :param now: the time in UNIX seconds.
    :ivar build: how an instance is built.
    """

    build: type[Build] = Build

    def __init__(
        self, host: str, rpc: messaging.Client, rest: http.Client, hypervisor: Watched, now: Callable[[], float]
    ) -> None:
        self._parts = Parts(
            host,
            ConductorClient(rpc),
            SchedulerClient(rpc),
            Images(rest),
            Networks(rest, host),
            Volumes(rest, host),
            hypervisor,
            now,
        )
        self._turns = Turns()

    def run_instance(
        self,
        ctx: Context,
        *,
        instance_uuid: str,
        request_spec: Mapping[str, Any] | None = None,
        filter_properties: Mapping[str, Any] | None = None,
    ) -> None:
        """Builds an instance: steps 13 to 28.

        :param request_spec: what nova-scheduler was asked for, to ask it again.
        :param filter_properties: which hosts were tried, as nova-scheduler says it; without it no other one is.
        """
        launch = Launch(request_spec or {}, filter_properties or {})
        self._turns.take(instance_uuid, lambda: self.build(self._parts, ctx, instance_uuid, launch).run())

    def terminate_instance(self, ctx: Context, *, instance_uuid: str) -> None:
        """Takes an instance down, and gives back all that it had."""
        self._turns.take(instance_uuid, lambda: remove(self._parts, ctx, instance_uuid))

    def attach_volume(self, ctx: Context, *, instance_uuid: str, volume_id: str) -> dict[str, Any]:
        """Attaches one more volume to an instance; its block device, as a dict.

        :raises Busy: something else is being done to the instance.
        :raises Refused: cinder does not attach it; nothing of it is left.
        """
        device = self._turns.alone(instance_uuid, lambda: self._attach(ctx, instance_uuid, volume_id))
        attached: dict[str, Any] = msgspec.to_builtins(device)
        return attached

    def detach_volume(self, ctx: Context, *, instance_uuid: str, volume_id: str) -> None:
        """Detaches a volume from an instance."""
        self._turns.take(instance_uuid, lambda: self._detach(ctx, instance_uuid, volume_id))

    def _attach(self, ctx: Context, instance_id: str, volume_id: str) -> BlockDevice:
        conductor, volumes = self._parts.conductor, self._parts.volumes
        instance = conductor.instance(ctx, instance_id)
        device = volumes.attach(ctx, instance_id, volume_id, _free_place(instance), boot=False)
        try:
            volumes.complete(ctx, device)
            conductor.update(ctx, instance_id, block_devices=(*instance.block_devices, device))
        except Exception:
            volumes.detach(ctx, device.attachment_id)
            raise
        return device

    def _detach(self, ctx: Context, instance_id: str, volume_id: str) -> None:
        instance = self._parts.conductor.instance(ctx, instance_id)
        left: list[BlockDevice] = []
        for device in instance.block_devices:
            if device.volume_id == volume_id:
                self._parts.volumes.detach(ctx, device.attachment_id)
            else:
                left.append(device)
        self._parts.conductor.update(ctx, instance_id, block_devices=tuple(left))


def _free_place(instance: Instance) -> int:
    """The first place for a disk that none has; the first of all is the image's, if it was booted from one."""
    taken = {each.device for each in instance.block_devices} | ({device_at(1)} if instance.image_id else set())
    return next(place for place in count(1) if device_at(place) not in taken)
