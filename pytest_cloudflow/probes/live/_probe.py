"""What every live probe is."""

from __future__ import annotations

from typing import Protocol

from ...trace._events import Watched
from .._seen import Seen


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
