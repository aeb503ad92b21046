"""The scenarios and the failures as factories: each comes out as its trait says."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from factory.random import reseed_random

from pytest_cloudflow.checker import judge
from pytest_cloudflow.factories import Boot, Stop
from pytest_cloudflow.factories.boots import OUTCOMES, BootFactory, TraceFactory
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.scenarios import SCENARIOS
from pytest_cloudflow.verdicts import BootVerdict

CLASSIC = load_profile("classic")
SHAPES = {
    "image": {},
    "image-volume": {"image_volume": True},
    "two-networks-two-volumes": {"two_networks_two_volumes": True},
    "volume-boot": {"volume_boot": True},
}


def judged(**said: Any) -> BootVerdict:
    [boot] = judge(TraceFactory(**said), CLASSIC)
    return boot


def failed(boot: BootVerdict) -> list[tuple[str, str | None]]:
    return [(clause.id, clause.reason) for clause in boot.clauses if clause.verdict == "fail"]


@pytest.mark.parametrize(("scenario", "said"), SHAPES.items())
def test_a_shape_conforms_and_bears_its_scenario(scenario: str, said: dict[str, bool]) -> None:
    boot = judged(**said)
    assert (boot.scenario, boot.verdict) == (scenario, "pass")


@pytest.mark.parametrize(("scenario", "said"), SHAPES.items())
def test_a_shape_is_what_the_scenario_asks_for(scenario: str, said: dict[str, bool]) -> None:
    [wanted] = next(each.servers for each in SCENARIOS if each.name == scenario)
    boot = BootFactory(**said)
    assert (boot.image, boot.networks, boot.volumes) == (wanted.from_image, wanted.networks, wanted.volumes)


def test_every_stop_has_a_trait_and_an_outcome() -> None:
    assert set(OUTCOMES) == set(get_args(Stop))


@pytest.mark.parametrize("stop", OUTCOMES)
def test_a_failure_is_charged_as_its_outcome_says(stop: str) -> None:
    boot = judged(**{stop: True})
    assert failed(boot) == [OUTCOMES[stop]]
    assert boot.scenario == stop.replace("_", "-")


@pytest.mark.parametrize("shape", ["image_volume", "two_networks_two_volumes", "volume_boot"])
@pytest.mark.parametrize("stop", ["no_valid_host", "network_refused", "volume_refused", "driver"])
def test_a_failure_is_the_same_in_every_shape(shape: str, stop: str) -> None:
    assert failed(judged(**{shape: True, stop: True})) == [OUTCOMES[stop]]


@pytest.mark.parametrize("stop", OUTCOMES)
def test_an_expected_failure_is_no_failure(stop: str) -> None:
    boot = judged(**{stop: True, "expected": True})
    assert [clause.id for clause in boot.clauses if clause.verdict == "fail" and not clause.expected] == []
    assert [clause.id for clause in boot.clauses if clause.expected] == [OUTCOMES[stop].clause]


def test_what_is_kept_is_not_released() -> None:
    assert failed(judged(driver=True, kept=True)) == [("CF-28", "rejected"), ("CF-RELEASE", "missing")]


def test_what_is_endless_does_not_end() -> None:
    assert failed(judged(driver=True, endless=True)) == [("CF-28", "rejected"), ("CF-END", "missing")]


def test_a_second_attempt_may_be_good() -> None:
    boot = judged(rescheduled=True)
    assert (boot.verdict, [attempt.host for attempt in boot.attempts]) == ("pass", ["h2"])


@pytest.mark.parametrize("said", [{"auto_network": True}, {"no_network": True}])
def test_a_boot_may_leave_its_network_open(said: dict[str, bool]) -> None:
    assert judged(**said).verdict == "pass"


def test_a_boot_takes_all_that_a_boot_has() -> None:
    assert BootFactory(pace=0.5, host="h7") == Boot(pace=0.5, host="h7", volumes=0, scenario="image")


def test_the_same_seed_gives_the_same_trace() -> None:
    reseed_random(4)
    first = TraceFactory(two_networks_two_volumes=True)
    reseed_random(4)
    assert TraceFactory(two_networks_two_volumes=True) == first


def test_two_traces_share_no_id() -> None:
    one, other = ({event.instance_id for event in TraceFactory().events} for _ in range(2))
    assert len(one & other) <= 1  # some events know of no instance


def test_a_trace_of_several_boots_keeps_them_apart() -> None:
    boots = list(judge(TraceFactory(boots=[BootFactory(), BootFactory(driver=True), BootFactory()]), CLASSIC))
    assert [boot.verdict for boot in boots] == ["pass", "fail", "pass"]


def test_what_was_not_watched_is_not_in_the_trace() -> None:
    trace = TraceFactory(channels=("http", "state"))
    assert {event.channel for event in trace} == {"http", "state", "kit"}
    assert set(trace.header.watched) == {"http", "state"}


def test_an_observation_may_end_early() -> None:
    boot = judged(silent_compute=True, later=1.0)
    assert "window_open" in {clause.reason for clause in boot.clauses}
