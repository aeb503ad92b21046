"""Hosts in trouble: disabled, full, or with a hypervisor that does nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from ...context import Context
from ...hypervisor import Domain, DriverError
from ...nova.database import ComputeNode, Flavor
from ._trouble import Trouble, instead

if TYPE_CHECKING:
    from .._cloud import Cloud

_CTX = Context("req-trouble")


@contextmanager
def _disabled(cloud: Cloud) -> Iterator[None]:
    hosts = [host for host in _hosts(cloud) if host.enabled]
    for host in hosts:
        cloud.database.enable_host(host.host, enabled=False, reason="maintenance")
    try:
        yield
    finally:
        for host in hosts:
            cloud.database.enable_host(host.host, enabled=True)


@contextmanager
def _full(cloud: Cloud) -> Iterator[None]:
    """Somebody else has all that is left of each host."""
    rest = {host.host: _rest(host) for host in _hosts(cloud)}
    for host, flavor in rest.items():
        cloud.database.claim(_CTX, "nova-conductor", host, flavor)
    try:
        yield
    finally:
        for host, flavor in rest.items():
            cloud.database.claim(_CTX, "nova-conductor", host, flavor, give_back=True)


def _rest(host: ComputeNode) -> Flavor:
    return Flavor("rest", "rest", host.free_vcpus, host.free_memory_mb, host.free_disk_gb)


@contextmanager
def _refusing(cloud: Cloud) -> Iterator[None]:
    def refuse(_name: str) -> None:
        raise DriverError("the machine has no memory left")

    with _all(cloud, "start", refuse):
        yield


@contextmanager
def _dead(cloud: Cloud) -> Iterator[None]:
    """Nobody is behind the hypervisors' sockets any more."""

    def lost(_domain: Domain | str) -> None:
        raise DriverError("the connection to the hypervisor is broken")

    with _all(cloud, "define", lost), _all(cloud, "start", lost), _all(cloud, "destroy", lost):
        yield


@contextmanager
def _all(cloud: Cloud, method: str, does: Callable[..., None]) -> Iterator[None]:
    with ExitStack() as stack:
        for watched in cloud.hypervisors.values():
            stack.enter_context(instead(watched.hypervisor, method, does))
        yield


@contextmanager
def _one_failing(cloud: Cloud) -> Iterator[None]:
    """The first hypervisor that is to start a domain does not; it is the same one from then on."""
    failing: list[str] = []

    def start_on(host: str, start: Callable[[str], None]) -> Callable[[str], None]:
        def refuse_there(name: str) -> None:
            failing.extend([host] if not failing else [])
            if host in failing:
                raise DriverError("the machine has no memory left")
            start(name)

        return refuse_there

    with ExitStack() as stack:
        for host, watched in cloud.hypervisors.items():
            driver = watched.hypervisor
            stack.enter_context(instead(driver, "start", start_on(host, driver.start)))
        yield


def _hosts(cloud: Cloud) -> list[ComputeNode]:
    return cloud.database.hosts(_CTX, "nova-conductor")


HOSTS: dict[str, Trouble] = {
    "hosts-disabled": _disabled,
    "hosts-full": _full,
    "hypervisor-refuses": _refusing,
    "hypervisor-dies": _dead,
    "one-host-fails": _one_failing,
}
"""By name, what may become of hosts."""
