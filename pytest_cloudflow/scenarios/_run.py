"""Has a user go through a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from types import TracebackType
from typing import Protocol

from ..errors import TargetError
from ._model import Scenario, Wanted

Asked = tuple[str, Wanted, Sequence[str]]
"""A server's name, what it is to be, and the volumes that were made for it."""


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
    over: Callable[[TargetError | None], None],
    trouble: Callable[[str], AbstractContextManager[None]],
) -> None:
    """Goes through a scenario; whatever happens, what was made is deleted.

    :param prefix: that the names of all servers begin with.
    :param over: called once, before anything is deleted: with nothing when all has been done that the scenario is
        about, or with what has cut it short.
    :param trouble: has the cloud suffer something, by its name, and ends that.
    """
    servers: list[str] = []
    suffering = nullcontext() if scenario.trouble is None else trouble(scenario.trouble)
    try:
        with _telling(over) as told:
            asked = _prepare(scenario, user, prefix)
            with suffering, told:
                _boot(user, asked, servers)
    finally:
        _all([*(partial(user.delete, server) for server in servers), user.tidy])


def _telling(over: Callable[[TargetError | None], None]) -> ExitStack:
    """Two blocks, one in the other: whichever ends first tells how it ended, and then the other does not."""

    def tell(_kind: type[BaseException] | None, error: BaseException | None, _at: TracebackType | None) -> None:
        if error is None or isinstance(error, TargetError):
            over(error)

    stack = ExitStack()
    stack.push(tell)
    return stack


def _prepare(scenario: Scenario, user: User, prefix: str) -> list[Asked]:
    """Gets a token, and makes the volumes: before the trouble begins."""
    if any(each.token == "own" for each in scenario.servers):
        user.log_in()
    names = [f"{prefix}-{scenario.name}-{number}" for number in range(1, len(scenario.servers) + 1)]
    return [(name, each, user.make_volumes(name, each)) for name, each in zip(names, scenario.servers, strict=True)]


def _boot(user: User, asked: Iterable[Asked], servers: list[str]) -> None:
    """Asks for all servers, and then waits for them.

    :param servers: gets those that are to be deleted, each at once: what follows may fail.
    """
    for name, wanted, volumes in asked:
        server = user.boot(name, wanted, volumes)
        if server is not None and wanted.deleted:
            user.delete(server)
        elif server is not None:
            servers.append(server)
    for server in servers:
        user.wait(server)


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
