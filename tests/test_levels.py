"""Levels: what must have been observed (section 3 of the contract)."""

import pytest
from msgspec import structs

from pytest_cloudflow.levels import highest, is_open, required
from pytest_cloudflow.verdicts import CLAUSES, ClauseVerdict

API = {"CF-01", "CF-02", "CF-03", "CF-S1", "CF-S5", "CF-END", "CF-ADDRESS"}
BUS = API | {"CF-S2", "CF-S3", "CF-S4", "CF-ONCE"} | {f"CF-{n:02d}" for n in (8, 9, 11, 12, 13, 14, 15, 17, 18)}


def test_each_level_requires_what_the_contract_lists():
    assert required("api") == API
    assert required("bus") == BUS
    assert required("full") == set(CLAUSES)


def test_the_highest_level_is_the_one_that_can_be_decided():
    everything = frozenset(CLAUSES)
    assert highest(everything, everything) == "full"
    assert highest(everything, everything - {"CF-06"}) == "bus"
    assert highest(everything - {"CF-08"}, frozenset()) == "api"
    assert highest(frozenset(), frozenset()) == "api"


OPEN = ClauseVerdict("CF-08", "rpc.call", "inconclusive", "not_observable")


@pytest.mark.parametrize(("level", "said"), [("api", False), ("bus", True), ("full", True)])
def test_only_what_is_required_is_open(level, said):
    assert is_open(OPEN, level) is said


@pytest.mark.parametrize("word", ["pass", "fail", "not_applicable", "waived"])
def test_what_is_decided_is_not_open(word):
    assert not is_open(structs.replace(OPEN, verdict=word), "full")


def test_a_pass_with_something_unchecked_is_open_at_full_alone():
    half = structs.replace(OPEN, verdict="pass", reason=None, unchecked=("host",))
    assert [is_open(half, level) for level in ("api", "bus", "full")] == [False, False, True]
