"""What a user finds in a new cloud: flavors, an image, networks."""

from __future__ import annotations

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
IMAGE = "cirros"
NETWORKS = {"private": "10.0.0.0/24", "backend": "10.0.1.0/24"}
_IMAGE_SIZE = 16 * 1024


@dataclass(frozen=True, slots=True)
class Seed:
    """Ids of what was put in: an image with data, the smallest flavor, and networks with a subnet each."""

    image: str
    flavor: str
    networks: tuple[str, ...]


def seed(cloud: Cloud) -> Seed:
    """Puts the usual things into a cloud, as its user's project would have them."""
    for flavor in FLAVORS:
        cloud.database.add_flavor(flavor)
    data = cloud.world.random.randbytes(_IMAGE_SIZE)
    image = cloud.add_image(IMAGE, data)
    networks = tuple(cloud.add_network(name, cidr) for name, cidr in NETWORKS.items())
    return Seed(image, FLAVORS[0].id, networks)
