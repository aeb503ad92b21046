"""A cloud taken through scenarios and judged."""

from collections.abc import Callable

import pytest

from pytest_cloudflow.checker import judge
from pytest_cloudflow.embedded import EmbeddedCloud
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.scenarios import Scenario, named
from pytest_cloudflow.targets._live import Live
from pytest_cloudflow.trace import Event
from pytest_cloudflow.verdicts import BootVerdict

Taken = tuple[list[BootVerdict], list[Event]]


@pytest.fixture
def take_through() -> Callable[..., Taken]:
    """Boots by the reference's own client; the verdicts, and what was observed."""

    def take(*scenarios: str | Scenario, seed: int = 1) -> Taken:
        cloud = EmbeddedCloud(seed_=seed, hypervisor="builtin", client="own")
        events: list[Event] = []
        cloud.recorder.attach(events.append)
        own = [scenario for scenario in scenarios if isinstance(scenario, Scenario)]
        with Live(cloud, own or named([str(name) for name in scenarios])) as trace:
            return list(judge(trace, load_profile("classic"))), events

    return take
