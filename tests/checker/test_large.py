"""Boots of many thousand events are judged as small ones are; how long it takes is no part of it."""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from pytest_cloudflow.factories import Told

from ._judging import PASSES, assert_outcomes, judge_one, outcomes
from ._mutations import told

MANY = 5_000


def _with(boot: list[Told], after: str, extra: list[Told]) -> list[Told]:
    place = next(i for i, each in enumerate(boot) if each.mark == after) + 1
    return [*boot[:place], *extra, *boot[place:]]


def test_a_long_chain_of_causes_told_backwards_is_tied_to_its_boot() -> None:
    boot = told()
    request = next(each for each in boot if each.mark == "14")
    links = [
        request._replace(
            mark="noise",
            event=replace(request.event, method=f"m{i}", message_id=f"c{i}", cause=f"c{i - 1}", instance_id=UNSET),
        )
        for i in range(1, MANY)
    ]
    root = request._replace(mark="noise", event=replace(request.event, method="m0", message_id="c0"))
    assert_outcomes(judge_one(_with(boot, "14", [*reversed(links), root])), PASSES)


def test_a_state_that_flaps_is_charged_once() -> None:
    boot = told()
    state = next(each for each in boot if each.mark == "S1")
    flapping = [
        state._replace(mark="noise", event=replace(state.event, task_state=("a", "b")[i % 2])) for i in range(MANY)
    ]
    found = outcomes(judge_one(_with(boot, "S1", flapping)))
    assert {clause for clause, outcome in found.items() if outcome.startswith("fail")} == {"CF-S1"}


def test_a_message_that_is_delivered_thousands_of_times_is_one_fault() -> None:
    boot = told()
    deliver = next(each for each in boot if each.mark == "13")
    found = outcomes(judge_one(_with(boot, "13", [deliver._replace(mark="noise")] * MANY)))
    assert {clause for clause, outcome in found.items() if outcome.startswith("fail")} == {"CF-ONCE"}
