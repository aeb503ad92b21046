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
