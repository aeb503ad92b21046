"""The target that a run of pytest is configured for, for tests that want to take it through scenarios themselves."""

from __future__ import annotations

import pytest

from ._settings import read_settings
from .checker import judge
from .profiles import load_profile
from .targets import find_target
from .verdicts import BootVerdict


class Configured:
    """What is configured; nothing is touched before `run`.

    :raises CloudflowError: an option or a file is wrong.

    :ivar target: as the user called it, without secrets.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._settings = read_settings(config)
        self.target = find_target(self._settings.target, self._settings.scenario, self._settings.deployment).name

    def run(self, *scenarios: str) -> list[BootVerdict]:
        """Takes the target through scenarios, or without names through those that are configured; the boots, judged.

        :raises CloudflowError: there is no such scenario, or the target cannot be used.
        """
        settings = self._settings
        target = find_target(settings.target, scenarios or settings.scenario, settings.deployment)
        with target.open(tolerate=settings.tolerate, timeout=settings.timeout) as trace:
            return list(judge(trace, load_profile(settings.profile or trace.header.profile)))
