"""Has a user go through a scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ._scenarios import Scenario, Wanted


class User(Protocol):
    """Somebody with an account on a cloud.

    What the cloud refuses, or never finishes, is no error here: the trace has it. Each may raise `TargetError` where
    the cloud cannot be reached at all.
    """

    def boot(self, name: str, wanted: Wanted) -> str | None:
        """Asks for a server, and for the volumes that it needs before; its id, or `None` if it was refused."""

    def wait(self, server: str) -> None:
        """Looks at a server until it is active or in error, or its window is over."""

    def delete(self, server: str) -> None:
        """Has a server deleted and waits until it is gone."""

    def tidy(self) -> None:
        """Deletes what else was made."""


def run(scenario: Scenario, user: User, prefix: str, observed: Callable[[], None]) -> None:
    """Goes through a scenario; whatever happens, what was made is deleted.

    :param prefix: that the names of all servers begin with.
    :param observed: called once everything has happened that the scenario is about, before anything is deleted.
    """
    servers: list[str] = []
    try:
        for number, wanted in enumerate(scenario.servers, 1):
            server = user.boot(f"{prefix}-{scenario.name}-{number}", wanted)
            servers += [server] if server is not None else []
        for server in servers:
            user.wait(server)
        observed()
    finally:
        for server in servers:
            user.delete(server)
        user.tidy()
