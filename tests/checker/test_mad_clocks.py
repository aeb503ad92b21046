"""Order from evidence: clocks that are mad change no verdict that causality or one clock's sequence decides.

What cannot be ordered is left open and never a failure; what is missing, wrong or done by the wrong one is found
whatever the clocks say, and so is a wrong order that one clock's sequence or causality proves.
"""

from __future__ import annotations

from dataclasses import replace as with_
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_cloudflow.factories import Boot, ClockEach, Told
from pytest_cloudflow.verdicts import BootVerdict

from ._clocks import HOUR, mad, shuffled
from ._judging import failing, header_for, judge_one, outcomes
from ._mutations import change, drop, move
from .test_properties import ACTORS, BOUNDED, DROPPED, MOVED, SWAPPED, any_shape, full_boots, lawful_boots, told_of

SURELY = 1000 * HOUR
"""More than any two of these clocks are ever apart."""
PACE, SKEW = 0.004, 0.001
"""Seconds from event to event, and by which clocks may differ, where the stream is out of order."""
LOOKED_AT = {"CF-ADDRESS"}
"""A clock that jumps after the end may close a boot's window before somebody has looked at it."""
PROVEN = {
    "7": "6", "8": "7", "10.read": "9", "11.reply": "10.weigh", "12": "11.reply", "14": "13", "16": "15", "17": "16",
    "19": "18", "25": "24", "28.define": "27",
}  # fmt: skip
"""Moves that one clock proves, for it has told both steps; of 25 and 28, by requests that are answered later."""
seeds = st.integers(0, 2**32)


def apart(boot: Boot, seed: int) -> list[Told]:
    """The boot as told by a clock for each component."""
    return told_of(with_(boot, clocks=ClockEach()), seed)


def judged(told: list[Told], max_skew: float = SURELY) -> BootVerdict:
    return judge_one(told, header=header_for(told, max_skew=max_skew))


def open_or_good(verdict: BootVerdict) -> dict[str, str]:
    """The clauses that came out as neither passed, nor not applicable, nor left open for want of an order."""
    good = ("pass", "not_applicable", "inconclusive concurrent")
    return {clause: word for clause, word in outcomes(verdict).items() if not word.startswith(good)}


def found(verdict: BootVerdict) -> dict[str, str]:
    return {clause: text.partition(":")[0] for clause, text in failing([verdict]).items()}


def clause_of(mark: str) -> str:
    return f"CF-{mark.partition('.')[0].zfill(2)}" if mark[0].isdigit() else f"CF-{mark}"


def wrongs() -> dict[str, tuple[Any, dict[str, str]]]:
    """What can be done to a full boot that has nothing to do with order, and what fails for it."""
    made: dict[str, tuple[Any, dict[str, str]]] = {}
    for mark, clause in DROPPED.items():
        made[f"drop-{mark}"] = (lambda boot, mark=mark: drop(boot, mark)), {clause: "missing"}
    for name, (mark, said) in SWAPPED.items():
        wrong = lambda boot, mark=mark, said=said: change(boot, mark, **said)  # noqa: E731
        made[name] = wrong, {clause_of(mark): "wrong_data"}
    for mark, actor in ACTORS.items():
        wrong = lambda boot, mark=mark, actor=actor: change(boot, mark, source=actor)  # noqa: E731
        made[f"{mark}-by-{actor}"] = wrong, {clause_of(mark): "wrong_actor"}
    return made


WRONGS = wrongs()


@BOUNDED
@given(lawful_boots(), seeds, seeds)
def test_on_one_clock_mad_times_change_nothing(boot: Boot, seed: int, madness: int) -> None:
    told = told_of(boot, seed)
    sane, insane = outcomes(judge_one(told)), outcomes(judge_one(mad(told, Random(madness))))
    assert {clause: insane[clause] for clause in sane.keys() - LOOKED_AT} == {
        clause: sane[clause] for clause in sane.keys() - LOOKED_AT
    }


@BOUNDED
@given(full_boots, st.sampled_from(sorted(MOVED)), seeds, seeds)
def test_on_one_clock_a_wrong_order_is_found_whatever_the_times(boot: Boot, mark: str, seed: int, madness: int) -> None:
    told = mad(move(told_of(boot, seed), mark, before=MOVED[mark]), Random(madness))
    assert found(judge_one(told)) == {clause_of(mark): "out_of_order"}


@BOUNDED
@given(full_boots, st.sampled_from(sorted(WRONGS)), seeds, seeds)
def test_on_one_clock_what_is_wrong_is_found_whatever_the_times(boot: Boot, name: str, seed: int, madness: int) -> None:
    wrong, expected = WRONGS[name]
    assert found(judge_one(mad(wrong(told_of(boot, seed)), Random(madness)))) == expected


