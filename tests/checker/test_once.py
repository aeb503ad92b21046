"""What may happen once happens once; only `CF-ONCE` is charged where it does not."""

from __future__ import annotations

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from pytest_cloudflow.factories import Told
from pytest_cloudflow.trace import Event
from pytest_cloudflow.verdicts import BootVerdict

from ._judging import OPEN, assert_outcomes, clause_of, judge_one
from ._mutations import again, retimed, told

DUPLICATED = {"CF-ONCE": "fail duplicated"}
OTHER = "ffffffff-0000-4000-8000-000000000000"

TWICE = {
    "scheduler-call": "9",
    "launch": "13",
    "conductor-call": "15",
    "conductor-reply": "18",
    "entry": "7",
    "spawn": "28.start",
}


@pytest.mark.parametrize("mark", TWICE.values(), ids=TWICE)
def test_what_happens_twice_is_duplicated(mark: str) -> None:
    assert_outcomes(judge_one(again(told(), mark)), DUPLICATED)


REPEATED_EXCHANGES = {
    "port": (("22", "23.request", "23.response", "24"), "24"),
    "attachment": (("25", "26.request", "26.response", "27"), "27"),
}


@pytest.mark.parametrize(("marks", "last"), REPEATED_EXCHANGES.values(), ids=REPEATED_EXCHANGES)
def test_a_second_port_or_attachment_for_one_entry_is_duplicated(marks: tuple[str, ...], last: str) -> None:
    boot = told()
    first = next(each.event for each in boot if each.mark == marks[0])
    validation = next(each.event for each in boot if each.mark == marks[1])
    copied = again(boot, *marks)
    place = next(index for index, each in enumerate(copied) if each.mark == last) + 1
    renamed: dict[object, str] = {first.exchange: OTHER, validation.exchange: f"{OTHER}-v"}
    for index in range(place, place + len(marks)):
        copied[index] = _renamed(copied[index], renamed)
    assert_outcomes(judge_one(copied), DUPLICATED)


@pytest.mark.parametrize("mark", ["9", "15", "18"])
def test_a_redelivery_is_no_duplicate(mark: str) -> None:
    verdict = judge_one(again(told(), mark, redelivered=True))
    assert clause_of(verdict, "CF-ONCE").verdict == "pass"


@pytest.mark.parametrize("times", [2, 3])
def test_each_further_delivery_needs_the_flag(times: int) -> None:
    boot = told()
    for _ in range(times):
        boot = again(boot, "15")
    assert_outcomes(judge_one(boot), DUPLICATED)


def test_a_fanout_is_delivered_to_each_and_every_scheduler() -> None:
    assert_outcomes(judge_one(told(noise=("fanout",))), {})


def test_notifications_are_exempt() -> None:
    assert_outcomes(judge_one(told(noise=("notifications", "notifications"))), {})


def test_two_deliveries_bear_witness() -> None:
    clause = clause_of(judge_one(again(told(), "13")), "CF-ONCE")
    assert len(clause.witness) == 2
    assert clause.message


def test_a_call_of_no_step_is_delivered_once_as_well() -> None:
    boot = told()
    index = next(
        index
        for index, each in enumerate(boot)
        if (each.event.kind, each.event.mode, each.event.method) == ("deliver", "call", "instance_update")
    )
    boot[index] = boot[index]._replace(mark="update")
    assert_outcomes(judge_one(again(boot, "update")), DUPLICATED)


def test_two_entries_leave_the_step_alone() -> None:
    assert clause_of(judge_one(again(told(), "7")), "CF-07").verdict != "fail"


def test_two_boots_may_use_one_network_and_one_volume_each() -> None:
    assert_outcomes(judge_one(told(networks=1, volumes=1)), {"CF-ONCE": "pass", "CF-RELEASE": OPEN})


def _renamed(each: Told, renamed: dict[object, str]) -> Told:
    event = each.event
    exchange, cause = (renamed.get(name, name) for name in (event.exchange, event.cause))
    return each._replace(event=replace(event, exchange=exchange, cause=cause))


def test_a_pass_shows_what_happened_once() -> None:
    boot = judge_one(told(networks=1, volumes=1))
    shown = {(event.channel, event.kind) for event in _events(boot, "CF-ONCE")}
    assert shown == {("rpc", "deliver"), ("db", "write"), ("hypervisor", "start"), ("http", "response")}


def test_which_of_two_deliveries_was_seen_first_tells_nothing() -> None:
    boot = told()
    index = next(index for index, each in enumerate(boot) if each.mark == "15")
    first = boot[index]
    redelivered = first._replace(event=replace(first.event, redelivered=True))
    verdict = judge_one([*boot[:index], redelivered, *boot[index:]])
    assert clause_of(verdict, "CF-ONCE").verdict == "pass"


def test_a_delivery_that_may_be_one_more_is_unchecked() -> None:
    clause = clause_of(judge_one(again(told(), "15", redelivered=UNSET)), "CF-ONCE")
    assert (clause.verdict, clause.unchecked) == ("pass", ("redelivered",))


def test_each_of_two_instances_has_an_entry() -> None:
    assert clause_of(judge_one(again(told(), "7", instance_id=OTHER)), "CF-ONCE").verdict == "pass"


def test_what_was_given_back_may_be_taken_again() -> None:
    boot = told(networks=1, volumes=1)
    first = next(index for index, each in enumerate(boot) if each.mark == "25")
    last = next(index for index, each in enumerate(boot) if each.mark == "27")
    renamed: dict[object, str] = {each.event.exchange: f"x-{each.event.exchange}" for each in boot[first : last + 1]}
    answer = boot[last].event
    path = f"/v3/attachments/{answer.facts.attachment_id}"
    deleted = boot[last]._replace(event=replace(answer, method="DELETE", path=path, status=200, exchange="gone"))
    anew = [_renamed(each, renamed) for each in boot[first : last + 1]]
    twice = retimed([*boot[: last + 1], deleted, *anew, *boot[last + 1 :]])
    assert clause_of(judge_one(twice), "CF-ONCE").verdict == "pass"
    kept = retimed([*boot[: last + 1], *anew, *boot[last + 1 :]])
    assert_outcomes(judge_one(kept), DUPLICATED)


def _events(verdict: BootVerdict, clause: str) -> tuple[Event, ...]:
    return clause_of(verdict, clause).evidence
