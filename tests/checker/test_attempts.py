"""A boot that is tried again is judged by its last attempt; earlier ones are listed, and must have released."""

from __future__ import annotations

import pytest

from pytest_cloudflow.factories import WATCHED, ClockEach

from ._judging import NOT_OBSERVABLE, OPEN, assert_outcomes, clause_of, header_for, judge_one, outcomes
from ._mutations import change, drop, drop_nth, move, told

RELEASED = {"CF-RELEASE": OPEN}


@pytest.mark.parametrize("failed", [("h2",), ("h2", "h3"), ("h1",)], ids=["another-host", "two-hosts", "the-same-host"])
def test_the_last_attempt_is_judged(failed: tuple[str, ...]) -> None:
    assert_outcomes(judge_one(told(failed_hosts=failed)), RELEASED)


def test_earlier_attempts_are_listed_with_their_stop() -> None:
    verdict = judge_one(told(failed_hosts=("h2", "h3")))
    assert [(attempt.host, attempt.stopped_at, attempt.reason) for attempt in verdict.attempts] == [
        ("h2", "CF-28", "rejected"),
        ("h3", "CF-28", "rejected"),
    ]


def test_a_boot_that_was_tried_again_passes_as_a_whole() -> None:
    verdict = judge_one(told(failed_hosts=("h2",)))
    assert (verdict.verdict, verdict.stopped_at) == ("pass", None)


@pytest.mark.parametrize(
    "mark", ["was:release.port", "was:release.attachment", "was:release.domain", "was:release.host"]
)
def test_an_earlier_attempt_must_have_released_what_it_took(mark: str) -> None:
    assert_outcomes(judge_one(drop(told(failed_hosts=("h2",)), mark)), {"CF-RELEASE": "fail missing"})


@pytest.mark.parametrize(("mark", "clause"), [("9", "CF-09"), ("16", "CF-16"), ("28.start", "CF-28")])
def test_a_step_of_an_earlier_attempt_does_not_stand_for_one_of_the_last(mark: str, clause: str) -> None:
    assert_outcomes(judge_one(drop(told(failed_hosts=("h2",)), mark)), {clause: "fail missing", **RELEASED})


@pytest.mark.parametrize("mark", ["was:9", "was:16", "was:24"])
def test_a_step_of_an_earlier_attempt_is_not_charged(mark: str) -> None:
    verdict = judge_one(drop(told(failed_hosts=("h2",)), mark))
    assert [clause.id for clause in verdict.clauses[:28] if clause.verdict == "fail"] == []


@pytest.mark.parametrize("message", ["scheduler", "compute"])
def test_a_redelivery_begins_a_new_attempt(message: str) -> None:
    assert_outcomes(judge_one(told(redelivered=(message,))), RELEASED)


def test_all_attempts_are_spawned_once_each() -> None:
    assert clause_of(judge_one(told(failed_hosts=("h2",))), "CF-ONCE").verdict == "pass"


def test_attempts_conform_with_a_clock_for_each_component() -> None:
    boot = told(failed_hosts=("h2",), clocks=ClockEach(), pace=0.2)
    assert_outcomes(judge_one(boot, header=header_for(boot, max_skew=0.05)), RELEASED)


def test_an_attempt_after_which_nothing_comes_is_the_last() -> None:
    verdict = judge_one(told(failed_hosts=("h2",), stop="network_refused"))
    assert (verdict.stopped_at, len(verdict.attempts)) == ("CF-24", 1)


BY_COMPUTE = {"source": "nova-compute", "cause": "the cast before"}
"""A nova-compute that could not build asks for another host by itself."""


def test_the_host_that_failed_may_ask_for_another_one() -> None:
    boot = change(told(failed_hosts=("h2",)), "8", **BY_COMPUTE)
    assert_outcomes(judge_one(change(boot, "11.reply", target="nova-compute")), RELEASED)


def test_the_host_that_failed_gets_the_answer_if_it_asked() -> None:
    boot = change(told(failed_hosts=("h2",)), "8", **BY_COMPUTE)
    assert_outcomes(judge_one(boot), {"CF-11": "fail wrong_actor", **RELEASED})


def test_nobody_but_the_host_that_failed_asks_for_another_one() -> None:
    boot = change(told(failed_hosts=("h2",)), "8", source="nova-conductor")
    assert_outcomes(judge_one(boot), {"CF-08": "fail wrong_actor", **RELEASED})


def test_for_the_first_host_no_nova_compute_asks() -> None:
    boot = change(change(told(), "8", source="nova-compute"), "11.reply", target="nova-compute")
    assert outcomes(judge_one(boot))["CF-08"] == "fail wrong_actor"


def test_the_next_attempt_on_the_same_host_does_not_give_back_what_the_one_before_kept() -> None:
    boot = drop(told(failed_hosts=("h1",)), "was:release.host")
    assert_outcomes(judge_one(boot), {"CF-RELEASE": "fail missing"})


def test_two_attempts_on_one_host_that_fail_give_it_back_twice() -> None:
    boot = told(failed_hosts=("h1",), stop="driver")
    assert outcomes(judge_one(boot))["CF-RELEASE"] == "pass"
    assert outcomes(judge_one(drop(boot, "release.host")))["CF-RELEASE"] == "fail missing"


def test_a_host_may_be_given_back_while_the_next_one_is_at_work() -> None:
    boot = move(told(failed_hosts=("h2",)), "was:release.host", after="28.start")
    assert outcomes(judge_one(boot))["CF-RELEASE"] == "pass"


def test_rows_start_at_scheduling_again() -> None:
    boot = drop_nth(told(failed_hosts=("h2",)), "S1", 1)
    assert_outcomes(judge_one(boot), {"CF-S1": "fail missing", **RELEASED})


def test_another_state_than_scheduling_is_wrong_there() -> None:
    boot = change(told(failed_hosts=("h2",)), "S1", nth=1, task_state="rebuilding")
    assert_outcomes(judge_one(boot), {"CF-S1": "fail wrong_state", **RELEASED})


def test_scheduling_comes_back_before_another_host_is_asked_for() -> None:
    boot = move(told(failed_hosts=("h2",)), "S1", after="8", nth=1)
    assert_outcomes(judge_one(boot), {"CF-S1": "fail out_of_order", **RELEASED})


def test_that_scheduling_comes_back_is_not_observable_where_no_state_was_watched() -> None:
    boot = told(failed_hosts=("h2",))
    stateless = [each for each in boot if each.event.channel != "state"]
    watched = {channel: at for channel, at in WATCHED.items() if channel != "state"}
    verdict = judge_one(stateless, header=header_for(boot, watched=watched))
    assert outcomes(verdict)["CF-S1"] == NOT_OBSERVABLE


def test_a_host_of_the_same_choice_begins_with_scheduling_as_well() -> None:
    """The scheduler launches on another host of its first choice, and is not asked again."""
    again = ("8", "9", "10.read", "10.filter", "10.filter", "10.weigh", "11.write", "11.reply")
    boot = told(failed_hosts=("h1",))
    call = next(each.event.message_id for each in boot if each.mark == "was:8")
    boot = change(drop(boot, *set(again)), "12", cause=call)
    assert outcomes(judge_one(boot))["CF-S1"] == "pass"
    assert outcomes(judge_one(drop_nth(boot, "S1", 1)))["CF-S1"] == "fail missing"


def test_who_gets_the_launch_once_more_goes_on_where_the_state_stands() -> None:
    assert outcomes(judge_one(told(redelivered=("compute",))))["CF-S1"] == "pass"
