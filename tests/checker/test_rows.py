"""The state table: which triple is shown, where it is entered, and that none comes back."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from pytest_cloudflow.checker import Checker
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.trace import Event, Header

from ._judging import NOT_REACHED, OPEN, Outcomes, assert_outcomes, clause_of, failing, judge_one, outcomes
from ._mutations import again, change, drop, move, told

WRONG_STATE = "fail wrong_state"

NOT_ACTIVE: Outcomes = {"CF-S5": WRONG_STATE, "CF-END": OPEN, "CF-ADDRESS": OPEN}

OTHER_TRIPLES: dict[str, tuple[str, dict[str, Any], Outcomes]] = {
    "scheduling": ("S1", {"task_state": "rebuilding"}, {"CF-S1": WRONG_STATE}),
    "networking": ("S2", {"task_state": "rebuilding"}, {"CF-S2": WRONG_STATE}),
    "networking-while-paused": ("S2", {"vm_state": "paused"}, {"CF-S2": WRONG_STATE}),
    "block-device-mapping": ("S3", {"task_state": "rebuilding"}, {"CF-S3": WRONG_STATE}),
    "spawning": ("S4", {"task_state": "rebuilding"}, {"CF-S4": WRONG_STATE}),
    "spawning-with-power": ("S4", {"power_state": "running"}, {"CF-S4": WRONG_STATE}),
    "active-without-power": (
        "S5",
        {"power_state": "nostate"},
        NOT_ACTIVE,
    ),
    "active-with-a-task": (
        "S5",
        {"task_state": "spawning"},
        NOT_ACTIVE,
    ),
}


@pytest.mark.parametrize(("mark", "said", "expected"), OTHER_TRIPLES.values(), ids=OTHER_TRIPLES)
def test_another_triple_in_the_rows_place_is_wrong(mark: str, said: dict[str, Any], expected: Outcomes) -> None:
    assert_outcomes(judge_one(change(told(), mark, **said)), expected)


COMES_BACK = {
    "scheduling-during-networking": ("S1", "24", "CF-S1"),
    "networking-during-block-devices": ("S2", "27", "CF-S2"),
    "networking-during-spawning": ("S2", "28.define", "CF-S2"),
    "block-devices-during-spawning": ("S3", "28.define", "CF-S3"),
}


@pytest.mark.parametrize(("mark", "after", "clause"), COMES_BACK.values(), ids=COMES_BACK)
def test_a_row_that_comes_back_is_out_of_order(mark: str, after: str, clause: str) -> None:
    assert_outcomes(judge_one(again(told(), mark, after=after)), {clause: "fail out_of_order"})


def test_a_row_that_is_written_twice_in_a_row_did_not_come_back() -> None:
    assert_outcomes(judge_one(again(told(), "S2")), {})


def test_no_task_is_lawful_between_the_launch_and_networking() -> None:
    assert_outcomes(judge_one(move(told(), "no_task", after="21.file")), {})


def test_no_task_after_networking_is_not_lawful() -> None:
    verdict = judge_one(move(told(), "no_task", after="24"))
    failed = {clause for clause, outcome in outcomes(verdict).items() if outcome.startswith("fail")}
    assert failed
    assert failed <= {"CF-S2", "CF-S3"}


@pytest.mark.parametrize("mark", ["S1", "S2", "S3", "S4", "S5"])
def test_no_step_fails_for_its_state(mark: str) -> None:
    verdict = judge_one(drop(told(), mark))
    assert [clause.id for clause in verdict.clauses[:28] if clause.verdict != "pass"] == []


def test_networking_may_begin_with_the_image_data_in_hand_and_end_with_the_last_address() -> None:
    assert_outcomes(judge_one(told(networks=3)), {})


def states(*triples):
    """Changes of one instance, by the profile `openstack`, which a boot may show and nothing else."""
    changes = [
        Event(seq=seq, time=float(seq), clock="c", channel="state", kind="change", instance_id="i", vm_state=vm,
              task_state=task, power_state="nostate")
        for seq, (vm, task) in enumerate(triples, 3)
    ]  # fmt: skip
    scenario = Event(seq=1, time=1.0, clock="c", channel="kit", kind="scenario", phase="begin", scenario="image")
    asked = Event(
        seq=2, time=2.0, clock="c", channel="http", kind="request", source="client", target="nova-api", exchange="x",
        method="POST", path="/v2.1/servers", instance_id="i",
    )  # fmt: skip
    trace = Header(profile="openstack", watched={"state": ["*"]}, boot_timeout=1, settle=1)
    checker = Checker(load_profile("openstack"), trace)
    boots = [boot for event in (scenario, asked, *changes) for boot in checker.feed(event)]
    [boot] = [*boots, *checker.finish(1000.0)]
    [s1] = [clause for clause in boot.clauses if clause.id == "CF-S1"]
    return s1


BUILDING = [("building", "scheduling"), ("building", "networking"), ("building", "spawning")]


def test_a_boot_that_is_given_up_may_be_put_back_before_its_error():
    assert states(*BUILDING, ("building", "scheduling"), ("error", None)).verdict == "pass"


def test_a_boot_that_goes_on_may_not():
    again = states(*BUILDING, ("building", "scheduling"), ("building", "networking"), ("error", None))
    assert (again.verdict, again.reason) == ("fail", "out_of_order")


ERROR_WITH_A_TASK = {"vm_state": "error", "task_state": "spawning"}


def test_an_error_with_a_task_stands_in_a_rows_place_where_the_boot_goes_on() -> None:
    boot = again(told(), "S4", after="28.define", **ERROR_WITH_A_TASK)
    assert_outcomes(judge_one(boot), {"CF-S4": WRONG_STATE, "CF-END": WRONG_STATE})


def test_an_error_with_a_task_instead_of_a_row_is_another_triple_there() -> None:
    boot = change(told(), "S4", **ERROR_WITH_A_TASK)
    assert_outcomes(judge_one(boot), {"CF-S4": WRONG_STATE, "CF-END": WRONG_STATE})


def test_a_boot_that_fails_may_show_error_with_a_task_before_it_shows_none() -> None:
    boot = again(told(stop="driver"), "S4", after="error", nth=0, **ERROR_WITH_A_TASK)
    boot = move(boot, "error", after="S4", nth=1)
    rows = {clause: outcome for clause, outcome in outcomes(judge_one(boot)).items() if clause.startswith("CF-S")}
    assert rows == {"CF-S1": "pass", "CF-S2": "pass", "CF-S3": "pass", "CF-S4": "pass", "CF-S5": NOT_REACHED}


def test_a_boot_that_is_given_up_may_show_error_with_a_task_before_it_shows_none() -> None:
    assert states(*BUILDING, ("building", "scheduling"), ("error", "scheduling"), ("error", None)).verdict == "pass"


@pytest.mark.parametrize("volumes", [0, 1])
def test_a_strange_state_is_charged_to_a_row_that_applies(volumes: int) -> None:
    boot = again(told(volumes=volumes), "S2", after="S2", task_state="rebuilding")
    verdict = judge_one(boot)
    assert [clause.id for clause in verdict.clauses if clause.verdict == "fail"] == ["CF-S2"]


@pytest.mark.parametrize("key", ["vm_state", "task_state", "power_state"])
@pytest.mark.parametrize("mark", ["S1", "S2", "S3", "S4", "S5"])
def test_a_state_that_is_seen_again_without_a_key_is_the_same_state(mark: str, key: str) -> None:
    boot = again(told(), mark, **{key: UNSET})
    assert failing([judge_one(boot)]) == {}


@pytest.mark.parametrize("key", ["vm_state", "task_state", "power_state"])
@pytest.mark.parametrize("mark", ["S1", "S2", "S3", "S4", "S5"])
def test_a_state_of_which_a_key_is_seen_later_is_the_same_state(mark: str, key: str) -> None:
    boot = change(again(told(), mark), mark, **{key: UNSET})
    assert failing([judge_one(boot)]) == {}


KEYS = [{"task_state"}, {"power_state"}, {"vm_state"}, {"task_state", "power_state"}]


@pytest.mark.parametrize("keys", KEYS, ids=str)
@pytest.mark.parametrize("volumes", [0, 1])
def test_a_key_that_no_state_shows_is_never_wrong(keys: set[str], volumes: int) -> None:
    unknown = dict.fromkeys(keys, UNSET)
    boot = [
        each._replace(event=replace(each.event, **unknown)) if each.event.channel == "state" else each
        for each in told(volumes=volumes)
    ]
    verdict = judge_one(boot)
    assert failing([verdict]) == {}
    assert all(keys <= set(clause.unchecked) for clause in verdict.clauses if clause.id == "CF-S1")


@pytest.mark.parametrize("mark", ["S1", "S2", "S3", "S4"])
def test_one_state_without_its_task_is_never_wrong(mark: str) -> None:
    verdict = judge_one(change(told(), mark, task_state=UNSET))
    assert failing([verdict]) == {}
    assert clause_of(verdict, f"CF-{mark}").unchecked == ("task_state",)


def test_a_state_without_its_task_stands_for_no_row_elsewhere() -> None:
    boot = again(drop(told(), "S3"), "S4", after="28.define", task_state=UNSET)
    assert_outcomes(judge_one(boot), {"CF-S3": "fail missing"})


def test_an_end_state_is_left_whatever_else_is_not_known_of_what_follows() -> None:
    boot = again(told(), "S4", after="S5", task_state=UNSET, power_state=UNSET)
    assert outcomes(judge_one(boot))["CF-END"] == WRONG_STATE


def test_a_failed_boot_rests_in_error_though_its_task_is_not_shown_again() -> None:
    boot = again(told(stop="driver"), "error", nth=1, task_state=UNSET)
    assert outcomes(judge_one(boot))["CF-END"] == "pass"
