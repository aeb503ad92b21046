"""However the messages fall, and whatever is built at the same time: each boot comes out as its scenario says.

The scenarios are those of `benchmarks.seeds`, which tries as many seeds as one has time for; a seed replays its run.
"""

from __future__ import annotations

import pytest

from benchmarks.seeds import AT_ONCE, CROWDS, EVERYTHING, MIXED, wrong
from pytest_cloudflow.scenarios import SCENARIOS

from ._counts import counts
from .conftest import take_through

SEEDS = 20
EACH_SEED_TAKES = 4
"""One scenario of so many, so that each is gone through under a quarter of the seeds."""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_each_boot_comes_out_as_its_scenario_says_and_nothing_is_left(make, seed):
    cloud = make(seed=seed)
    before = counts(cloud)
    scenarios = EVERYTHING[seed % EACH_SEED_TAKES :: EACH_SEED_TAKES]
    boots = take_through(cloud, *scenarios)
    assert [f"{boot.scenario}: {clause}" for boot in boots for clause in wrong(boot)] == []
    assert {boot.scenario for boot in boots} == {scenario.name for scenario in scenarios}
    assert counts(cloud) == before


def test_what_fails_for_one_fails_for_several_at_once_and_all_kinds_are_mixed():
    assert {each.name for each in SCENARIOS} <= {each.name for each in EVERYTHING}
    assert {len(each.servers) for each in CROWDS} == {AT_ONCE}
    assert {len(set(each.servers)) for each in MIXED} == {4}


def test_the_same_seed_gives_the_same_run(make):
    def run(seed):
        cloud, told = make(seed=seed), []
        cloud.recorder.attach(told.append)
        take_through(cloud, *MIXED)
        return [(e.channel, e.kind, e.source, e.exchange, e.message_id, e.instance_id) for e in told]

    assert run(7) == run(7)
    assert run(7) != run(8)
