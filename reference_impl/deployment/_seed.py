"""What a user finds in a new cloud: flavors, an image, networks; and what another project has in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..nova.database import Flavor

if TYPE_CHECKING:
    from ._cloud import Cloud

FLAVORS = (
    Flavor("1", "m1.tiny", 1, 512, 1),
    Flavor("2", "m1.small", 1, 2048, 20),
    Flavor("3", "m1.medium", 2, 4096, 40),
)
"""As nova came with them for years."""
HUGE = Flavor("9", "m1.huge", 64, 131_072, 2_000)
"""Larger than any host of a cloud of which nobody says what hosts it has."""
IMAGE = "cirros"
NETWORKS = {"private": "10.0.0.0/24", "backend": "10.0.1.0/24"}
_IMAGE_SIZE = 16 * 1024


@dataclass(frozen=True, slots=True)
class Seed:
    """Ids of what was put in: an image with data, the smallest flavor, and networks with a subnet each.

    `foreign` is what another project has, and the user may not use: an `image`, a `network` and a `volume`.
    """

    image: str
    flavor: str
    networks: tuple[str, ...]
    huge_flavor: str
    foreign: Mapping[str, str]


def seed(cloud: Cloud) -> Seed:
    """Puts the usual things into a cloud, as its user's project would have them."""
    for flavor in (*FLAVORS, HUGE):
        cloud.database.add_flavor(flavor)
    data = cloud.world.random.randbytes(_IMAGE_SIZE)
    image = cloud.add_image(IMAGE, data)
    networks = tuple(cloud.add_network(name, cidr) for name, cidr in NETWORKS.items())
    return Seed(image, FLAVORS[0].id, networks, HUGE.id, _foreign(cloud, data))


def _foreign(cloud: Cloud, data: bytes) -> dict[str, str]:
    """What a user of another project would have put in."""
    project, owner = cloud.add_account("other", "other", "member")
    volume = cloud.cinder.volumes.create(project, owner.username, 1, name="others")
    return {
        "image": cloud.add_image("others", data, project),
        "network": cloud.add_network("others", "10.0.2.0/24", project),
        "volume": volume.id,
    }
