"""Every failing verdict says in one line what was expected and found, and names the events that make it certain."""

from __future__ import annotations

import pytest

from pytest_cloudflow.factories import Told

from ._judging import judge_one
from ._mutations import again, change, drop, move, told

FAILING: dict[str, list[Told]] = {
    "missing-step": drop(told(), "9"),
    "missing-answer": drop(told(), "24"),
    "missing-row": drop(told(), "S3"),
    "step-out-of-order": move(told(), "6", before="5"),
    "row-out-of-order": move(told(), "S2", after="22"),
    "row-that-came-back": again(told(), "S2", after="27"),
    "wrong-data": change(told(), "12", server="h2"),
    "wrong-actor": change(told(), "16", source="nova-api"),
    "wrong-state": change(told(), "S2", task_state="rebuilding"),
    "refused": told(stop="image_missing"),
    "refused-validation": told(stop="network_unvalidated"),
    "no-valid-host": told(stop="no_valid_host"),
    "driver": told(stop="driver"),
    "silence": told(stop="silent_compute"),
    "delivered-twice": again(told(), "13"),
    "entered-twice": again(told(), "7"),
    "wrong-address": change(told(), "address", facts={"fixed_ips": ["192.0.2.1"]}),
    "no-end": told(stop="driver", ends=False),
    "nothing-released": told(stop="driver", released=False),
}


@pytest.mark.parametrize("boot", FAILING.values(), ids=FAILING)
def test_it_says_so_in_one_line(boot: list[Told]) -> None:
    failed = [clause for clause in judge_one(boot).clauses if clause.verdict == "fail"]
    assert failed
    assert [clause.id for clause in failed if not clause.message or "\n" in clause.message] == []


@pytest.mark.parametrize("boot", FAILING.values(), ids=FAILING)
def test_one_or_two_events_bear_witness(boot: list[Told]) -> None:
    failed = [clause for clause in judge_one(boot).clauses if clause.verdict == "fail"]
    assert [clause.id for clause in failed if len(clause.witness) not in {1, 2}] == []


TWO = ["step-out-of-order", "row-out-of-order", "delivered-twice", "entered-twice", "wrong-address"]


@pytest.mark.parametrize("name", TWO)
def test_an_order_and_a_repetition_take_two(name: str) -> None:
    [failed] = [clause for clause in judge_one(FAILING[name]).clauses if clause.verdict == "fail"]
    assert len({event.seq for event in failed.witness}) == 2


@pytest.mark.parametrize("name", ["wrong-data", "wrong-address"])
def test_wrong_data_names_both_values(name: str) -> None:
    [failed] = [clause for clause in judge_one(FAILING[name]).clauses if clause.verdict == "fail"]
    expected, found = {"wrong-data": ("h1", "h2"), "wrong-address": ("10.0.0.", "192.0.2.1")}[name]
    assert expected in str(failed.message)
    assert found in str(failed.message)


@pytest.mark.parametrize("boot", FAILING.values(), ids=FAILING)
def test_what_does_not_fail_has_no_witness(boot: list[Told]) -> None:
    verdict = judge_one(boot)
    assert [clause.id for clause in verdict.clauses if clause.verdict == "pass" and clause.witness] == []


@pytest.mark.parametrize("boot", FAILING.values(), ids=FAILING)
def test_evidence_is_in_the_order_of_the_trace(boot: list[Told]) -> None:
    for clause in judge_one(boot).clauses:
        numbers = [event.seq for event in clause.evidence]
        assert numbers == sorted(numbers)
