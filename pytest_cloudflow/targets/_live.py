"""The trace of a cloud that is being used: reading it is what makes the scenarios run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from typing import Literal, Protocol

from msgspec import UNSET

from ..errors import TargetError
from ..scenarios import Scenario, User, run
from ..trace import Event, Header, Recorder, Trace
from ..trace._trace import Tolerance


class Observed(Protocol):
    """A cloud that is observed.

    :ivar events: what was observed, and not yet taken.
    :ivar prefix: that the names of all that is made on it begin with.
    """

    header: Header
    prefix: str
    recorder: Recorder
    events: list[Event]

    def user(self) -> User:
        """Somebody with an account on it."""

    def begin(self) -> None:
        """A scenario begins."""

    def settle(self) -> None:
        """Comes back when all that was set off has happened, and so long after as the header says."""

    def take_in(self) -> None:
        """Records what has been seen since the scenario began, as far as that has not been done.

        :raises TargetError: a probe has lost what it watches.
        """

    def trouble(self, name: str) -> AbstractContextManager[None]:
        """Has it suffer something for a while, that a scenario names."""

    def close(self) -> None:
        """Leaves it."""


class Live(Trace):
    """A cloud, observed while a user goes through scenarios; the events come a scenario at a time."""

    def __init__(self, cloud: Observed, scenarios: Sequence[Scenario]) -> None:
        super().__init__(cloud.header, Tolerance(0))
        self._cloud = cloud
        self._scenarios = scenarios

    def close(self) -> None:
        """Leaves the cloud."""
        self._cloud.close()

    def _read(self) -> Iterator[list[Event]]:
        user = self._cloud.user()
        for scenario in self._scenarios:
            self._cloud.begin()
            self._mark(scenario, "begin")
            lost = self._go_through(scenario, user)
            seen = self._cloud.events[:]
            self._cloud.events.clear()
            self.finished = seen[-1].time
            yield seen
            if lost is not None:
                raise lost
        self.complete = True

    def _go_through(self, scenario: Scenario, user: User) -> TargetError | None:
        """What is wrong with the cloud; what was seen of it until then has been taken in all the same."""
        try:
            run(scenario, user, self._cloud.prefix, partial(self._over, scenario), self._cloud.trouble)
        except TargetError as error:
            return error
        return None

    def _over(self, scenario: Scenario, lost: TargetError | None) -> None:
        """Nothing is waited for where the scenario was cut short, and it has no end."""
        if lost is not None:
            with suppress(TargetError):  # what was wrong first is what is said
                self._cloud.take_in()
            return
        self._cloud.settle()
        self._cloud.take_in()
        self._mark(scenario, "end")

    def _mark(self, scenario: Scenario, phase: Literal["begin", "end"]) -> None:
        expect = scenario.expect if scenario.expect is not None else UNSET
        self._cloud.recorder.record("kit", "scenario", phase=phase, scenario=scenario.name, expect=expect)
