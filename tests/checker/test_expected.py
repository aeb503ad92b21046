"""A scenario may declare where its boot must stop: then that failure is kept, marked, and no failure of the run."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pytest_cloudflow.factories import Told
from pytest_cloudflow.trace import Expectation, Facts

from ._judging import clause_of, judge_one
from ._mutations import again, retimed, told, until

CASES = {
    "wrong-password": ("wrong_password", Expectation("CF-02", "rejected", 401)),
    "quota": ("quota", Expectation("CF-07", "rejected", 403)),
    "no-valid-host": ("no_valid_host", Expectation("CF-10", "rejected", "error")),
    "image-missing": ("image_missing", Expectation("CF-21", "rejected", "error")),
    "network-refused": ("network_refused", Expectation("CF-24", "rejected", "error")),
    "volume-refused": ("volume_refused", Expectation("CF-27", "rejected", "error")),
    "driver": ("driver", Expectation("CF-28", "rejected", "error")),
    "no-end-declared": ("driver", Expectation("CF-28", "rejected")),
}


@pytest.mark.parametrize(("stop", "expect"), CASES.values(), ids=CASES)
def test_the_declared_failure_is_kept_and_marked(stop: str, expect: Expectation) -> None:
    clause = clause_of(judge_one(told(stop=stop, scenario="refused", expect=expect)), expect.stopped_at)
    assert (clause.verdict, clause.reason, clause.expected) == ("fail", expect.reason, True)


@pytest.mark.parametrize(("stop", "expect"), CASES.values(), ids=CASES)
def test_a_boot_that_stops_as_declared_passes(stop: str, expect: Expectation) -> None:
    assert judge_one(told(stop=stop, scenario="refused", expect=expect)).verdict == "pass"


@pytest.mark.parametrize(("stop", "expect"), CASES.values(), ids=CASES)
def test_the_boot_bears_the_scenarios_name(stop: str, expect: Expectation) -> None:
    assert judge_one(told(stop=stop, scenario="refused", expect=expect)).scenario == "refused"


def test_not_stopping_at_all_fails_the_declared_clause() -> None:
    verdict = judge_one(told(scenario="refused", expect=Expectation("CF-10", "rejected", "error")))
    clause = clause_of(verdict, "CF-10")
    assert (verdict.verdict, clause.verdict, clause.expected) == ("fail", "fail", False)


def test_stopping_elsewhere_fails_the_declared_clause() -> None:
    said = Expectation("CF-10", "rejected", "error")
    verdict = judge_one(told(stop="driver", scenario="refused", expect=said))
    assert clause_of(verdict, "CF-10").verdict == "fail"
    assert not clause_of(verdict, "CF-28").expected
    assert verdict.verdict == "fail"


def test_only_the_declared_failure_is_marked() -> None:
    said = Expectation("CF-28", "rejected", "error")
    verdict = judge_one(told(stop="driver", scenario="refused", expect=said, released=False))
    assert [clause.id for clause in verdict.clauses if clause.expected] == ["CF-28"]
    assert (clause_of(verdict, "CF-RELEASE").verdict, verdict.verdict) == ("fail", "fail")


def test_a_scenario_without_a_boot_in_it_is_a_boot_that_did_not_come() -> None:
    """A `kit` scenario alone says that there is a boot."""
    boot = [each for each in told(scenario="image") if each.event.channel == "kit"]
    verdict = judge_one(boot)
    assert verdict.scenario == "image"
    assert verdict.verdict != "pass"


def test_what_no_step_is_may_be_declared_of_a_boot_that_stops_nowhere() -> None:
    said = Expectation("CF-ONCE", "duplicated", "active")
    boot = told(scenario="cast-twice", expect=said)
    verdict = judge_one(again(boot, "13", after="S5", redelivered=False))
    assert (verdict.stopped_at, verdict.verdict) == (None, "pass")
    assert [clause.id for clause in verdict.clauses if clause.expected] == ["CF-ONCE"]


def test_what_no_step_is_must_happen_all_the_same() -> None:
    said = Expectation("CF-ONCE", "duplicated", "active")
    assert judge_one(told(scenario="cast-twice", expect=said)).verdict == "fail"


def deleted(boot: list[Told], after: str) -> list[Told]:
    """The user has the server deleted: nothing more is seen of its boot."""
    seen = until(boot, after)
    post = next(each.event for each in boot if each.mark == "3")
    path, last = f"/v2.1/servers/{seen[-1].event.instance_id}", seen[-1]
    request = replace(post, method="DELETE", path=path, exchange="the-deletion", time=last.event.time, facts=Facts())
    end = [each for each in boot if each.event.channel == "kit"][1:]
    return retimed([*seen, Told("", request, last.at), *end])


def test_a_server_that_is_deleted_in_a_scenario_that_says_so_is_judged_as_far_as_it_came() -> None:
    said = Expectation("CF-22", "missing", 202)
    verdict = judge_one(deleted(told(scenario="deleted", expect=said), after="S2"))
    assert (verdict.stopped_at, verdict.verdict) == ("CF-22", "pass")


def test_a_server_that_is_deleted_on_its_way_is_else_not_judged() -> None:
    verdict = judge_one(deleted(told(scenario="image"), after="S2"))
    assert verdict.verdict == "inconclusive"
    assert [clause.id for clause in verdict.clauses if clause.verdict == "fail"] == []


def test_a_token_that_nobody_issued_was_got_by_no_login() -> None:
    said = Expectation("CF-05", "rejected", 401)
    verdict = judge_one(told(stop="revoked_token", logs_in=False, scenario="forged-token", expect=said))
    assert [clause_of(verdict, name).reason for name in ("CF-01", "CF-02")] == ["not_reached"] * 2
    assert verdict.verdict == "pass"
