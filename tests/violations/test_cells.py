"""The cells of the matrix: as many as the flow has, and each is brought about by something."""

from collections import Counter

import pytest

from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.profiles._model import Step
from pytest_cloudflow.verdicts import CLAUSES
from reference_impl.violations import BY_NOBODY, CELLS, EMPTY, KINDS, VIOLATIONS, Cell

KILLED = {Cell(each.clause, each.reason) for each in VIOLATIONS}


def kind_of(step: Step) -> str:
    """What a step is, by its evidence."""
    events = [(each.any_of or (each,))[0] for each in step.found]
    kinds = {each.event for each in events}
    if kinds == {"http.request", "http.response"}:
        return "validation"
    if any(each.reply and each.event == "rpc.publish" for each in events):
        return "reply"
    channel, _, kind = events[0].event.partition(".")
    return kind if channel in ("http", "rpc") else "act"


@pytest.mark.parametrize("step", load_profile("classic").steps, ids=lambda step: str(step.clause))
def test_each_step_is_of_the_kind_that_the_profile_says(step: Step) -> None:
    assert step.number in KINDS[kind_of(step)]


def test_each_cell_stands_once_and_every_clause_has_some() -> None:
    assert [cell for cell, times in Counter(CELLS).items() if times > 1] == []
    assert {cell.clause for cell in CELLS} == set(CLAUSES)


def test_each_cell_is_killed_by_behaviour_or_is_said_to_be_beyond_it() -> None:
    assert set(CELLS) - KILLED - BY_NOBODY.keys() - EMPTY.keys() == set()


def test_what_is_beyond_behaviour_is_not_killed_by_it() -> None:
    assert KILLED & (BY_NOBODY.keys() | EMPTY.keys()) == set()
    assert BY_NOBODY.keys() & EMPTY.keys() == set()


def test_no_violation_stands_outside_of_the_matrix() -> None:
    assert (KILLED | BY_NOBODY.keys() | EMPTY.keys()) - set(CELLS) == set()


def test_as_many_as_the_contract_has() -> None:
    """14 requests, publishes and acts of four reasons and 2 refusals; 4 delivers of two and 1 more; 7 answers of three
    and 5 of a fourth; 3 validations of three; 5 rows of three; and the rules."""
    assert len(CELLS) == (14 * 4 + 2) + (4 * 2 + 1) + (7 * 3 + 5) + 3 * 3 + 5 * 3 + 5
