"""A boot that stops where nobody could look: it is charged as the contract lists refusals, or left open as declared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from pytest_cloudflow.factories import Stop, Told
from pytest_cloudflow.trace import Expectation
from pytest_cloudflow.verdicts import BootVerdict

from ._judging import NOT_OBSERVABLE, NOT_REACHED, clause_of, header_for, judge_one, outcomes, steps
from ._mutations import drop, told

CLIENT = {"http": ["client"]}
"""As the API alone shows it: states are told by who looks at the server, and may have been missed."""


def seen_by_the_client(boot: Sequence[Told]) -> list[Told]:
    return [each for each in boot if each.event.channel in ("kit", "state") or _of_client(each)]


def _of_client(each: Told) -> bool:
    event = each.event
    return event.channel == "http" and "client" in (event.source, event.target)


def judged(expect: Expectation | None = None, watched: dict[str, list[str]] | None = None, **said: Any) -> BootVerdict:
    boot = seen_by_the_client(told(scenario="refused", expect=expect, **said))
    return judge_one(boot, header=header_for(boot, watched=watched or CLIENT))


def failed(verdict: BootVerdict) -> set[str]:
    return {clause.id for clause in verdict.clauses if clause.verdict == "fail"}


BEYOND: dict[Stop, Expectation] = {
    "silent_scheduler": Expectation("CF-09", "missing", "error"),
    "no_valid_host": Expectation("CF-10", "rejected", "error"),
    "silent_conductor": Expectation("CF-15", "missing", 202),
    "image_missing": Expectation("CF-21", "rejected", "error"),
    "network_unvalidated": Expectation("CF-23", "rejected", "error"),
    "volume_refused": Expectation("CF-27", "rejected", "error"),
}


@pytest.mark.parametrize("stop", BEYOND)
def test_a_declared_stop_that_nobody_could_see_is_not_observable(stop: Stop) -> None:
    expect = BEYOND[stop]
    verdict = judged(expect, stop=stop)
    clause = clause_of(verdict, expect.stopped_at)
    assert f"{clause.verdict} {clause.reason}" == NOT_OBSERVABLE
    assert (failed(verdict), clause.expected, verdict.stopped_at) == (set(), True, None)
    assert clause.message


def test_what_lies_beyond_it_was_not_meant_to_be_reached() -> None:
    found = outcomes(judged(BEYOND["no_valid_host"], stop="no_valid_host", volumes=0))
    assert {found[clause] for clause in steps(11, 24, "")} == {NOT_REACHED}
    assert {found[f"CF-S{number}"] for number in (2, 4, 5)} == {NOT_REACHED}
    assert (found["CF-S1"], found["CF-END"]) == ("pass", "pass")


def test_a_boot_that_hangs_where_it_is_declared_to_is_open() -> None:
    verdict = judged(Expectation("CF-13", "missing", 202), stop="silent_compute", ends=False)
    assert failed(verdict) == set()
    assert outcomes(verdict)["CF-13"] == NOT_OBSERVABLE
    assert outcomes(verdict)["CF-END"] in (NOT_REACHED, NOT_OBSERVABLE)


def test_one_that_ended_otherwise_than_declared_fails_the_declared_clause() -> None:
    verdict = judged(Expectation("CF-10", "rejected", "active"), stop="no_valid_host")
    assert "CF-10" in failed(verdict)
    assert not clause_of(verdict, "CF-10").expected


def test_one_that_came_up_did_not_stop_where_it_was_declared_to() -> None:
    assert failed(judged(Expectation("CF-10", "rejected"))) == {"CF-10"}


def test_a_row_that_was_entered_tells_that_the_boot_came_further_than_declared() -> None:
    verdict = judged(Expectation("CF-10", "rejected", "error"), stop="driver")
    assert "CF-10" in failed(verdict)


def test_where_one_step_alone_was_out_of_sight_it_is_certain_which_was_refused() -> None:
    boot = told(stop="driver", scenario="refused", expect=Expectation("CF-28", "rejected", "error"))
    boot = [each for each in boot if each.event.channel != "hypervisor"]
    watched = {channel: ["*"] for channel in ("http", "rpc", "db", "scheduler", "state")}
    verdict = judge_one(boot, header=header_for(boot, watched=watched))
    assert (clause_of(verdict, "CF-28").verdict, clause_of(verdict, "CF-28").expected) == ("fail", True)


CHARGED: dict[Stop, str] = {"no_valid_host": "CF-10", "image_missing": "CF-10", "network_refused": "CF-24"}


@pytest.mark.parametrize("stop", CHARGED)
def test_undeclared_it_is_charged_to_the_first_step_that_is_charged_for_refusals(stop: Stop) -> None:
    """An instance that is there, and a row that it entered, tell how far the boot had come."""
    verdict = judged(stop=stop)
    assert (failed(verdict), verdict.stopped_at) == ({CHARGED[stop]}, CHARGED[stop])


def test_what_is_refused_beside_the_declared_is_charged() -> None:
    """403 is no answer to a token that does not hold."""
    verdict = judged(Expectation("CF-05", "rejected", 401), stop="role")
    assert failed(verdict) == {"CF-05", "CF-07"}


@pytest.mark.parametrize("channels", [("http",), ("http", "rpc"), ("http", "rpc", "db", "scheduler", "state")])
@pytest.mark.parametrize("stop", ["role", "quota"])
def test_a_validation_that_may_be_remembered_is_not_charged_for_what_came_after_it(
    stop: Stop, channels: tuple[str, ...]
) -> None:
    boot = [e for e in drop(told(stop=stop), "4", "5") if e.event.channel in channels]
    watched = {channel: ["*"] for channel in channels}
    header = header_for(boot, watched=watched, validation_cache={"nova-api": 300.0})
    verdict = judge_one(boot, header=header)
    assert (failed(verdict), verdict.stopped_at) == ({"CF-07"}, "CF-07")
    assert outcomes(verdict)["CF-04"] == NOT_OBSERVABLE


def test_a_token_that_is_refused_is_charged_to_the_validation_though_that_may_be_remembered() -> None:
    boot = drop(told(stop="revoked_token"), "4", "5")
    verdict = judge_one(boot, header=header_for(boot, validation_cache={"nova-api": None}))
    assert (failed(verdict), verdict.stopped_at) == ({"CF-05"}, "CF-05")


def test_beyond_a_refusal_no_row_is_reached_though_states_may_have_been_missed() -> None:
    found = outcomes(judged(stop="role"))
    assert {found[f"CF-S{number}"] for number in (1, 2, 4, 5)} | {found["CF-END"]} == {NOT_REACHED}
