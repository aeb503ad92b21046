"""Who does a step matters as much as what is done; and is looked at before the data is."""

from __future__ import annotations

import pytest

from ._judging import assert_outcomes, clause_of, judge_one
from ._mutations import change, told

WRONG_ACTOR = "fail wrong_actor"

SOURCES = [
    # step, event, who does it instead
    ("01", "1", "nova-api"),
    ("03", "3", "nova-compute"),
    ("04", "4", "cinder-api"),
    ("06", "6", "nova-conductor"),
    ("07", "7", "nova-conductor"),
    ("08", "8", "nova-conductor"),
    ("09", "9", "nova-conductor"),
    ("10", "10.read", "nova-api"),
    ("10", "10.filter", "nova-api"),
    ("10", "10.weigh", "nova-api"),
    ("11", "11.write", "nova-api"),
    ("11", "11.reply", "nova-conductor"),
    ("12", "12", "nova-api"),
    ("13", "13", "nova-conductor"),
    ("14", "14", "nova-api"),
    ("15", "15", "nova-scheduler"),
    ("16", "16", "nova-api"),
    ("17", "17", "nova-scheduler"),
    ("18", "18", "nova-api"),
    ("19", "19", "nova-api"),
    ("22", "22", "nova-api"),
    ("25", "25", "nova-api"),
    ("28", "28.define", "nova-conductor"),
    ("28", "28.start", "nova-api"),
]


@pytest.mark.parametrize(("step", "mark", "actor"), SOURCES, ids=[f"{mark}-by-{actor}" for _, mark, actor in SOURCES])
def test_the_wrong_one_did_it(step: str, mark: str, actor: str) -> None:
    assert_outcomes(judge_one(change(told(), mark, source=actor)), {f"CF-{step}": WRONG_ACTOR})


TARGETS = [
    ("03", "3", "keystone"),
    ("04", "4", "glance-api"),
    ("08", "8", "nova-conductor"),
    ("12", "12", "nova-conductor"),
    ("14", "14", "nova-scheduler"),
    ("19", "19", "cinder-api"),
    ("22", "22", "nova-api"),
    ("25", "25", "glance-api"),
]


@pytest.mark.parametrize(("step", "mark", "actor"), TARGETS, ids=[f"{mark}-to-{actor}" for _, mark, actor in TARGETS])
def test_it_was_done_to_the_wrong_one(step: str, mark: str, actor: str) -> None:
    assert_outcomes(judge_one(change(told(), mark, target=actor)), {f"CF-{step}": WRONG_ACTOR})


def test_the_actor_comes_before_the_data() -> None:
    boot = change(told(), "12", source="nova-api", server="h2")
    assert_outcomes(judge_one(boot), {"CF-12": WRONG_ACTOR})


@pytest.mark.parametrize(("step", "mark", "actor"), SOURCES, ids=[f"{mark}-by-{actor}" for _, mark, actor in SOURCES])
def test_a_wrong_actor_is_named(step: str, mark: str, actor: str) -> None:
    clause = clause_of(judge_one(change(told(), mark, source=actor)), f"CF-{step}")
    assert actor in str(clause.message)
    assert clause.witness


STEAD = [
    # step, what else shows that another did it, and at which end
    ("01", {"1": "source", "2": "target"}, "nova-api"),
    ("04", {"4": "source", "5": "target"}, "cinder-api"),
    ("04", {"4": "target", "5": "source"}, "glance-api"),
    ("08", {"8": "source", "11.reply": "target"}, "nova-conductor"),
    ("09", {"9": "source", "11.reply": "source"}, "nova-conductor"),
    ("12", {"12": "target", "13": "source"}, "nova-conductor"),
    ("14", {"14": "source", "17": "target", "18": "source"}, "nova-api"),
    ("15", {"15": "source", "17": "source"}, "nova-scheduler"),
    ("19", {"19": "source", "21.metadata": "target"}, "nova-api"),
    ("22", {"22": "source", "24": "target"}, "nova-api"),
    ("25", {"25": "target", "27": "source"}, "glance-api"),
]


@pytest.mark.parametrize(("step", "ends", "actor"), STEAD, ids=[f"{'-'.join(each[1])}-{each[2]}" for each in STEAD])
def test_who_stands_in_anothers_stead_is_charged_once(step: str, ends: dict[str, str], actor: str) -> None:
    """Who asks gets the answer, and who picks a message up answers it: that is one mistake, and not two."""
    boot = told()
    for mark, end in ends.items():
        boot = change(boot, mark, **{end: actor})
    assert_outcomes(judge_one(boot), {f"CF-{step}": WRONG_ACTOR})


def test_another_stranger_at_the_same_end_is_charged_again() -> None:
    boot = change(change(told(), "4", source="cinder-api"), "5", target="glance-api")
    assert_outcomes(judge_one(boot), {"CF-04": WRONG_ACTOR, "CF-05": WRONG_ACTOR})


def test_the_same_stranger_in_another_exchange_is_charged_again() -> None:
    boot = change(change(told(), "22", source="nova-api"), "25", source="nova-api")
    assert_outcomes(judge_one(boot), {"CF-22": WRONG_ACTOR, "CF-25": WRONG_ACTOR})


def test_the_same_stranger_at_the_other_end_is_charged_again() -> None:
    boot = change(change(told(), "9", source="nova-compute"), "11.reply", target="nova-compute")
    assert_outcomes(judge_one(boot), {"CF-09": WRONG_ACTOR, "CF-11": WRONG_ACTOR})
