"""A step that came before the end of the one before it is charged with it, and it alone."""

from __future__ import annotations

from typing import Any

import pytest

from ._judging import assert_outcomes, clause_of, judge_one
from ._mutations import drop, move, told

OUT_OF_ORDER = "fail out_of_order"

STEPS = [
    # step, the event that comes too early, the event that it comes before
    ("02", "2", "1"),
    ("03", "3", "2"),
    ("04", "4", "3"),
    ("05", "5", "4"),
    ("06", "6", "5"),
    ("07", "7", "6"),
    ("08", "8", "7"),
    ("09", "9", "8"),
    ("10", "10.read", "9"),
    ("11", "11.write", "10.weigh"),
    ("11", "11.reply", "10.weigh"),
    ("12", "12", "11.reply"),
    ("13", "13", "12"),
    ("14", "14", "13"),
    ("15", "15", "14"),
    ("16", "16", "15"),
    ("17", "17", "16"),
    ("18", "18", "17"),
    ("19", "19", "18"),
    ("20", "20.request", "19"),
    ("21", "21.metadata", "20.response"),
    ("21", "21.metadata", "20.request"),
    ("22", "22", "21.file"),
    ("23", "23.request", "22"),
    ("24", "24", "23.response"),
    ("25", "25", "24"),
    ("26", "26.request", "25"),
    ("27", "27", "26.response"),
    ("28", "28.define", "27"),
]


@pytest.mark.parametrize(
    ("step", "mark", "before"), STEPS, ids=[f"{mark}-before-{before}" for _, mark, before in STEPS]
)
def test_the_step_that_came_too_early_is_charged(step: str, mark: str, before: str) -> None:
    assert_outcomes(judge_one(move(told(), mark, before=before)), {f"CF-{step}": OUT_OF_ORDER})


@pytest.mark.parametrize(
    ("step", "mark", "before"), STEPS, ids=[f"{mark}-before-{before}" for _, mark, before in STEPS]
)
def test_two_events_bear_witness_to_a_wrong_order(step: str, mark: str, before: str) -> None:
    boot = move(told(), mark, before=before)
    clause = clause_of(judge_one(boot), f"CF-{step}")
    first, second = clause.witness
    assert first.seq != second.seq
    assert clause.message


def test_quotas_are_read_for_no_token_that_was_not_validated() -> None:
    """They are evidence of step 6 as the flavor is; but a boot that reads none lacks nothing."""
    boot = [each._replace(mark="quotas") if each.event.table == "quotas" else each for each in told()]
    assert_outcomes(judge_one(move(boot, "quotas", before="5")), {"CF-06": OUT_OF_ORDER})
    assert_outcomes(judge_one(drop(boot, "quotas")), {})


def test_only_the_nearest_earlier_step_is_looked_at() -> None:
    """5 is missing, and 6 lies after 4: nothing is out of order."""
    boot = [each for each in told() if each.mark != "5"]
    assert_outcomes(judge_one(boot), {"CF-05": "fail missing"})


def test_without_an_image_the_port_is_held_against_step_18() -> None:
    boot = move(told(image=False), "22", before="18")
    not_applicable = {f"CF-{number}": "not_applicable no_image" for number in (19, 20, 21)}
    assert_outcomes(judge_one(boot), not_applicable | {"CF-22": OUT_OF_ORDER})


@pytest.mark.parametrize("nth", [0, 1], ids=["first", "second"])
def test_no_volume_is_asked_for_before_the_last_network_is_known(nth: int) -> None:
    boot = move(told(networks=2, volumes=2), "25", before="24", nth=nth)
    assert_outcomes(judge_one(boot), {"CF-25": OUT_OF_ORDER})


def test_networks_are_asked_for_all_at_once() -> None:
    """Repetitions are unordered among themselves."""
    boot = move(told(networks=2, volumes=2), "22", before="22", nth=1)
    assert_outcomes(judge_one(boot), {})


def test_networks_are_answered_in_any_order() -> None:
    boot = move(move(told(networks=2), "22", before="22", nth=1), "24", after="24")
    assert_outcomes(judge_one(boot), {})


ROWS: dict[str, tuple[str, dict[str, Any], str]] = {
    "scheduling-before-its-entry": ("S1", {"before": "7"}, "CF-S1"),
    "scheduling-after-the-request": ("S1", {"after": "8"}, "CF-S1"),
    "networking-before-the-image-is-there": ("S2", {"before": "21.file"}, "CF-S2"),
    "networking-after-the-port-was-asked-for": ("S2", {"after": "22"}, "CF-S2"),
    "block-devices-before-the-address": ("S3", {"before": "24"}, "CF-S3"),
    "block-devices-after-the-volume-was-asked-for": ("S3", {"after": "25"}, "CF-S3"),
    "spawning-before-the-volume-is-there": ("S4", {"before": "27"}, "CF-S4"),
    "spawning-after-the-definition": ("S4", {"after": "28.define"}, "CF-S4"),
    "active-before-the-start": ("S5", {"before": "28.start"}, "CF-S5"),
    "active-before-the-definition": ("S5", {"before": "28.define"}, "CF-S5"),
}


@pytest.mark.parametrize(("mark", "place", "clause"), ROWS.values(), ids=ROWS)
def test_a_row_at_the_wrong_place_is_charged_and_not_the_step(mark: str, place: dict[str, Any], clause: str) -> None:
    assert_outcomes(judge_one(move(told(), mark, **place)), {clause: OUT_OF_ORDER})


def test_scheduling_is_kept_until_the_launch_is_out() -> None:
    boot = move(told(), "no_task", before="12")
    assert_outcomes(judge_one(boot), {"CF-S1": "fail"})
