"""What was not seen though all was watched is missing, and nothing else is charged for it."""

from __future__ import annotations

import pytest

from ._judging import NOT_REACHED, OPEN, Outcomes, assert_outcomes, clause_of, judge_one
from ._mutations import drop, drop_nth, told

MISSING = "fail missing"

ONE_STEP: dict[str, tuple[tuple[str, ...], Outcomes]] = {
    "credentials": (("1",), {"CF-01": MISSING}),
    "question-of-the-token": (("4",), {"CF-04": MISSING}),
    "answer-of-the-token": (("5",), {"CF-05": MISSING}),
    "question-and-answer": (("4", "5"), {"CF-04": MISSING, "CF-05": NOT_REACHED}),
    "flavor": (("6",), {"CF-06": MISSING}),
    "entry": (("7",), {"CF-07": MISSING}),
    "scheduler-request": (("8",), {"CF-08": MISSING}),
    "scheduler-delivery": (("9",), {"CF-09": MISSING}),
    "hosts-read": (("10.read",), {"CF-10": MISSING}),
    "filters": (("10.filter",), {"CF-10": MISSING}),
    "weighing": (("10.weigh",), {"CF-10": MISSING}),
    "all-of-10": (("10.read", "10.filter", "10.weigh"), {"CF-10": MISSING}),
    "host-written": (("11.write",), {"CF-11": MISSING}),
    "host-returned": (("11.reply",), {"CF-11": MISSING}),
    "all-of-11": (("11.write", "11.reply"), {"CF-11": MISSING}),
    "launch": (("12",), {"CF-12": MISSING}),
    "launch-delivery": (("13",), {"CF-13": MISSING}),
    "launch-and-delivery": (("12", "13"), {"CF-12": MISSING, "CF-13": NOT_REACHED}),
    "question-to-conductor": (("14",), {"CF-14": MISSING}),
    "conductor-delivery": (("15",), {"CF-15": MISSING}),
    "instance-read": (("16",), {"CF-16": MISSING}),
    "conductor-reply": (("17",), {"CF-17": MISSING}),
    "reply-delivery": (("18",), {"CF-18": MISSING}),
    "image-request": (("19",), {"CF-19": MISSING}),
    "image-validation": (("20.request", "20.response"), {"CF-20": MISSING}),
    "image-validation-answer": (("20.response",), {"CF-20": MISSING}),
    "image-metadata": (("21.metadata",), {"CF-21": MISSING}),
    "image-data": (("21.file",), {"CF-21": MISSING}),
    "port-request": (("22",), {"CF-22": MISSING}),
    "port-validation": (("23.request", "23.response"), {"CF-23": MISSING}),
    "port-validation-answer": (("23.response",), {"CF-23": MISSING}),
    "port-answer": (("24",), {"CF-24": MISSING, "CF-ADDRESS": OPEN}),
    "attachment-request": (("25",), {"CF-25": MISSING}),
    "attachment-validation": (("26.request", "26.response"), {"CF-26": MISSING}),
    "attachment-validation-answer": (("26.response",), {"CF-26": MISSING}),
    "attachment-answer": (("27",), {"CF-27": MISSING}),
    "definition": (("28.define",), {"CF-28": MISSING}),
    "start": (("28.start",), {"CF-28": MISSING}),
    "definition-and-start": (("28.define", "28.start"), {"CF-28": MISSING}),
}


@pytest.mark.parametrize(("marks", "expected"), ONE_STEP.values(), ids=ONE_STEP)
def test_what_was_not_seen_is_missing(marks: tuple[str, ...], expected: Outcomes) -> None:
    assert_outcomes(judge_one(drop(told(), *marks)), expected)


ROWS: dict[str, tuple[str, Outcomes]] = {
    "scheduling": ("S1", {"CF-S1": MISSING}),
    "networking": ("S2", {"CF-S2": MISSING}),
    "block-device-mapping": ("S3", {"CF-S3": MISSING}),
    "spawning": ("S4", {"CF-S4": MISSING}),
    "active": ("S5", {"CF-S5": MISSING, "CF-END": OPEN, "CF-ADDRESS": OPEN}),
}


@pytest.mark.parametrize(("mark", "expected"), ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("no_task", [True, False], ids=["with-no-task", "scheduling-kept"])
def test_a_row_that_nothing_took_the_place_of_is_missing(mark: str, expected: Outcomes, no_task: bool) -> None:
    assert_outcomes(judge_one(drop(told(no_task=no_task), mark)), expected)


REPEATED: dict[str, tuple[str, tuple[str, ...], Outcomes]] = {
    "port-request": ("22", ("22", "23.request", "23.response", "24"), {"CF-22": MISSING, "CF-23": OPEN, "CF-24": OPEN}),
    "attachment": ("25", ("25", "26.request", "26.response", "27"), {"CF-25": MISSING, "CF-26": OPEN, "CF-27": OPEN}),
}


@pytest.mark.parametrize(("step", "marks", "expected"), REPEATED.values(), ids=REPEATED)
@pytest.mark.parametrize("nth", [0, 1, 2], ids=["first", "second", "third"])
def test_fewer_repetitions_than_entries_asked_for_are_missing(
    step: str, marks: tuple[str, ...], expected: Outcomes, nth: int
) -> None:
    boot = told(networks=3, volumes=3)
    for mark in marks:
        boot = drop_nth(boot, mark, nth)
    assert_outcomes(judge_one(boot), expected)


@pytest.mark.parametrize("nth", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("mark", ["24", "27"])
def test_one_answer_less_than_requests_is_missing(mark: str, nth: int) -> None:
    boot = drop_nth(told(networks=2, volumes=2), mark, nth)
    assert_outcomes(judge_one(boot), {f"CF-{mark}": MISSING})


def test_what_an_image_needs_is_not_wanted_of_a_boot_from_volume() -> None:
    boot = drop(told(image=False), "S2")
    assert_outcomes(judge_one(boot), {f"CF-{n}": "not_applicable no_image" for n in (19, 20, 21)} | {"CF-S2": MISSING})


def test_a_missing_step_says_what_was_expected() -> None:
    clause = clause_of(judge_one(drop(told(), "9")), "CF-09")
    assert clause.message is not None
    assert "nova-scheduler" in clause.message


NO_ADDRESS: dict[str, tuple[tuple[str, ...], Outcomes]] = {
    "no-port": (
        ("22", "23.request", "23.response", "24"),
        {"CF-22": MISSING, "CF-23": NOT_REACHED, "CF-24": NOT_REACHED},
    ),
    "no-answer": (("24",), {"CF-24": MISSING}),
    "never-active": (("S5",), {"CF-S5": MISSING, "CF-END": NOT_REACHED}),
}


@pytest.mark.parametrize(("marks", "expected"), NO_ADDRESS.values(), ids=NO_ADDRESS)
def test_without_an_address_or_an_end_no_address_is_reached(marks: tuple[str, ...], expected: Outcomes) -> None:
    boot = drop(told(networks=1, looked_at=True), *marks)
    assert_outcomes(judge_one(boot), {**expected, "CF-ADDRESS": NOT_REACHED})
