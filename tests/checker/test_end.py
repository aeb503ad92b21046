"""How a boot ends: in which state, with which addresses, and what it gives back."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from pytest_cloudflow.factories import Told

from ._judging import NOT_REACHED, OPEN, assert_outcomes, clause_of, judge_one, steps
from ._mutations import again, change, drop, retimed, told

ACTIVE: dict[str, Any] = {"vm_state": "active", "task_state": None, "power_state": "running"}
ERROR: dict[str, Any] = {"vm_state": "error", "task_state": None, "power_state": "nostate"}


def test_the_finished_instance_shows_the_addresses_of_24() -> None:
    boot = change(told(), "address", facts={"fixed_ips": ["192.0.2.1"]})
    assert_outcomes(judge_one(boot), {"CF-ADDRESS": "fail wrong_data"})


def test_every_address_is_to_be_shown() -> None:
    boot = told(networks=2)
    shown = next(each.event.facts.fixed_ips for each in boot if each.mark == "address")
    assert isinstance(shown, list)
    assert_outcomes(
        judge_one(change(boot, "address", facts={"fixed_ips": shown[:1]})), {"CF-ADDRESS": "fail wrong_data"}
    )


def test_more_addresses_may_be_shown() -> None:
    boot = told()
    shown = next(each.event.facts.fixed_ips for each in boot if each.mark == "address")
    assert isinstance(shown, list)
    assert_outcomes(judge_one(change(boot, "address", facts={"fixed_ips": [*shown, "192.0.2.1"]})), {})


def test_an_answer_before_the_end_does_not_count() -> None:
    assert_outcomes(judge_one(told(noise=("polls",))), {})


def test_without_that_answer_addresses_are_not_observable() -> None:
    assert_outcomes(judge_one(drop(told(), "address")), {"CF-ADDRESS": "inconclusive not_observable"})


FAILING: dict[str, dict[str, Any]] = {
    "no-valid-host": {"stop": "no_valid_host"},
    "image-missing": {"stop": "image_missing"},
    "network-refused": {"stop": "network_refused"},
    "volume-refused": {"stop": "volume_refused"},
    "driver": {"stop": "driver"},
}


@pytest.mark.parametrize("said", FAILING.values(), ids=FAILING)
def test_a_failed_boot_that_does_not_reach_error_has_no_end(said: dict[str, Any]) -> None:
    verdict = judge_one(told(**said, ends=False))
    clause = clause_of(verdict, "CF-END")
    assert (clause.verdict, clause.reason) == ("fail", "missing")


@pytest.mark.parametrize("said", FAILING.values(), ids=FAILING)
def test_a_failed_boot_that_reaches_error_and_gives_back_fails_neither(said: dict[str, Any]) -> None:
    verdict = judge_one(told(**said))
    assert clause_of(verdict, "CF-END").verdict != "fail"
    assert clause_of(verdict, "CF-RELEASE").verdict != "fail"


def test_error_with_a_task_left_is_no_end() -> None:
    boot = change(told(stop="driver"), "error", nth=1, task_state="spawning")
    clause = clause_of(judge_one(boot), "CF-END")
    assert (clause.verdict, clause.reason) == ("fail", "missing")


def test_active_after_a_failure_is_the_wrong_end() -> None:
    boot = change(told(stop="driver"), "error", nth=1, **ACTIVE)
    clause = clause_of(judge_one(boot), "CF-END")
    assert (clause.verdict, clause.reason) == ("fail", "wrong_state")


def test_error_is_not_left_for_active() -> None:
    boot = told(stop="driver")
    last = max(index for index, each in enumerate(boot) if each.mark == "error")
    revived = boot[last]._replace(event=replace(boot[last].event, **ACTIVE))
    clause = clause_of(judge_one(retimed([*boot, revived])), "CF-END")
    assert (clause.verdict, clause.reason) == ("fail", "wrong_state")


def test_active_is_not_left_for_error() -> None:
    clause = clause_of(judge_one(again(told(), "S5", after="address", **ERROR)), "CF-END")
    assert (clause.verdict, clause.reason) == ("fail", "wrong_state")


TAKEN = {
    "port": "release.port",
    "attachment": "release.attachment",
    "domain": "release.domain",
    "host": "release.host",
}


@pytest.mark.parametrize("mark", TAKEN.values(), ids=TAKEN)
def test_what_was_taken_is_given_back(mark: str) -> None:
    boot = told(stop="driver")
    expected = {
        "CF-28": "fail rejected",
        "CF-RELEASE": "fail missing",
        "CF-END": OPEN,
        "CF-S5": NOT_REACHED,
        "CF-ADDRESS": OPEN,
    }
    assert_outcomes(judge_one(drop(boot, mark)), expected)


@pytest.mark.parametrize("mark", ["release.port", "release.attachment"])
def test_a_deletion_that_was_refused_gives_nothing_back(mark: str) -> None:
    clause = clause_of(judge_one(change(told(stop="driver"), mark, status=500)), "CF-RELEASE")
    assert (clause.verdict, clause.reason) == ("fail", "missing")


def test_each_of_several_ports_is_given_back() -> None:
    boot = told(stop="driver", networks=2)
    index = next(index for index, each in enumerate(boot) if each.mark == "release.port")
    clause = clause_of(judge_one([*boot[:index], *boot[index + 1 :]]), "CF-RELEASE")
    assert (clause.verdict, clause.reason) == ("fail", "missing")


def test_a_port_that_was_given_is_not_the_boots_to_delete() -> None:
    boot = told(stop="driver", networks=0, given_ports=1)
    assert clause_of(judge_one(boot), "CF-RELEASE").verdict == "pass"


def test_a_boot_that_did_not_fail_has_nothing_to_give_back() -> None:
    clause = clause_of(judge_one(told()), "CF-RELEASE")
    assert (clause.verdict, clause.reason) == ("not_applicable", "no_failure")


def test_a_boot_that_stands_still_is_reported_with_its_step() -> None:
    boot: list[Told] = told(stop="silent_compute")
    verdict = judge_one(boot)
    assert verdict.stopped_at == "CF-13"
    assert_outcomes(
        verdict,
        {"CF-13": "fail missing", **steps(14, 28, NOT_REACHED), **{f"CF-S{n}": NOT_REACHED for n in (2, 3, 4, 5)},
         "CF-END": NOT_REACHED, "CF-ADDRESS": OPEN, "CF-RELEASE": OPEN},
    )  # fmt: skip


def test_an_answer_that_cannot_be_read_gave_nothing_that_could_be_given_back() -> None:
    boot = told(stop="network_refused")
    place = next(place for place, each in enumerate(boot) if each.event.kind == "response" and _of_ports(each))
    unreadable = boot[place]._replace(event=replace(boot[place].event, status=200))
    verdict = judge_one([*boot[:place], unreadable, *boot[place + 1 :]])
    assert (verdict.stopped_at, clause_of(verdict, "CF-RELEASE").verdict) == ("CF-24", "pass")


def _of_ports(each: Told) -> bool:
    return str(each.event.path).endswith("/ports")


def test_active_after_an_error_with_a_task_is_the_wrong_end() -> None:
    boot = again(told(), "S4", after="28.start", vm_state="error", task_state="spawning")
    clause = clause_of(judge_one(boot), "CF-END")
    assert (clause.verdict, clause.reason) == ("fail", "wrong_state")
    assert [event.vm_state for event in clause.witness] == ["error", "active"]


def test_a_host_that_was_claimed_twice_is_not_given_back_by_the_second_claim() -> None:
    boot = again(drop(told(stop="driver"), "release.host"), "claim")
    clause = clause_of(judge_one(boot), "CF-RELEASE")
    assert (clause.verdict, clause.reason) == ("fail", "missing")


def test_a_host_that_was_claimed_twice_is_given_back_once() -> None:
    assert clause_of(judge_one(again(told(stop="driver"), "claim")), "CF-RELEASE").verdict == "pass"


@pytest.mark.parametrize("mark", ["claim", "release.host"])
def test_a_host_that_is_not_named_may_be_the_one_that_was_claimed(mark: str) -> None:
    boot = change(told(stop="driver"), mark, facts={"host": UNSET})
    assert clause_of(judge_one(boot), "CF-RELEASE").verdict == "pass"


def test_a_host_is_given_back_though_nobody_said_what_failed() -> None:
    assert clause_of(judge_one(told(stop="image_down")), "CF-RELEASE").verdict == "pass"


def test_active_after_the_boot_request_was_refused_is_the_wrong_end() -> None:
    boot = change(told(), "accepted", status=500)
    verdict = judge_one(boot)
    assert_outcomes(verdict, {"CF-END": "fail wrong_state"})
    assert [event.status for event in clause_of(verdict, "CF-END").witness] == [500, UNSET]


def test_active_in_another_attempt_after_the_boot_request_was_refused_is_the_wrong_end() -> None:
    boot = change(told(failed_hosts=("h2",)), "was:accepted", status=500)
    assert_outcomes(judge_one(boot), {"CF-END": "fail wrong_state", "CF-RELEASE": OPEN})
