"""Has a user go through a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Protocol

from ..errors import TargetError
from ._model import Scenario, Wanted


class User(Protocol):
    """Somebody with an account on a cloud.

    What the cloud refuses of a boot, or never finishes, is no error here: the trace has it. Each may raise
    `TargetError` where the cloud cannot be used: it is not reached, nobody is let in, something stays that was made.
    """

    def log_in(self) -> None:
        """Gets a token anew, which is shown with all that follows."""

    def make_volumes(self, name: str, wanted: Wanted) -> list[str]:
        """Makes the volumes that a server is to have; their ids."""

    def boot(self, name: str, wanted: Wanted, volumes: Sequence[str]) -> str | None:
        """Asks for a server; its id, or `None` if it was refused."""

    def wait(self, server: str) -> None:
        """Looks at a server until it is active or in error, or its window is over."""

    def delete(self, server: str) -> None:
        """Has a server deleted and waits until it is gone."""

    def tidy(self) -> None:
        """Deletes what else was made."""


def run(
    scenario: Scenario,
    user: User,
    prefix: str,
    observed: Callable[[], None],
    trouble: Callable[[str], AbstractContextManager[None]],
) -> None:
    """Goes through a scenario; whatever happens, what was made is deleted.

    :param prefix: that the names of all servers begin with.
    :param observed: called once everything has happened that the scenario is about, before anything is deleted.
    :param trouble: has the cloud suffer something, by its name, and ends that.
    """
    names = [f"{prefix}-{scenario.name}-{number}" for number in range(1, len(scenario.servers) + 1)]
    servers: list[str] = []
    try:
        if any(each.token == "own" for each in scenario.servers):
            user.log_in()
        asked = [
            (name, each, user.make_volumes(name, each)) for name, each in zip(names, scenario.servers, strict=True)
        ]
        with trouble(scenario.trouble) if scenario.trouble is not None else nullcontext():
            for name, wanted, volumes in asked:
                server = user.boot(name, wanted, volumes)
                if server is not None and wanted.deleted:
                    user.delete(server)
                elif server is not None:
                    servers.append(server)
            for server in servers:
                user.wait(server)
            observed()
    finally:
        _all([*(partial(user.delete, server) for server in servers), user.tidy])


def _all(acts: Iterable[Callable[[], None]]) -> None:
    """Does all of them, whatever comes of one; then the first error is raised."""
    errors = []
    for act in acts:
        try:
            act()
        except TargetError as error:
            errors.append(error)
    if errors:
        raise errors[0]
