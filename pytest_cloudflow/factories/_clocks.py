"""Which clock stamps an event, and by how much it is off.

Events that bear one clock were written down in the order in which they happened; of two clocks that is not known
(CONTRACT section 3, *Known order*).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Clocks(Protocol):
    """Names a clock for each component."""

    def of(self, component: str, host: str) -> tuple[str, float]:
        """The clock's name, and the seconds it is ahead of the true time.

        :param component: the one that did what is told.
        :param host: where nova-compute runs; of no use for the others.
        """


@dataclass(frozen=True)
class OneClock:
    """One recorder sees all, and never errs."""

    name: str = "recorder"

    def of(self, component: str, host: str) -> tuple[str, float]:  # noqa: ARG002 - asked of every kind of clocks
        """The same for everyone."""
        return self.name, 0.0


@dataclass(frozen=True)
class ClockEach:
    """Each component has a clock of its own, each nova-compute one of its host.

    :param skew: seconds by which a component's clock is ahead; absent means 0.
    """

    skew: Mapping[str, float] = field(default_factory=dict)

    def of(self, component: str, host: str) -> tuple[str, float]:
        """The component's own."""
        name = f"{component}.{host}" if component == "nova-compute" else component
        return name, self.skew.get(component, 0.0)


ONE_CLOCK = OneClock()
