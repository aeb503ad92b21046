"""The way of an instance from the queue to running: steps 13 to 28, in this order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from ... import http
from ...context import Context
from ...hypervisor import Disk, Domain, Interface
from ...messaging import MessagingError, RemoteError
from ..database import AUTO, BlockDevice, Fault, Instance, Vif
from ._launch import Launch, is_of_the_host
from ._parts import Parts
from ._taken import Taken

EVENT = "compute__do_build_and_run_instance"
ONLY_HERE = Launch()
NOTHING: frozenset[str] = frozenset()
_BROKEN = (500, 502, 504)
"""With 503 a service says that it has done nothing."""
_GONE = ("NotFound", "UnexpectedState")
_log = logging.getLogger(__name__)


class Abandoned(Exception):
    """Somebody else has taken the instance on (a user deletes it, say): it is not built any further."""


class NoAddress(Exception):
    """A port came without an address."""


class Build:
    """One build. Should it fail, what it had taken is given back; another host gets it then, or it is in error."""

    def __init__(self, parts: Parts, ctx: Context, instance_id: str, launch: Launch = ONLY_HERE) -> None:
        self._parts = parts
        self._ctx = ctx
        self._id = instance_id
        self._launch = launch
        self._task: str | None = "scheduling"
        self._taken = Taken()
        self._vifs: list[Vif] = []
        self._devices: list[BlockDevice] = []

    def run(self) -> None:
        """Builds the instance.

        :raises MessagingError: nova-conductor does not answer: nothing more can be said of the instance.
        """
        conductor = self._parts.conductor
        try:
            instance = conductor.instance(self._ctx, self._id)  # 14-18
        except RemoteError as error:
            if error.class_name not in _GONE:
                self._fail(error, NOTHING)
                return
            _log.info("instance %s is gone before it was built", self._id)
            return
        conductor.event_start(self._ctx, self._id, EVENT, self._parts.host)
        try:
            self._steps(instance)
        except Abandoned as gone:
            _log.info("instance %s is not built any further: %s", self._id, gone)
            self._taken.give_back()
        except Exception as error:  # noqa: BLE001 -- whatever it is, what was taken is given back
            _log.warning("instance %s cannot be built: %s", self._id, error)
            self._give_up(error)
        else:
            conductor.event_finish(self._ctx, self._id, EVENT)

    def _steps(self, instance: Instance) -> None:
        self._enter(None)
        self._claim(instance)
        self._image(instance)  # 19-21
        self._enter("networking")
        vifs = self._networks(instance)  # 22-24
        self._enter("block_device_mapping", vifs=vifs)
        devices = self._volumes(instance)  # 25-27
        self._enter("spawning", block_devices=devices)
        self._spawn(instance, vifs, devices)  # 28
        self._enter(None, vm_state="active", power_state="running", launched=self._parts.now())

    def _enter(self, task: str | None, **more: Any) -> None:
        """The instance's next state, provided that it is in the one before."""
        try:
            self._parts.conductor.update(
                self._ctx, self._id, expect={"task_state": self._task}, task_state=task, **more
            )
        except RemoteError as error:
            if error.class_name in _GONE:
                raise Abandoned(error.message) from error
            raise
        self._task = task

    def _claim(self, instance: Instance) -> None:
        conductor, host = self._parts.conductor, self._parts.host
        conductor.claim(self._ctx, instance, host)
        self._taken.note(f"its share of host {host}", lambda: conductor.give_back(self._ctx, instance, host))

    def _image(self, instance: Instance) -> None:
        if instance.image_id is not None:
            self._parts.images.fetch(self._ctx, instance.image_id)

    def _networks(self, instance: Instance) -> tuple[Vif, ...]:
        given = [self._given_port(port) for port in instance.ports]
        return (*given, *(self._port_on(instance, network) for network in instance.networks))

    def _given_port(self, port_id: str) -> Vif:
        networks = self._parts.networks
        vif = self._noted(networks.bind_port(self._ctx, self._id, port_id))
        return replace(vif, network_name=networks.name(self._ctx, vif.network_id))

    def _port_on(self, instance: Instance, wanted: str) -> Vif:
        networks = self._parts.networks
        network_id = networks.choose(self._ctx) if wanted == AUTO else wanted
        clear = partial(networks.clear, self._ctx, instance.id, instance.ports)
        with self._in_doubt("what ports it may have", clear):
            vif = networks.create_port(self._ctx, self._id, network_id)
        return replace(self._noted(vif), network_name=networks.name(self._ctx, network_id))

    def _noted(self, vif: Vif) -> Vif:
        """A port that the instance has; it is of no use without an address."""
        self._vifs.append(vif)
        self._taken.note(f"port {vif.port_id}", lambda: self._parts.networks.release(self._ctx, vif))
        if not vif.fixed_ips:
            raise NoAddress(f"port {vif.port_id} on network {vif.network_id} has no address: has it a subnet?")
        return vif

    def _volumes(self, instance: Instance) -> tuple[BlockDevice, ...]:
        root = 0 if instance.image_id is None else 1
        return tuple(
            self._volume(volume, place + root, boot=place + root == 1)
            for place, volume in enumerate(instance.volumes, 1)
        )

    def _volume(self, volume_id: str, place: int, *, boot: bool) -> BlockDevice:
        volumes = self._parts.volumes
        with self._in_doubt("what attachments it may have", lambda: volumes.clear(self._ctx, self._id)):
            device = volumes.attach(self._ctx, self._id, volume_id, place, boot=boot)
        self._devices.append(device)
        attachment = device.attachment_id
        self._taken.note(f"the attachment of volume {volume_id}", lambda: volumes.detach(self._ctx, attachment))
        volumes.complete(self._ctx, device)
        return device

    @contextmanager
    def _in_doubt(self, what: str, clear: Callable[[], None]) -> Iterator[None]:
        """A service that gives no answer, none that can be read, or breaks, may have done what it was asked for."""
        try:
            yield
        except (http.HttpError, http.Refused) as error:
            if not isinstance(error, http.Refused) or error.status in _BROKEN:
                self._taken.note(what, clear)
            raise

    def _spawn(self, instance: Instance, vifs: tuple[Vif, ...], devices: tuple[BlockDevice, ...]) -> None:
        hypervisor, domain = self._parts.hypervisor, domain_of(instance, vifs, devices)
        hypervisor.define(self._ctx, domain)
        self._taken.note(f"domain {domain.name}", lambda: hypervisor.destroy(self._ctx, domain))
        hypervisor.start(self._ctx, domain)

    def _give_up(self, error: Exception) -> None:
        """Gives everything back. Another host may do what this one does not; else the instance is in error."""
        kept = frozenset(self._taken.give_back())
        elsewhere = not kept and not self._launch.is_last and is_of_the_host(error)
        if not elsewhere:
            self._fail(error, kept)
        self._parts.conductor.event_finish(self._ctx, self._id, EVENT, type(error).__name__)
        if elsewhere:
            self._go_elsewhere()

    def _go_elsewhere(self) -> None:
        """Asks nova-scheduler again, which knows what hosts were tried; steps 8 to 28 begin anew."""
        try:
            self._enter("scheduling", power_state="nostate", host=None, vifs=(), block_devices=())
            self._parts.scheduler.run_instance(self._ctx, self._id, self._launch)
        except Abandoned as gone:
            _log.info("instance %s is somebody else's: %s", self._id, gone)
        except MessagingError as error:
            _log.warning("instance %s goes to no other host: %s", self._id, error)
            self._fail(error, NOTHING)

    def _fail(self, error: Exception, kept: frozenset[str]) -> None:
        """Says why in the instance's fault. What is kept stays with the instance."""
        fault = Fault(500, f"Build of instance {self._id} aborted: {error}", self._parts.now())
        vifs = tuple(vif for vif in self._vifs if f"port {vif.port_id}" in kept)
        devices = tuple(each for each in self._devices if f"the attachment of volume {each.volume_id}" in kept)
        host = self._parts.host if kept else None
        left = {"power_state": "nostate", "host": host, "vifs": vifs, "block_devices": devices}
        try:
            self._enter(None, vm_state="error", fault=fault, **left)
        except Abandoned as gone:
            _log.info("instance %s is somebody else's: %s", self._id, gone)


def domain_of(instance: Instance, vifs: tuple[Vif, ...], devices: tuple[BlockDevice, ...]) -> Domain:
    """What the hypervisor is given: the driver data of step 28."""
    root = () if instance.image_id is None else (Disk("/dev/vda", f"image {instance.image_id}"),)
    disks = (*root, *(Disk(each.device, f"volume {each.volume_id}") for each in devices))
    interfaces = tuple(Interface(vif.mac) for vif in vifs)
    flavor = instance.flavor
    return Domain(domain_name(instance.id), instance.id, flavor.vcpus, flavor.memory_mb, disks, interfaces)


def domain_name(instance_id: str) -> str:
    """What an instance's domain is called."""
    return f"instance-{instance_id}"
