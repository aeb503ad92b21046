"""Whatever is done to a boot, the assertions say what the judge says, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from pytest_cloudflow.assertions import assert_conforms, assert_fails, judged
from pytest_cloudflow.factories import Told
from pytest_cloudflow.verdicts import CLAUSES

from ._mutated import mutated

MUTATED = mutated()
ONE_FAILED = re.compile(r"^(CF-\w+), .* \((\w+)\)$", re.MULTILINE)


def judge_says(told: Sequence[Told]) -> dict[str, str | None]:
    """The clauses that fail, and why."""
    return {each.id: each.reason for boot in judged(told) for each in boot.clauses if each.verdict == "fail"}


def conforms(told: Sequence[Told]) -> bool:
    """By the judge: nothing fails, and nothing is open, since all was watched."""
    return all(each.verdict in ("pass", "not_applicable") for boot in judged(told) for each in boot.clauses)


def explained(told: Sequence[Told]) -> str:
    """What the assertion says; nothing if it holds."""
    try:
        assert_conforms(told)
    except AssertionError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("told", MUTATED.values(), ids=MUTATED)
def test_it_holds_exactly_where_the_judge_finds_nothing(told: Sequence[Told]) -> None:
    assert bool(explained(told)) is not conforms(told)


@pytest.mark.parametrize("told", MUTATED.values(), ids=MUTATED)
def test_it_names_exactly_the_clauses_that_fail_and_why(told: Sequence[Told]) -> None:
    assert dict(ONE_FAILED.findall(explained(told))) == judge_says(told)


@pytest.mark.parametrize("told", MUTATED.values(), ids=MUTATED)
def test_it_says_what_the_judge_says(told: Sequence[Told]) -> None:
    text = explained(told)
    for boot in judged(told):
        messages = [each.message for each in boot.clauses if each.verdict == "fail"]
        assert [message for message in messages if str(message) not in text] == []
        assert boot.verdict != "fail" or str(boot.stopped_at or "did not stop") in text


@pytest.mark.parametrize("told", MUTATED.values(), ids=MUTATED)
def test_the_reverse_holds_for_the_clauses_that_fail_and_no_other(told: Sequence[Told]) -> None:
    failing, boots = judge_says(told), list(judged(told))
    for clause in CLAUSES:
        if clause in failing:
            assert_fails(boots, clause, failing[clause])
        else:
            with pytest.raises(AssertionError, match=f"{clause} should have failed"):
                assert_fails(boots, clause)


def test_there_is_more_than_one_mutation_of_every_kind() -> None:
    kinds = [name.partition("-")[0] for name in MUTATED]
    assert {kind: kinds.count(kind) > 1 for kind in set(kinds) - {"nothing"}} == dict.fromkeys(
        ("missing", "swapped", "actor", "moved", "stop", "driver"), True
    )
