"""A wait ends with what it waits for, or with one line that names a log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deployments.openstack._waiting import Waiting
from pytest_cloudflow.errors import TargetError

LOG, PRINTED = Path("/logs/nova-api.log"), Path("/output/nova-api.out")


@pytest.fixture
def waiting() -> Waiting:
    """A second passes with each pause."""
    seconds = [0.0]

    def pause(_: float) -> None:
        seconds[0] += 1.0

    return Waiting(lambda: seconds[0], pause)


def after(times: int) -> Iterator[bool]:
    yield from [False] * times
    while True:
        yield True


def test_it_ends_as_soon_as_it_holds(waiting: Waiting) -> None:
    answers = after(3)
    waiting.until(lambda: next(answers), "it holds", log=LOG)
    assert next(answers)


def test_a_deadline_that_passes_names_the_log(waiting: Waiting) -> None:
    with pytest.raises(TargetError, match=r"waited 5 s until nova-api answers; see /logs/nova-api.log"):
        waiting.until(lambda: False, "nova-api answers", log=LOG, printed=PRINTED, seconds=5.0)


def test_a_process_that_ended_is_not_waited_for(waiting: Waiting) -> None:
    lives = after(2)
    with pytest.raises(TargetError, match=r"nova-api answers, but its process ended; see /output/nova-api.out"):
        waiting.until(lambda: False, "nova-api answers", log=LOG, printed=PRINTED, lives=lambda: not next(lives))


def test_what_holds_as_its_process_ends_holds(waiting: Waiting) -> None:
    waiting.until(lambda: True, "it holds", log=LOG, lives=lambda: False)
