"""What a compute works with: handed to whatever it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...hypervisor import Watched
from ..conductor import ConductorClient
from ._images import Images
from ._launch import SchedulerClient
from ._networks import Networks
from ._volumes import Volumes


@dataclass(frozen=True, slots=True)
class Parts:
    """The host's name, whom it asks, what runs its domains, and the time (UNIX seconds)."""

    host: str
    conductor: ConductorClient
    scheduler: SchedulerClient
    images: Images
    networks: Networks
    volumes: Volumes
    hypervisor: Watched
    now: Callable[[], float]
