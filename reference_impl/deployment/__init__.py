"""Puts the components together: a cloud in this process, and the same cloud served on ports.

`_cloud` makes the components and ties them, `_seed` puts in what a user finds in a new cloud, `_doors` is how clients
of this process reach it, `_serving` how those of others do. `_seams` and `troubles` are for who wants it otherwise: a
component that misbehaves, or a cloud that suffers.
"""

from ..keystone import Credentials
from ._cloud import HOSTS, Cloud
from ._doors import Doors
from ._seams import Seam, Seams, Taker
from ._seed import Seed, seed
from ._serving import Served, served
from .troubles import TROUBLES

__all__ = [
    "HOSTS",
    "TROUBLES",
    "Cloud",
    "Credentials",
    "Doors",
    "Seam",
    "Seams",
    "Seed",
    "Served",
    "Taker",
    "seed",
    "served",
]
