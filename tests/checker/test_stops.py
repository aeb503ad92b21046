"""A boot that stops is charged at one step: the one section 3 *Stops* names; what follows is not reached."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from pytest_cloudflow.factories import Stop

from ._judging import NOT_REACHED, OPEN, Outcomes, assert_outcomes, header_for, judge_one, outcomes, steps
from ._mutations import told

REJECTED = "fail rejected"
MISSING = "fail missing"
ENDS: Outcomes = {"CF-END": OPEN, "CF-ADDRESS": OPEN, "CF-RELEASE": OPEN}
ROWS = {f"CF-S{number}": NOT_REACHED for number in range(1, 6)}


def stopped(step: int, outcome: str, rows: int) -> Outcomes:
    """What comes out of a boot that stops at a step and before a row; clauses of the end do not fail."""
    later = {f"CF-S{number}": NOT_REACHED for number in range(rows, 6)}
    return {**ENDS, f"CF-{step:02d}": outcome, **steps(step + 1, 28, NOT_REACHED), **later, "CF-ONCE": OPEN}


CASES: dict[str, tuple[dict[str, Any], int, Outcomes]] = {
    "wrong-password": (
        {"stop": "wrong_password", "scenario": "wrong-password"},
        2,
        {**stopped(2, REJECTED, 1), "CF-S3": OPEN},
    ),
    "revoked-token": ({"stop": "revoked_token"}, 5, stopped(5, REJECTED, 1)),
    "quota": ({"stop": "quota"}, 7, stopped(7, REJECTED, 1)),
    "role": ({"stop": "role"}, 7, {**stopped(7, REJECTED, 1), "CF-06": OPEN}),
    "no-valid-host": ({"stop": "no_valid_host"}, 10, {**stopped(10, REJECTED, 2), "CF-S1": OPEN}),
    "silent-scheduler": ({"stop": "silent_scheduler"}, 9, {**stopped(9, "fail", 2), "CF-S1": OPEN}),
    "silent-compute": ({"stop": "silent_compute"}, 13, stopped(13, MISSING, 2)),
    "silent-conductor": ({"stop": "silent_conductor"}, 15, stopped(15, MISSING, 2)),
    "glance-down": ({"stop": "image_down"}, 21, {**stopped(21, "fail", 2), "CF-20": OPEN}),
    "glance-unavailable": ({"stop": "image_unavailable"}, 21, {**stopped(21, REJECTED, 2), "CF-20": OPEN}),
    "neutron-unavailable": ({"stop": "network_unavailable"}, 24, {**stopped(24, REJECTED, 3), "CF-23": OPEN}),
    "cinder-unavailable": ({"stop": "volume_unavailable"}, 27, {**stopped(27, REJECTED, 4), "CF-26": OPEN}),
    "image-refused": ({"stop": "image_missing"}, 21, stopped(21, REJECTED, 2)),
    "glance-validation-refused": ({"stop": "image_unvalidated"}, 20, stopped(20, REJECTED, 2)),
    "neutron-down": ({"stop": "network_down"}, 24, {**stopped(24, "fail", 3), "CF-23": OPEN}),
    "network-refused": ({"stop": "network_refused"}, 24, stopped(24, REJECTED, 3)),
    "neutron-validation-refused": ({"stop": "network_unvalidated"}, 23, stopped(23, REJECTED, 3)),
    "cinder-down": ({"stop": "volume_down"}, 27, {**stopped(27, "fail", 4), "CF-26": OPEN}),
    "volume-refused": ({"stop": "volume_refused"}, 27, stopped(27, REJECTED, 4)),
    "cinder-validation-refused": ({"stop": "volume_unvalidated"}, 26, stopped(26, REJECTED, 4)),
    "driver": ({"stop": "driver"}, 28, stopped(28, REJECTED, 5)),
}


@pytest.mark.parametrize(("said", "step", "expected"), CASES.values(), ids=CASES)
def test_a_refusal_is_charged_where_the_contract_says(said: dict[str, Any], step: int, expected: Outcomes) -> None:
    assert_outcomes(judge_one(told(**said)), expected)


@pytest.mark.parametrize(("said", "step", "expected"), CASES.values(), ids=CASES)
def test_the_verdict_names_the_step_it_stopped_at(said: dict[str, Any], step: int, expected: Outcomes) -> None:
    verdict = judge_one(told(**said))
    assert (verdict.stopped_at, verdict.verdict) == (f"CF-{step:02d}", "fail")


@pytest.mark.parametrize(("said", "step", "expected"), CASES.values(), ids=CASES)
def test_a_stop_explains_itself(said: dict[str, Any], step: int, expected: Outcomes) -> None:
    verdict = judge_one(told(**said))
    [clause] = [clause for clause in verdict.clauses if clause.id == f"CF-{step:02d}"]
    assert clause.message


def test_a_request_without_token_is_charged_to_the_request() -> None:
    found = outcomes(judge_one(told(stop="no_token", scenario="no-token")))
    assert found["CF-03"].startswith("fail")
    assert {found[clause] for clause in steps(4, 28, "")} == {NOT_REACHED}


@pytest.mark.parametrize("stop", [stop for stop in get_args(Stop) if stop.startswith(("network", "volume", "driver"))])
def test_with_several_networks_and_volumes_the_stop_is_the_same(stop: str) -> None:
    one, three = judge_one(told(stop=stop)), judge_one(told(stop=stop, networks=3, volumes=3))
    assert outcomes(one) == outcomes(three)


@pytest.mark.parametrize("stop", ["image_missing", "network_refused", "volume_refused", "driver", "no_valid_host"])
def test_noise_moves_no_stop(stop: str) -> None:
    noise = ("polls", "logins", "notifications", "fanout", "periodic", "lookups")
    quiet, loud = judge_one(told(stop=stop)), judge_one(told(stop=stop, noise=noise))
    assert outcomes(quiet) == outcomes(loud)


def test_what_does_not_apply_is_not_said_to_be_unreached() -> None:
    found = outcomes(judge_one(told(stop="image_missing", volumes=0)))
    assert {found[clause] for clause in steps(25, 27, "")} == {"not_applicable no_volume"}


def test_a_silence_that_nobody_ends_is_charged_to_the_silent() -> None:
    verdict = judge_one(told(stop="silent_scheduler", ends=False))
    assert verdict.stopped_at == "CF-09"
    assert {outcomes(verdict)[clause] for clause in steps(10, 28, "")} == {NOT_REACHED}


WATCHES = {
    "no_valid_host": ("CF-10", {"http": ["*"], "rpc": ["*"], "state": ["*"]}),
    "quota": ("CF-07", {"http": ["*"], "rpc": ["*"], "state": ["*"]}),
    "role": ("CF-07", {"http": ["*"], "rpc": ["*"], "state": ["*"]}),
    "driver": ("CF-28", {"http": ["*"], "rpc": ["*"], "state": ["*"], "db": ["*"], "scheduler": ["*"]}),
}


@pytest.mark.parametrize("stop", WATCHES)
def test_a_refusal_is_charged_to_the_same_step_where_that_was_not_watched(stop: str) -> None:
    clause, watched = WATCHES[stop]
    boot = told(stop=stop)
    boot = [each for each in boot if each.event.channel in watched]
    verdict = judge_one(boot, header=header_for(boot, watched=watched))
    assert verdict.stopped_at == clause
    assert {c.id for c in verdict.clauses if c.verdict == "fail"} == {clause}
