"""Troubles that a cloud may be in for a while: a service is away, a host refuses, there is no room.

Each is a context: the cloud is in trouble inside, and as it was before afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from ..context import Context
from ..http.client import App
from ..hypervisor import DriverError
from ..neutron.model.errors import IpAddressGenerationFailure
from ..nova.database import ComputeNode

if TYPE_CHECKING:
    from ._cloud import Cloud

Trouble: TypeAlias = Callable[["Cloud"], AbstractContextManager[None]]


def _away(component: str) -> Trouble:
    """Nobody answers at a service's place."""

    @contextmanager
    def trouble(cloud: Cloud) -> Iterator[None]:
        app = cloud.apps.pop(component)
        try:
            yield
        finally:
            cloud.apps[component] = app

    return trouble


def _answering(component: str, status: str, body: bytes) -> Trouble:
    """A service answers whatever it is asked in the same way."""

    def broken(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    @contextmanager
    def trouble(cloud: Cloud) -> Iterator[None]:
        app: App = cloud.apps[component]
        cloud.apps[component] = broken
        try:
            yield
        finally:
            cloud.apps[component] = app

    return trouble


def _silent(component: str) -> Trouble:
    """A component takes no messages."""

    @contextmanager
    def trouble(cloud: Cloud) -> Iterator[None]:
        cloud.pause(component)
        try:
            yield
        finally:
            cloud.resume(component)

    return trouble


@contextmanager
def _hosts_disabled(cloud: Cloud) -> Iterator[None]:
    hosts = _enabled(cloud)
    for host in hosts:
        cloud.database.enable_host(host.host, enabled=False, reason="maintenance")
    try:
        yield
    finally:
        for host in hosts:
            cloud.database.enable_host(host.host, enabled=True)


@contextmanager
def _hypervisors_refusing(cloud: Cloud) -> Iterator[None]:
    def refuse(_name: str) -> None:
        raise DriverError("the machine has no memory left")

    for watched in cloud.hypervisors.values():
        vars(watched.hypervisor)["start"] = refuse
    try:
        yield
    finally:
        for watched in cloud.hypervisors.values():
            del vars(watched.hypervisor)["start"]


@contextmanager
def _no_addresses(cloud: Cloud) -> Iterator[None]:
    """Ports of somebody else have all the addresses of the project's networks."""
    taken = []
    for network in cloud.neutron.networks.all():
        while True:
            try:
                taken.append(cloud.neutron.ports.create(cloud.project_id, network.id).id)
            except IpAddressGenerationFailure:
                break
    try:
        yield
    finally:
        for port in taken:
            cloud.neutron.ports.delete(port)


@contextmanager
def _no_quota(cloud: Cloud) -> Iterator[None]:
    cloud.database.set_quota(cloud.project_id, instances=0)
    try:
        yield
    finally:
        cloud.database.delete_quota(cloud.project_id)


def _enabled(cloud: Cloud) -> list[ComputeNode]:
    return [host for host in cloud.database.hosts(Context("req-trouble"), "nova-api") if host.enabled]


TROUBLES: Mapping[str, Trouble] = MappingProxyType(
    {
        "hosts-disabled": _hosts_disabled,
        "no-quota": _no_quota,
        "no-addresses": _no_addresses,
        "hypervisor-refuses": _hypervisors_refusing,
        "glance-away": _away("glance-api"),
        "neutron-away": _away("neutron-server"),
        "cinder-away": _away("cinder-api"),
        "glance-500": _answering("glance-api", "500 Internal Server Error", b"{}"),
        "neutron-500": _answering("neutron-server", "500 Internal Server Error", b"{}"),
        "cinder-500": _answering("cinder-api", "500 Internal Server Error", b"{}"),
        "scheduler-silent": _silent("nova-scheduler"),
        "compute-silent": _silent("nova-compute"),
        "conductor-silent": _silent("nova-conductor"),
    }
)
"""By name, what a cloud can be made to suffer."""
