"""What nova-compute may do before its time: steps 19, 22, 25 and 28."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..deployment import Seams
from ..http import Response
from ..nova.compute import Build
from ..nova.compute._build import domain_of
from ..nova.database import BlockDevice, Instance, Vif
from ._around import keeping
from ._rest import FOR_A_PORT, FOR_AN_ATTACHMENT, Asks, another_way
from .builds import builds


class _FetchesFirst(Build):
    databases: list[Any]

    def run(self) -> None:
        instance = next(each for each in self.databases[0].instances() if each.id == self._id)
        super()._image(instance)
        super().run()

    def _image(self, _instance: Instance) -> None:
        """Is there already."""


def image_fetched_first() -> Seams:
    """nova-compute fetches the image that it expects the instance to have, before it has asked nova-conductor."""
    databases: list[Any] = []
    first = type("_", (_FetchesFirst,), {"databases": databases})
    return Seams(database=keeping(databases), endpoint=builds(first))


def _meanwhile(kind: type[Build], asks: Asks) -> Seams:
    """Such a build does what it has put off while it waits for the answer to a request."""
    put_off: list[Callable[[], None]] = []

    def way(rest: Any, *asked: Any, **more: Any) -> Response:
        out = rest.ask(*asked, **more)
        while put_off:
            put_off.pop()()
        answer: Response = out.answer()
        return answer

    waiting = type("_", (kind,), {"put_off": put_off})
    return Seams(rest=another_way("nova-compute", asks, way), endpoint=builds(waiting))


class _AsksForThePortFirst(Build):
    put_off: list[Callable[[], None]]

    def _image(self, instance: Instance) -> None:
        self.put_off.append(partial(self._fetch, instance))

    def _fetch(self, instance: Instance) -> None:
        super()._image(instance)
        super()._enter("networking")

    def _enter(self, task: str | None, **more: Any) -> None:
        if task != "networking":
            super()._enter(task, **more)


def port_asked_for_first() -> Seams:
    """nova-compute asks for the port, and fetches the image while it waits."""
    return _meanwhile(_AsksForThePortFirst, FOR_A_PORT)


class _AttachesFirst(Build):
    put_off: list[Callable[[], None]]

    def _networks(self, instance: Instance) -> tuple[Vif, ...]:
        self.put_off.append(partial(self._connect, instance))
        return ()

    def _connect(self, instance: Instance) -> None:
        super()._enter("block_device_mapping", vifs=super()._networks(instance))

    def _enter(self, task: str | None, **more: Any) -> None:
        if task != "block_device_mapping":
            super()._enter(task, **more)

    def _spawn(self, instance: Instance, _vifs: tuple[Vif, ...], devices: tuple[BlockDevice, ...]) -> None:
        super()._spawn(instance, tuple(self._vifs), devices)


def volume_attached_first() -> Seams:
    """nova-compute asks for the volume to be attached, and for its ports while it waits."""
    return _meanwhile(_AttachesFirst, FOR_AN_ATTACHMENT)


class _DefinesFirst(Build):
    def _networks(self, instance: Instance) -> tuple[Vif, ...]:
        self._parts.hypervisor.define(self._ctx, domain_of(instance, (), ()))
        return super()._networks(instance)

    def _spawn(self, instance: Instance, vifs: tuple[Vif, ...], devices: tuple[BlockDevice, ...]) -> None:
        self._parts.hypervisor.start(self._ctx, domain_of(instance, vifs, devices))


def defined_first() -> Seams:
    """nova-compute defines the domain before it has its ports."""
    return Seams(endpoint=builds(_DefinesFirst))
