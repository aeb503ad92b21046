"""What no component of the reference can do wrong is judged all the same, on traces that were made so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_cloudflow.factories import Told
from reference_impl.violations import BY_NOBODY, EMPTY, Cell

from ._judging import CLASSIC, judge_one
from ._mutations import change, drop, move, told

LAWFUL = ("pass", "not_applicable")

MADE: dict[Cell, Callable[[], list[Told]]] = {
    Cell("CF-01", "missing"): lambda: drop(told(), "1"),
    Cell("CF-02", "missing"): lambda: drop(told(), "2"),
    Cell("CF-02", "rejected"): lambda: told(stop="wrong_password", scenario="image"),
    Cell("CF-03", "missing"): lambda: drop(told(), "3"),
    Cell("CF-03", "out_of_order"): lambda: move(told(), "3", before="2"),
    Cell("CF-03", "wrong_data"): lambda: change(told(), "3", token="sha256:ffffffffffffffff"),
    Cell("CF-04", "out_of_order"): lambda: move(told(), "4", before="3"),
    Cell("CF-13", "wrong_data"): lambda: change(told(), "13", server="h2"),
    Cell("CF-14", "out_of_order"): lambda: move(told(), "14", before="13"),
    Cell("CF-16", "out_of_order"): lambda: move(told(), "16", before="15"),
    Cell("CF-18", "wrong_actor"): lambda: change(told(), "18", source="nova-api"),
}


@pytest.mark.parametrize("cell", BY_NOBODY, ids="-".join)
def test_a_made_trace_fails_exactly_that_clause_for_that_reason(cell: Cell) -> None:
    clauses = judge_one(MADE[cell]()).clauses
    failed = [(clause.id, clause.reason, clause.message) for clause in clauses if clause.verdict == "fail"]
    assert [found[:2] for found in failed] == [cell], failed
    others = [clause for clause in clauses if clause.id != cell.clause]
    assert [(c.id, c.reason) for c in others if c.verdict not in LAWFUL and c.reason != "not_reached"] == []


def test_each_of_them_is_made() -> None:
    assert MADE.keys() == BY_NOBODY.keys()


def test_nothing_is_said_of_the_first_step_that_could_be_wrong() -> None:
    """So the cells in which nothing can stand are none that somebody forgot."""
    first = CLASSIC.steps[0]
    assert (first.clause, dict(first.must), first.after or ()) == ("CF-01", {}, ())
    assert set(EMPTY) == {Cell("CF-01", "out_of_order"), Cell("CF-01", "wrong_data")}
