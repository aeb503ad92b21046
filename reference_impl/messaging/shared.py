"""What the parts of one bus have in common."""

from __future__ import annotations

from dataclasses import dataclass

from ..world import World
from .link import Links
from .telling import Teller


@dataclass(frozen=True, slots=True)
class Shared:
    """Where connections come from, who is told, and the source of ids."""

    links: Links
    teller: Teller
    world: World

    def uid(self) -> str:
        """A new id as oslo.messaging writes them: a uuid's 32 hex digits."""
        return self.world.uuid().replace("-", "")
