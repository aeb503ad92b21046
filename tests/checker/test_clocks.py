"""What is known of the order of two events: by one clock, by cause, by time; else it is left open."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from pytest_cloudflow.factories import ClockEach, Stop, Told
from pytest_cloudflow.verdicts import BootVerdict

from ._judging import assert_outcomes, header_for, judge_one
from ._mutations import move, told

PACE = 0.2
SKEW = 0.05


def judged(boot: Sequence[Told], max_skew: float = SKEW) -> BootVerdict:
    return judge_one(boot, header=header_for(boot, max_skew=max_skew))


def apart(**said: float) -> list[Told]:
    """A boot with a clock for each component."""
    return told(clocks=ClockEach(), pace=PACE, volumes=1, **said)


def shifted(boot: Sequence[Told], mark: str, seconds: float) -> list[Told]:
    """The clock that stamped this event was off by so much, once."""
    return [
        each._replace(event=replace(each.event, time=round(each.event.time + seconds, 6)))
        if each.mark == mark
        else each
        for each in boot
    ]


def test_on_one_clock_the_sequence_decides_and_never_the_time() -> None:
    boot = told()
    backwards = [each._replace(event=replace(each.event, time=boot[0].at - at * 1e-6)) for at, each in enumerate(boot)]
    assert_outcomes(judge_one(backwards), {})


def test_on_one_clock_times_cannot_mend_a_wrong_sequence() -> None:
    boot = move(told(), "6", before="5")
    assert_outcomes(judge_one(shifted(boot, "6", 5.0)), {"CF-06": "fail out_of_order"})


def test_across_clocks_times_far_apart_decide() -> None:
    """keystone's answer is stamped a second after nova-api has read its database."""
    assert_outcomes(judged(shifted(apart(), "5", 1.0)), {"CF-06": "fail out_of_order"})


def test_across_clocks_times_within_the_skew_leave_it_open() -> None:
    assert_outcomes(judged(shifted(apart(), "5", PACE)), {"CF-06": "inconclusive concurrent"})


@pytest.mark.parametrize("seconds", [PACE - SKEW + 0.01, PACE, PACE + SKEW - 0.01])
def test_as_long_as_the_times_are_not_more_than_the_skew_apart(seconds: float) -> None:
    assert_outcomes(judged(shifted(apart(), "5", seconds)), {"CF-06": "inconclusive concurrent"})


@pytest.mark.parametrize("seconds", [0.0, PACE - SKEW - 0.01])
def test_in_order_by_more_than_the_skew_is_in_order(seconds: float) -> None:
    assert_outcomes(judged(shifted(apart(), "5", seconds)), {})


@pytest.mark.parametrize("mark", ["9", "13", "15"])
def test_a_message_is_published_before_it_is_delivered_whatever_the_clocks_say(mark: str) -> None:
    """The picker's whole clock is behind; its own events stay in order among themselves."""
    boot = apart()
    behind = next(each.event.clock for each in boot if each.mark == mark)
    off = [
        each._replace(event=replace(each.event, time=each.event.time - 0.15)) if each.event.clock == behind else each
        for each in boot
    ]
    verdict = judged(off, max_skew=0.01)
    step = f"CF-{mark.zfill(2)}"
    assert next(clause.verdict for clause in verdict.clauses if clause.id == step) == "pass"


@pytest.mark.parametrize(("mark", "step"), [("2", "CF-02"), ("5", "CF-05")])
def test_a_request_comes_before_its_response_whatever_the_clocks_say(mark: str, step: str) -> None:
    verdict = judged(shifted(apart(), mark, -0.5))
    assert next(clause.verdict for clause in verdict.clauses if clause.id == step) == "pass"


def test_what_is_served_comes_before_what_names_it_as_cause_whatever_the_clocks_say() -> None:
    """nova-api asks keystone half a second before, by its clock, the client sent the request that it serves."""
    verdict = judged(shifted(apart(), "4", -0.5))
    assert next(clause.verdict for clause in verdict.clauses if clause.id == "CF-04") == "pass"


def test_across_clocks_the_place_in_the_trace_says_nothing() -> None:
    """5 and 6 change places in the trace, and keep their times."""
    boot = apart()
    five = next(index for index, each in enumerate(boot) if each.mark == "5")
    six = next(index for index, each in enumerate(boot) if each.mark == "6")
    boot[five], boot[six] = boot[six]._replace(at=boot[five].at), boot[five]._replace(at=boot[six].at)
    assert_outcomes(judged(boot), {})


def test_two_nova_computes_have_a_clock_each() -> None:
    clocks = {each.event.clock for each in told(clocks=ClockEach(), failed_hosts=("h2",))}
    assert {"nova-compute.h1", "nova-compute.h2"} <= clocks


def late(boot: Sequence[Told], clock: str) -> list[Told]:
    """The stream brings what this clock has stamped last; times and each clock's sequence stay."""
    moved = sorted(boot, key=lambda each: each.event.clock == clock)
    return [each._replace(at=place.at) for each, place in zip(moved, boot, strict=True)]


def again_by(boot: Sequence[Told], mark: str, clock: str, seconds: float) -> list[Told]:
    """The stream ends with this event once more, as another clock has stamped it, so much after the last one."""
    event = next(each.event for each in boot if each.mark == mark)
    last = boot[-1]
    again = replace(event, clock=clock, time=last.event.time + seconds, cause=None)
    return [*boot, last._replace(event=again, mark="again", at=last.at + 0.001)]


@pytest.mark.parametrize("stop", [None, "driver"])
def test_a_state_that_comes_late_in_the_stream_leaves_no_end_state(stop: Stop | None) -> None:
    """nova-api's first state comes after the last one; by cause it was before all that followed."""
    boot = late(told(clocks=ClockEach(), pace=0.01, stop=stop), "nova-api")
    end = next(clause for clause in judged(boot, max_skew=1e6).clauses if clause.id == "CF-END")
    assert (end.verdict, end.reason) == ("pass", None)


@pytest.mark.parametrize(("stop", "mark"), [(None, "S5"), ("driver", "error")])
@pytest.mark.parametrize(
    ("seconds", "reason"), [(1.0, "wrong_state"), (0.0, "concurrent"), (-0.01, "concurrent"), (-100.0, None)]
)
def test_an_end_state_is_left_by_what_is_known_to_come_after_it(
    stop: Stop | None, mark: str, seconds: float, reason: str | None
) -> None:
    boot = told(clocks=ClockEach(), pace=0.01, stop=stop, volumes=1)
    ended = max(place for place, each in enumerate(boot) if each.mark == mark)
    boot = again_by(boot[: ended + 1], "S2", "elsewhere", seconds)
    end = next(clause for clause in judged(boot).clauses if clause.id == "CF-END")
    assert end.reason == reason
