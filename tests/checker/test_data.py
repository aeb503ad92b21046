"""The data that flows is checked: what differs from what was bound is wrong, once, where it first differs."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from ._judging import OPEN, Outcomes, assert_outcomes, clause_of, judge_one
from ._mutations import change, change_all, drop, told

WRONG_DATA = "fail wrong_data"
OTHER = "ffffffff-0000-4000-8000-000000000000"
OTHER_TOKEN = "sha256:ffffffffffffffff"

CASES: dict[str, tuple[str, dict[str, Any], Outcomes]] = {
    "asks-about-another-token": ("4", {"facts": {"subject_token": OTHER_TOKEN}}, {"CF-04": WRONG_DATA}),
    "answers-for-another-user": ("5", {"facts": {"user_id": OTHER}}, {"CF-05": WRONG_DATA}),
    "answers-for-another-project": ("5", {"facts": {"project_id": OTHER}}, {"CF-05": WRONG_DATA}),
    "answers-without-roles": ("5", {"facts": {"roles": []}}, {"CF-05": WRONG_DATA}),
    "reads-another-flavor": ("6", {"facts": {"flavor_id": OTHER}}, {"CF-06": WRONG_DATA}),
    "enters-another-project": ("7", {"facts": {"project_id": OTHER}}, {"CF-07": WRONG_DATA}),
    "enters-another-flavor": ("7", {"facts": {"flavor_id": OTHER}}, {"CF-07": WRONG_DATA}),
    "enters-another-image": ("7", {"facts": {"image_id": OTHER}}, {"CF-07": WRONG_DATA}),
    "enters-no-image": ("7", {"facts": {"image_id": None}}, {"CF-07": WRONG_DATA}),
    "casts-to-the-scheduler": ("8", {"mode": "cast"}, {"CF-08": WRONG_DATA}),
    "schedules-another-instance": ("8", {"instance_id": OTHER}, {"CF-08": WRONG_DATA}),
    "chooses-a-host-that-was-not-weighed": ("10.weigh", {"facts": {"hosts": ["h2", "h3"]}}, {"CF-10": WRONG_DATA}),
    "weighs-a-host-that-was-sorted-out": (
        "10.weigh", {"facts": {"hosts": ["h1", "h2", "h3", "h9"]}}, {"CF-10": WRONG_DATA},
    ),
    "writes-another-host": ("11.write", {"facts": {"host": "h2"}}, {"CF-11": WRONG_DATA}),
    "returns-another-host": ("11.reply", {"facts": {"host": "h2"}}, {"CF-11": WRONG_DATA}),
    "calls-the-host": ("12", {"mode": "call"}, {"CF-12": WRONG_DATA}),
    "launches-on-another-host": ("12", {"server": "h2"}, {"CF-12": WRONG_DATA}),
    "launches-another-instance": ("12", {"instance_id": OTHER}, {"CF-12": WRONG_DATA}),
    "picked-up-on-another-host": ("13", {"server": "h2"}, {"CF-13": WRONG_DATA}),
    "casts-to-the-conductor": ("14", {"mode": "cast"}, {"CF-14": WRONG_DATA}),
    "asks-for-another-instance": ("14", {"instance_id": OTHER}, {"CF-14": WRONG_DATA}),
    "reads-another-instance": ("16", {"instance_id": OTHER}, {"CF-16": WRONG_DATA}),
    "returns-the-wrong-host": ("17", {"facts": {"host": "h2"}}, {"CF-17": WRONG_DATA}),
    "returns-the-wrong-flavor": ("17", {"facts": {"flavor_id": OTHER}}, {"CF-17": WRONG_DATA}),
    "returns-the-wrong-cores": ("17", {"facts": {"vcpus": 64}}, {"CF-17": WRONG_DATA}),
    "returns-the-wrong-memory": ("17", {"facts": {"memory_mb": 1}}, {"CF-17": WRONG_DATA}),
    "returns-the-wrong-disk": ("17", {"facts": {"disk_gb": 0}}, {"CF-17": WRONG_DATA}),
    "returns-the-wrong-image": ("17", {"facts": {"image_id": OTHER}}, {"CF-17": WRONG_DATA}),
    "asks-for-the-image-with-another-token": ("19", {"token": OTHER_TOKEN}, {"CF-19": WRONG_DATA}),
    "asks-for-another-image": (
        "19", {"path": f"/v2/images/{OTHER}", "facts": {"image_id": OTHER}}, {"CF-19": WRONG_DATA},
    ),
    "glance-asks-about-another-token": ("20.request", {"facts": {"subject_token": OTHER_TOKEN}}, {"CF-20": WRONG_DATA}),
    "another-image-comes-back": ("21.metadata", {"facts": {"image_id": OTHER}}, {"CF-21": WRONG_DATA}),
    "data-of-another-image-comes-back": ("21.file", {"facts": {"image_id": OTHER}}, {"CF-21": WRONG_DATA}),
    "asks-for-a-port-with-another-token": ("22", {"token": OTHER_TOKEN}, {"CF-22": WRONG_DATA}),
    "asks-for-a-port-for-another-instance": ("22", {"instance_id": OTHER}, {"CF-22": WRONG_DATA}),
    "asks-for-a-port-on-another-network": ("22", {"facts": {"network_id": OTHER}}, {"CF-22": WRONG_DATA}),
    "neutron-asks-about-another-token": (
        "23.request", {"facts": {"subject_token": OTHER_TOKEN}}, {"CF-23": WRONG_DATA},
    ),
    "a-port-without-address": ("24", {"facts": {"fixed_ips": []}}, {"CF-24": WRONG_DATA, "CF-ADDRESS": OPEN}),
    "attaches-with-another-token": ("25", {"token": OTHER_TOKEN}, {"CF-25": WRONG_DATA}),
    "attaches-to-another-instance": ("25", {"instance_id": OTHER}, {"CF-25": WRONG_DATA}),
    "attaches-another-volume": ("25", {"facts": {"volume_id": OTHER}}, {"CF-25": WRONG_DATA}),
    "cinder-asks-about-another-token": ("26.request", {"facts": {"subject_token": OTHER_TOKEN}}, {"CF-26": WRONG_DATA}),
    "no-connection-comes-back": ("27", {"facts": {"connection": False}}, {"CF-27": WRONG_DATA}),
    "defines-on-another-host": ("28.define", {"facts": {"host": "h2"}}, {"CF-28": WRONG_DATA}),
    "defines-other-cores": ("28.define", {"facts": {"vcpus": 64}}, {"CF-28": WRONG_DATA}),
    "defines-other-memory": ("28.define", {"facts": {"memory_mb": 1}}, {"CF-28": WRONG_DATA}),
    "defines-another-instance": ("28.define", {"instance_id": OTHER}, {"CF-28": WRONG_DATA}),
    "starts-on-another-host": ("28.start", {"facts": {"host": "h2"}}, {"CF-28": WRONG_DATA}),
}  # fmt: skip


@pytest.mark.parametrize(("mark", "said", "expected"), CASES.values(), ids=CASES)
def test_what_differs_is_wrong_where_it_differs(mark: str, said: dict[str, Any], expected: Outcomes) -> None:
    assert_outcomes(judge_one(change(told(), mark, **said)), expected)


@pytest.mark.parametrize(("mark", "said", "expected"), CASES.values(), ids=CASES)
def test_wrong_data_says_what_was_expected_and_bears_witness(
    mark: str, said: dict[str, Any], expected: Outcomes
) -> None:
    clause = clause_of(judge_one(change(told(), mark, **said)), next(iter(expected)))
    assert clause.message
    assert clause.witness


def test_a_token_that_was_not_issued_is_wrong_where_it_is_shown() -> None:
    boot = change_all(told(scenario="image"), ["3"], token=OTHER_TOKEN)
    assert_outcomes(judge_one(boot), {"CF-03": WRONG_DATA})


def test_who_binds_is_right_and_who_differs_first_is_wrong() -> None:
    """The request names another image than the entry and everything after: 7 is charged, once."""
    boot = change(told(), "3", facts={"image_id": OTHER})
    assert_outcomes(judge_one(boot), {"CF-07": WRONG_DATA})


def test_the_chosen_host_is_right_by_definition() -> None:
    """Another host is chosen than is written, returned, launched on and defined on: 11 is charged, once."""
    boot = change(told(), "10.weigh", facts={"host": "h2"})
    assert_outcomes(judge_one(boot), {"CF-11": WRONG_DATA})


def test_the_flavor_read_is_right_by_definition() -> None:
    boot = change(told(), "6", facts={"memory_mb": 4096})
    assert_outcomes(judge_one(boot), {"CF-17": WRONG_DATA})


def test_after_the_first_that_differs_both_values_are_accepted() -> None:
    """12 and 13 name another host; 17 and 28 the chosen one."""
    boot = change_all(told(), ["12", "13"], server="h2")
    assert_outcomes(judge_one(boot), {"CF-12": WRONG_DATA})


def test_a_third_value_is_wrong_again() -> None:
    boot = change(change(told(), "12", server="h2"), "17", facts={"host": "h3"})
    assert_outcomes(judge_one(boot), {"CF-12": WRONG_DATA, "CF-17": WRONG_DATA})


def test_where_the_binding_step_is_missing_the_next_appearance_binds() -> None:
    """Without step 10, 11 says which host it is, and 12 differs."""
    boot = [each for each in change(told(), "12", server="h2") if not each.mark.startswith("10.")]
    assert_outcomes(judge_one(boot), {"CF-10": "fail missing", "CF-12": WRONG_DATA})


def test_two_ports_on_one_network_leave_the_other_without() -> None:
    boot = told(networks=2)
    first = next(each.event for each in boot if each.mark == "22")
    boot = change(boot, "22", nth=1, facts={"network_id": first.facts.network_id})
    assert_outcomes(judge_one(boot), {"CF-22": "fail", "CF-ONCE": OPEN})


UNKNOWN = {
    "flavor-of-6": ("6", "vcpus"),
    "roles-of-5": ("5", "roles"),
    "memory-of-17": ("17", "memory_mb"),
    "network-of-22": ("22", "network_id"),
    "connection-of-27": ("27", "connection"),
    "cores-of-28": ("28.define", "vcpus"),
}


@pytest.mark.parametrize(("mark", "fact"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_absent_is_unknown_and_never_wrong(mark: str, fact: str) -> None:
    assert_outcomes(judge_one(change(told(), mark, facts={fact: UNSET})), {})


@pytest.mark.parametrize("fact", ["host", "flavor_id", "vcpus", "memory_mb", "disk_gb", "image_id"])
def test_what_could_not_be_checked_is_listed(fact: str) -> None:
    clause = clause_of(judge_one(change(told(), "17", facts={fact: UNSET})), "CF-17")
    assert clause.unchecked == (fact,)


def test_lists_are_compared_as_multisets() -> None:
    boot = told(hosts=("h1", "h2", "h3"))
    assert_outcomes(judge_one(change(boot, "10.weigh", facts={"hosts": ["h3", "h1", "h2"]})), {})


@pytest.mark.parametrize(("mark", "clause"), [("2", "CF-02"), ("20.response", "CF-20")])
def test_an_answer_that_is_known_to_have_no_status_did_not_succeed(mark: str, clause: str) -> None:
    assert_outcomes(judge_one(change(told(), mark, status=None)), {clause: WRONG_DATA})


def test_without_the_call_its_reply_is_not_reached() -> None:
    boot = drop(told(), "8", "9", "11.reply")
    assert_outcomes(judge_one(boot), {"CF-08": "fail missing", "CF-09": OPEN, "CF-11": OPEN})


def test_where_it_is_not_known_whether_a_volume_was_asked_for_nothing_is_said_of_volumes() -> None:
    boot = drop(told(), "25", "26.request", "26.response", "27", "S3")
    boot = change(boot, "3", facts={"volume_ids": UNSET})
    unknown = dict.fromkeys(("CF-25", "CF-26", "CF-27", "CF-S3"), "inconclusive not_observable")
    assert_outcomes(judge_one(boot), {**unknown, "CF-ONCE": OPEN})
