"""What the user has asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ._deployment import Deployment

WHERE = "--cloudflow-target"
"""Where it is said."""


class Asked(NamedTuple):
    """A target, as it was named.

    :param spec: its name and what stands behind that: `NAME:REST` or `NAME?REST`.
    :param scenarios: the names of those that are wanted; none: all.
    :param deployment: what is said of a cloud that is neither recorded nor our own.
    """

    spec: str
    scenarios: Sequence[str] = ()
    deployment: Deployment = Deployment()

    @property
    def rest(self) -> str:
        """What stands behind the name and a colon."""
        return self.spec.partition(":")[2]
