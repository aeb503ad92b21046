"""What servers are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

NOWHERE = "00000000-0000-4000-8000-000000000000"
"""An id that nothing has."""


class Resources(Protocol):
    """Ids of an image, a flavor, and networks: as many as the scenarios want; and of what is to be refused."""

    @property
    def image(self) -> str:
        """An image with data."""

    @property
    def flavor(self) -> str:
        """A flavor that some host has room for."""

    @property
    def networks(self) -> Sequence[str]:
        """Networks that give addresses."""

    @property
    def huge_flavor(self) -> str | None:
        """A flavor that no host has room for, if one is known."""

    @property
    def foreign(self) -> Mapping[str, str]:
        """By `image`, `network` and `volume` what another project has of these, as far as it is known."""
