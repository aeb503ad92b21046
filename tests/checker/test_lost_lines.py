"""What a skipped line or a gap may have told of is not observable, and nothing else is excused by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_cloudflow.checker import judge
from pytest_cloudflow.factories import Boot, Ids, Told, header_of, interleave, tell
from pytest_cloudflow.trace import Event, TraceWriter, open_trace
from pytest_cloudflow.verdicts import BootVerdict

from ._judging import CLASSIC, NOT_OBSERVABLE, OPEN, assert_outcomes, failing, judge_one, outcomes
from ._mutations import drop, told

START = 1_760_000_000.0
IDS = ("eeeeeeee", "00000001", "00000002")
APART = 100.0
"""Seconds between boots: longer than they settle, and no jump of a clock (`_time.TraceTime`)."""

Broken = Callable[[str], dict[str, BootVerdict]]


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """The verdicts, by the prefix of their ids, on three boots in a small trace; a line of the second is cut."""

    def judged(mark: str) -> dict[str, BootVerdict]:
        boots = [tell(Boot(start=START + APART * n), Ids(prefix)) for n, prefix in enumerate(IDS)]
        lined = interleave(*boots)
        events = [each.event for each in lined]
        path = tmp_path / "trace.jsonl"
        with TraceWriter(path, header_of(events)) as writer:
            for event in events:
                writer.write(event)
            writer.close(events[-1].time + 1000.0)
        lines = path.read_text().splitlines()
        second = START + APART
        place = next(n for n, each in enumerate(lined, 1) if each.mark == mark and each.at >= second)
        lines[place] = lines[place][:40]
        path.write_text("\n".join(lines) + "\n")
        verdicts = judge(open_trace(path, tolerate=1), CLASSIC)
        return {prefix: v for v in verdicts for prefix in IDS if prefix in str(v.request_id)}

    return judged


STEPS = {
    "2": "CF-02", "3": "CF-03", "5": "CF-05", "7": "CF-07", "9": "CF-09", "13": "CF-13", "19": "CF-19", "22": "CF-22",
    "S2": "CF-S2", "S5": "CF-S5",
}  # fmt: skip
MARKS = sorted({each.mark for each in tell(Boot())} - {""})


@pytest.mark.parametrize("mark", STEPS)
def test_what_a_skipped_line_of_a_short_trace_told_of_is_not_missing(broken: Broken, mark: str) -> None:
    assert outcomes(broken(mark)[IDS[1]])[STEPS[mark]].startswith("inconclusive")


@pytest.mark.parametrize("mark", MARKS)
def test_whichever_line_is_skipped_nothing_fails_for_it(broken: Broken, mark: str) -> None:
    assert failing(broken(mark).values()) == {}


@pytest.mark.parametrize("mark", ["9", "19", "22"])
def test_the_boots_before_and_after_it_are_whole(broken: Broken, mark: str) -> None:
    verdicts = broken(mark)
    assert [verdicts[prefix].verdict for prefix in (IDS[0], IDS[2])] == ["pass", "pass"]


def gap(at: float, **missed: list[str]) -> Told:
    return Told("", Event(seq=0, time=at, clock="recorder", channel="kit", kind="gap", missed=missed), at)


def test_a_boot_whose_request_fell_into_a_gap_is_not_said_to_have_made_none() -> None:
    """The boot is known by its entry alone: the gap was over when that came."""
    boot = [each for each in told() if each.mark not in ("3", "accepted")]
    lost = gap(boot[1].at, http=["*"])
    verdict = judge_one([*boot[:2], lost, *boot[2:]])
    assert_outcomes(
        verdict, {"CF-03": NOT_OBSERVABLE, "CF-01": OPEN, "CF-02": OPEN, "CF-ONCE": OPEN, "CF-ADDRESS": OPEN}
    )


def test_a_gap_long_before_it_excuses_nothing() -> None:
    boot = drop(told(), "9")
    verdict = judge_one([gap(boot[0].at - 1.0, rpc=["*"]), *boot])
    assert_outcomes(verdict, {"CF-09": "fail missing"})
