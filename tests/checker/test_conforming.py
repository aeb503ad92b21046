"""Boots that conform pass every clause that applies to them, and nothing is left open."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from pytest_cloudflow.factories import Boot, ClockEach, Ids, Login, tell
from pytest_cloudflow.verdicts import CLAUSES

from ._judging import PASSES, Outcomes, assert_outcomes, failing, header_for, judge_all, judge_one, outcomes, steps
from ._mutations import change, change_all, told

ALL_NOISE = ("polls", "logins", "notifications", "fanout", "periodic", "lookups")
NO_VOLUME: Outcomes = steps(25, 27, "not_applicable no_volume") | {"CF-S3": "not_applicable no_volume"}
NO_IMAGE = steps(19, 21, "not_applicable no_image")
NO_NETWORK = steps(22, 24, "not_applicable no_network")

CASES: dict[str, tuple[dict[str, Any], Outcomes]] = {
    "one-network-one-volume": ({}, {}),
    "two-networks": ({"networks": 2}, {}),
    "two-volumes": ({"volumes": 2}, {}),
    "three-networks-three-volumes": ({"networks": 3, "volumes": 3}, {}),
    "no-volume": ({"volumes": 0}, NO_VOLUME),
    "no-network": ({"networks": 0}, NO_NETWORK | {"CF-ADDRESS": "open"}),
    "neither": ({"networks": 0, "volumes": 0}, NO_VOLUME | NO_NETWORK | {"CF-ADDRESS": "open"}),
    "boot-from-volume": ({"image": False}, NO_IMAGE),
    "boot-from-volume-without-network": (
        {"image": False, "networks": 0},
        NO_IMAGE | NO_NETWORK | {"CF-ADDRESS": "open"},
    ),
    "auto-network": ({"networks": 0, "auto": True}, {}),
    "given-port": ({"networks": 0, "given_ports": 1}, {}),
    "given-port-and-network": ({"networks": 1, "given_ports": 1}, {}),
    "one-host": ({"hosts": ("h1",), "rejected_hosts": ()}, {}),
    "one-filter": ({"filters": 1}, {}),
    "five-filters": ({"filters": 5}, {}),
    "scheduling-until-networking": ({"no_task": False}, {}),
    "service-tokens": ({"service_tokens": True}, {}),
    "all-noise": ({"noise": ALL_NOISE}, {}),
    "all-noise-and-service-tokens": ({"noise": ALL_NOISE, "service_tokens": True, "networks": 2, "volumes": 2}, {}),
    "nobody-looks": ({"looked_at": False}, {"CF-ADDRESS": "inconclusive not_observable"}),
    "scheduler-redelivered": ({"redelivered": ("scheduler",)}, {"CF-RELEASE": "open"}),
    "compute-redelivered": ({"redelivered": ("compute",)}, {"CF-RELEASE": "open"}),
    "conductor-redelivered": ({"redelivered": ("conductor",)}, {}),
    "in-a-scenario": ({"scenario": "image-volume"}, {}),
}


@pytest.mark.parametrize(("said", "expected"), CASES.values(), ids=CASES)
def test_a_conforming_boot_passes_what_applies(said: dict[str, Any], expected: Outcomes) -> None:
    assert_outcomes(judge_one(told(**said)), expected)


@pytest.mark.parametrize("noise", ALL_NOISE)
def test_noise_is_no_evidence(noise: str) -> None:
    assert_outcomes(judge_one(told(noise=(noise,))), {})


def test_a_boot_that_is_alone_in_its_trace_passes() -> None:
    [verdict] = judge_all(told())
    assert_outcomes(verdict, {})


def test_the_clauses_come_in_their_order() -> None:
    [verdict] = judge_all(told())
    assert tuple(clause.id for clause in verdict.clauses) == CLAUSES


def test_a_conforming_boot_stops_nowhere_and_passes_as_a_whole() -> None:
    verdict = judge_one(told())
    assert (verdict.verdict, verdict.stopped_at, verdict.attempts) == ("pass", None, ())


def test_nothing_is_unchecked_where_all_was_watched_and_shown() -> None:
    verdict = judge_one(told(networks=2, volumes=2))
    assert {clause.id: clause.unchecked for clause in verdict.clauses if clause.unchecked} == {}


def test_each_passing_step_names_its_evidence() -> None:
    verdict = judge_one(told())
    assert [clause.id for clause in verdict.clauses[:28] if not clause.evidence] == []


def test_the_states_are_listed_as_they_were_entered() -> None:
    verdict = judge_one(told())
    assert [(state.vm_state, state.task_state) for state in verdict.states] == [
        ("building", "scheduling"),
        ("building", None),
        ("building", "networking"),
        ("building", "block_device_mapping"),
        ("building", "spawning"),
        ("active", None),
    ]


def test_without_a_volume_its_row_is_judged_where_it_is_seen() -> None:
    boot = [each for each in told() if each.mark not in {"25", "26.request", "26.response", "27"}]
    three = next(index for index, each in enumerate(boot) if each.mark == "3")
    event = boot[three].event
    boot[three] = boot[three]._replace(event=replace(event, facts=replace(event.facts, volume_ids=[])))
    assert_outcomes(judge_one(boot), NO_VOLUME | {"CF-S3": "pass"})


def test_ten_boots_that_overlap_are_kept_apart() -> None:
    boots = [tell(Boot(start=100.0 + number * 0.003), Ids(f"{number:08x}")) for number in range(10)]
    verdicts = judge_all(*boots)
    assert [outcomes(verdict) for verdict in verdicts] == [PASSES] * 10


def test_one_login_serves_several_boots() -> None:
    login = Login.of(Ids("99999999"))
    boots = [
        tell(Boot(start=100.0 + number * 0.05, login=login, logs_in=number == 0), Ids(f"{number:08x}"))
        for number in range(3)
    ]
    assert [outcomes(verdict) for verdict in judge_all(*boots)] == [PASSES] * 3


def test_boots_of_one_user_in_one_cloud_are_kept_apart() -> None:
    """They share token, flavor, image and network, and what ties an event to its boot is its cause."""
    login = Login.of(Ids("99999999"))
    boots = [
        tell(
            Boot(start=100.0 + number * 0.023, login=login, logs_in=number == 0, cloud="c10bd000", service_tokens=True),
            Ids(f"{number:08x}"),
        )
        for number in range(10)
    ]
    assert [outcomes(verdict) for verdict in judge_all(*boots)] == [PASSES] * 10


def test_a_scenario_may_hold_ten_boots() -> None:
    boots = [tell(Boot(start=100.0 + number * 0.003), Ids(f"{number:08x}")) for number in range(10)]
    scenario = [each for each in told(scenario="ten-at-once") if each.event.channel == "kit"]
    begin, end = (
        each._replace(event=replace(each.event, time=at), at=at)
        for each, at in zip(scenario, (99.0, 110.0), strict=True)
    )
    verdicts = judge_all([begin], *boots, [end])
    assert [(verdict.scenario, outcomes(verdict)) for verdict in verdicts] == [("ten-at-once", PASSES)] * 10


def test_a_clock_for_each_component_conforms_within_its_skew() -> None:
    skew = {"keystone": 0.02, "nova-compute": -0.02, "glance-api": 0.01, "nova-conductor": -0.01}
    boot = told(clocks=ClockEach(skew), pace=0.2, networks=2, volumes=2)
    assert_outcomes(judge_one(boot, header=header_for(boot, max_skew=0.05)), {})


@pytest.mark.parametrize("pace", [0.001, 0.01, 0.03])
def test_what_happens_within_the_skew_never_fails(pace: float) -> None:
    skew = {"keystone": 0.02, "nova-compute": -0.02, "glance-api": 0.01, "nova-conductor": -0.01}
    boot = told(clocks=ClockEach(skew), pace=pace)
    assert_outcomes(judge_one(boot, header=header_for(boot, max_skew=0.05)), {}, dict.fromkeys(CLAUSES, "open"))


@pytest.mark.parametrize("marks", [("7",), ("7", "S1")], ids=["entry", "entry-and-state"])
def test_an_entry_of_which_no_cause_is_known_is_that_of_the_boot_that_names_its_instance(
    marks: tuple[str, ...],
) -> None:
    assert_outcomes(judge_one(change_all(told(), marks, cause=UNSET)), {})


def test_entries_of_boots_that_overlap_are_told_apart_by_their_instances() -> None:
    boots = [tell(Boot(start=1000.0 + n * 0.1), Ids(f"{n:08x}")) for n in range(3)]
    verdicts = judge_all(*(change(boot, "7", cause=UNSET) for boot in boots))
    assert len(verdicts) == 3
    assert failing(verdicts) == {}


def test_an_entry_that_no_boot_names_is_one_of_its_own() -> None:
    [stray] = [each for each in tell(Boot(start=1000.5), Ids("dddddddd")) if each.mark == "7"]
    unknown = stray._replace(event=replace(stray.event, cause=UNSET))
    assert len(judge_all(tell(Boot(start=1000.0)), [unknown])) == 2
