"""A cloud in which nothing is left for the user: of what the project may have, of addresses, of its volumes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ...neutron.model.errors import IpAddressGenerationFailure
from ._trouble import Trouble, instead

if TYPE_CHECKING:
    from .._cloud import Cloud

_SOMEBODY = "00000000-0000-4000-8000-00000000000e"
"""The id of a server of somebody else."""


@contextmanager
def _no_quota(cloud: Cloud) -> Iterator[None]:
    cloud.database.set_quota(cloud.project_id, instances=0)
    try:
        yield
    finally:
        cloud.database.delete_quota(cloud.project_id)


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
def _volume_in_use(cloud: Cloud) -> Iterator[None]:
    """Another server has the project's volumes."""
    with _given_back(cloud, _taken(cloud)):
        yield


@contextmanager
def _volume_taken(cloud: Cloud) -> Iterator[None]:
    """Another server gets the project's volumes just before they are attached."""
    taken: dict[str, str] = {}
    reserve = cloud.cinder.volumes.reserve

    def too_late(volume_id: str, *args: Any, **more: Any) -> Any:
        if volume_id not in taken:
            taken[volume_id] = reserve(volume_id, _SOMEBODY).id
        return reserve(volume_id, *args, **more)

    with _given_back(cloud, taken.values()), instead(cloud.cinder.volumes, "reserve", too_late):
        yield


def _taken(cloud: Cloud) -> list[str]:
    volumes = cloud.cinder.volumes
    mine = [volume for volume in volumes.all() if volume.project_id == cloud.project_id]
    return [volumes.reserve(volume.id, _SOMEBODY).id for volume in mine]


@contextmanager
def _given_back(cloud: Cloud, attachments: Iterable[str]) -> Iterator[None]:
    try:
        yield
    finally:
        for each in attachments:
            cloud.cinder.volumes.detach(each)


CONTENTS: dict[str, Trouble] = {
    "no-quota": _no_quota,
    "no-addresses": _no_addresses,
    "volume-in-use": _volume_in_use,
    "volume-taken": _volume_taken,
}
"""By name, what may not be left."""
