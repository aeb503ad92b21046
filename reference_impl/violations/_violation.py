"""What a violation is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..deployment import Seams


class NoSuchViolation(LookupError):
    """There is none of that name."""


@dataclass(frozen=True, slots=True)
class Violation:
    """What is done wrong, and which clause of which scenario fails for it, and why.

    :param seams: makes what a cloud is built with; new for each cloud, for some remember things.
    """

    name: str
    scenario: str
    clause: str
    reason: str
    seams: Callable[[], Seams]

    @property
    def title(self) -> str:
        """What is done wrong, in a sentence."""
        return (self.seams.__doc__ or "").strip()
