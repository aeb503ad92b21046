"""A scenario may declare where its boot must stop: then that failure is kept, marked, and no failure of the run."""

from __future__ import annotations

import pytest

from pytest_cloudflow.trace import Expectation

from ._judging import clause_of, judge_one
from ._mutations import told

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