@BOUNDED
@given(lawful_boots(), seeds, seeds)
def test_mad_clocks_never_fail_a_boot_that_conforms(boot: Boot, seed: int, madness: int) -> None:
    verdict = judged(mad(apart(boot, seed), Random(madness)))
    assert open_or_good(verdict).keys() <= LOOKED_AT


@BOUNDED
@given(full_boots, st.sampled_from(sorted(WRONGS)), seeds, seeds)
def test_what_is_wrong_is_found_whatever_the_clocks(boot: Boot, name: str, seed: int, madness: int) -> None:
    wrong, expected = WRONGS[name]
    assert found(judged(mad(wrong(apart(boot, seed)), Random(madness)))) == expected


@BOUNDED
@given(full_boots, st.sampled_from(sorted(PROVEN)), seeds, seeds)
def test_a_wrong_order_that_is_proven_is_found_whatever_the_clocks(
    boot: Boot, mark: str, seed: int, madness: int
) -> None:
    told = mad(move(apart(boot, seed), mark, before=PROVEN[mark]), Random(madness))
    assert found(judged(told)) == {clause_of(mark): "out_of_order"}


@BOUNDED
@given(full_boots, st.sampled_from(sorted(MOVED.keys() - PROVEN.keys())), seeds, seeds)
def test_a_wrong_order_that_nothing_proves_is_left_open(boot: Boot, mark: str, seed: int, madness: int) -> None:
    told = mad(move(apart(boot, seed), mark, before=MOVED[mark]), Random(madness))
    assert open_or_good(judged(told)).keys() <= LOOKED_AT


@BOUNDED
@given(lawful_boots(pace=PACE), seeds, seeds)
def test_the_place_in_the_stream_says_nothing_across_clocks(boot: Boot, seed: int, order: int) -> None:
    told = apart(boot, seed)
    verdict = judged(shuffled(told, Random(order)), max_skew=SKEW)
    assert outcomes(verdict) == outcomes(judged(told, max_skew=SKEW))


@BOUNDED
@given(lawful_boots(pace=PACE), seeds, seeds, seeds)
def test_mad_clocks_in_a_shuffled_stream_never_fail_a_boot_that_conforms(
    boot: Boot, seed: int, order: int, madness: int
) -> None:
    told = shuffled(mad(apart(boot, seed), Random(madness), jumping=False), Random(order))
    assert failing([judged(told)]) == {}


@BOUNDED
@given(full_boots, st.sampled_from(sorted(WRONGS)), seeds, seeds)
def test_what_is_wrong_is_found_in_a_shuffled_stream(boot: Boot, name: str, seed: int, order: int) -> None:
    wrong, expected = WRONGS[name]
    told = shuffled(wrong(apart(with_(boot, pace=PACE), seed)), Random(order))
    assert found(judged(told, max_skew=SKEW)) == expected


STOPS = {"no_valid_host": "CF-10", "image_missing": "CF-21", "network_refused": "CF-24", "driver": "CF-28"}


@pytest.mark.parametrize("stop", STOPS)
@BOUNDED
@given(any_shape, seeds, seeds, seeds)
def test_a_boot_that_was_refused_fails_one_clause_whatever_the_clocks(
    stop: Any, boot: Boot, seed: int, order: int, madness: int
) -> None:
    told = apart(with_(boot, stop=stop, pace=PACE), seed)
    for seen in (mad(told, Random(madness)), shuffled(told, Random(order))):
        assert set(found(judged(seen))) == {STOPS[stop]}


@BOUNDED
@given(any_shape, st.lists(st.sampled_from(["a1", "a2"]), min_size=1, max_size=2), seeds, seeds)
def test_a_boot_that_was_tried_again_never_fails_whatever_the_clocks(
    boot: Boot, hosts: list[str], seed: int, madness: int
) -> None:
    verdict = judged(mad(apart(with_(boot, failed_hosts=tuple(hosts)), seed), Random(madness)))
    assert failing([verdict]) == {}
    assert [attempt.host for attempt in verdict.attempts] == hosts


@BOUNDED
@given(any_shape, st.lists(st.sampled_from(["a1", "a2"]), min_size=1, max_size=2), seeds, seeds)
def test_a_boot_that_was_tried_again_never_fails_in_a_shuffled_stream(
    boot: Boot, hosts: list[str], seed: int, order: int
) -> None:
    told = apart(with_(boot, failed_hosts=tuple(hosts), pace=PACE), seed)
    verdict = judged(shuffled(told, Random(order)), max_skew=SKEW)
    assert failing([verdict]) == {}
    assert [attempt.host for attempt in verdict.attempts] == hosts
