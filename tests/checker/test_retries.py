"""Where a profile lets a step be tried again, a try that came to nothing is no fault if a better one follows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from pytest_cloudflow.checker import judge
from pytest_cloudflow.factories import Boot, Ids, Told, Trace, header_of, interleave, tell
from pytest_cloudflow.profiles import load_profile

from ._judging import CLASSIC, LATER, outcomes
from ._mutations import change, drop, retimed, told

RETRIES = replace(CLASSIC, steps=tuple(replace(s, retries=3 * (s.number in (4, 20))) for s in CLASSIC.steps))
PAIRS = {"CF-05": ("4", "5"), "CF-20": ("20.request", "20.response")}


def tried_again(boot: Sequence[Told], asked: str, answer: str, times: int = 1) -> list[Told]:
    """The exchange with these marks happens once more before it, without the answer's being any good."""
    place = next(n for n, each in enumerate(boot) if each.mark == asked)
    pair = [each for each in boot if each.mark in (asked, answer)]
    refused = change(pair, answer, status=503, facts={"failure": None})
    tries = [_renamed(each, f"try-{n}") for n in range(times) for each in refused]
    return retimed([*boot[:place], *tries, *boot[place:]])


def _renamed(each: Told, exchange: str) -> Told:
    return each._replace(event=replace(each.event, exchange=exchange), mark=f"{exchange} {each.mark}")


def judged(boot: Sequence[Told], profile: object = RETRIES) -> dict[str, str]:
    earlier = tell(Boot(start=boot[0].at - 10.0), Ids("eeeeeeee"))
    events = tuple(each.event for each in interleave(earlier, boot))
    verdicts = list(judge(Trace(header_of(events), events, events[-1].time + LATER), profile))  # type: ignore[arg-type]
    return outcomes(max(verdicts, key=lambda verdict: verdict.started))


@pytest.mark.parametrize("clause", PAIRS)
def test_a_validation_that_was_refused_and_then_held_is_no_fault(clause: str) -> None:
    found = judged(tried_again(told(), *PAIRS[clause], times=3))
    assert [name for name, outcome in found.items() if outcome.startswith("fail")] == []


@pytest.mark.parametrize("clause", PAIRS)
def test_one_that_nobody_answered_before_is_none_either(clause: str) -> None:
    boot = drop(tried_again(told(), *PAIRS[clause]), f"try-0 {PAIRS[clause][1]}")
    assert judged(boot)[clause] == "pass"


def test_one_that_never_held_is_refused() -> None:
    boot = change(tried_again(told(stop="revoked_token"), "4", "5"), "5", status=503)
    assert judged(boot)["CF-05"] == "fail rejected"


def test_where_nothing_is_said_of_tries_the_first_is_judged() -> None:
    assert judged(tried_again(told(), "4", "5"), CLASSIC)["CF-05"] == "fail rejected"


def test_a_current_openstack_asks_again() -> None:
    assert {s.number for s in load_profile("openstack").steps if s.retries} >= {4, 20}
