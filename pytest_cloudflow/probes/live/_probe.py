"""What every live probe is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from ...trace._events import Watched
from .._seen import Seen

Note = Callable[[str], None]
"""Takes what a person has to do by hand, in a line."""


@runtime_checkable
class Changing(Protocol):
    """A probe that changes something of the deployment as long as it observes."""

    def noting(self, note: Note) -> None:
        """Before it is opened: whom it tells how a change is undone, each time before it makes one."""


def unheard(line: str) -> None:
    """A note that nobody takes."""


class Probe(Protocol):
    """Observes a running deployment from when it is opened until it is closed."""

    @property
    def name(self) -> str:
        """As its table in `cloudflow.toml` is called: `[probes.NAME]`."""

    def about(self) -> list[str]:
        """What it watches and what it does to the deployment, a line each; without secrets, and before it is opened."""

    def open(self) -> None:
        """Begins to observe.

        :raises TargetError: what it observes cannot be reached, or does not let itself be observed.
        """

    @property
    def watched(self) -> Watched:
        """The channels that it watches and at which components (`*`: all); known once it is open."""

    def take(self) -> list[Seen]:
        """What was observed since it was last asked, in any order.

        :raises TargetError: it can observe no longer.
        """

    def close(self) -> None:
        """Leaves everything as it was found; closing what is not open does nothing."""
