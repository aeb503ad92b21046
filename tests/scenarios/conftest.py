"""A cloud taken through scenarios by the reference's own client, and judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from pytest_cloudflow.checker import judge
from pytest_cloudflow.embedded import EmbeddedCloud
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.scenarios import Scenario
from pytest_cloudflow.targets._live import Live
from pytest_cloudflow.verdicts import BootVerdict
from reference_impl.deployment import Seams

Make = Callable[..., EmbeddedCloud]


@pytest.fixture
def make() -> Iterator[Make]:
    """Makes clouds, which are closed when the test is over."""
    with ExitStack() as stack:

        def made(seed: int = 1, seams: Seams | None = None) -> EmbeddedCloud:
            cloud = EmbeddedCloud(seed_=seed, hypervisor="builtin", seams=seams, client="own")
            stack.callback(cloud.close)
            cloud.close = lambda: None  # type: ignore[method-assign]  # a trace that was read leaves its cloud
            return cloud

        yield made


def take_through(cloud: EmbeddedCloud, *scenarios: Scenario) -> list[BootVerdict]:
    """The verdicts; the cloud is still there."""
    return list(judged(cloud, *scenarios))


def judged(cloud: EmbeddedCloud, *scenarios: Scenario) -> Iterator[BootVerdict]:
    """The verdicts, one after the other."""
    return judge(Live(cloud, scenarios), load_profile("classic"))
