"""What is known of two events is what one clock's sequence and causality say, held against all ways there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from pytest_cloudflow.checker._index import Index
from pytest_cloudflow.checker._order import known_order
from pytest_cloudflow.checker._plan import Plan
from pytest_cloudflow.factories import Boot, interleave
from pytest_cloudflow.trace import Event

from ._clocks import HOUR, mad, shuffled
from ._judging import CLASSIC
from .test_mad_clocks import apart
from .test_properties import BOUNDED, lawful_boots

SURELY = 1000 * HOUR
seeds = st.integers(0, 2**32)
PLAN = Plan(CLASSIC)
IDS = st.sampled_from(["a", "b", "c"])
CLOCKS = st.sampled_from(["one", "two", "three"])


def steps_of_causality(events: list[Event]) -> Iterator[tuple[int, int]]:
    """Each pair of events of which one is known to come before the other by itself."""
    for first, second in permutations(events, 2):
        same_clock = first.clock == second.clock and first.seq < second.seq
        answers = first.kind == "request" and second.kind == "response" and first.exchange == second.exchange
        picked_up = (
            (first.kind, second.kind) == ("publish", "deliver")
            and first.message_id == second.message_id is not UNSET
            and (first.mode == "reply") is (second.mode == "reply")
        )
        served = second.kind != "response" and isinstance(second.cause, str) and _serves(first, second)
        if same_clock or answers or picked_up or served:
            yield first.seq, second.seq


def _serves(first: Event, second: Event) -> bool:
    """Whether the first is where the second's component began to serve what it names as its cause."""
    if first.channel == "http":
        return first.kind == "request" and first.exchange == second.cause
    delivered = first.kind == "deliver" and first.mode != "reply" and first.message_id == second.cause
    return delivered and first.source == second.source


def reachable(events: list[Event]) -> dict[int, set[int]]:
    """For each event by `seq` all that come after it."""
    after: dict[int, set[int]] = defaultdict(set)
    for first, second in steps_of_causality(events):
        after[first].add(second)
    return {event.seq: _all_after(event.seq, after) for event in events}


def _all_after(start: int, after: dict[int, set[int]]) -> set[int]:
    found: set[int] = set()
    pending = [start]
    while pending:
        new = after[pending.pop()] - found
        found |= new
        pending += new
    return found


@BOUNDED
@given(lawful_boots(noise=()), seeds, seeds)
def test_all_that_follows_is_known_and_nothing_else(boot: Boot, seed: int, madness: int) -> None:
    random = Random(madness)
    told = interleave(shuffled(mad(apart(boot, seed), random), random))
    events = [each.event for each in told]
    before, after = known_order(Index(PLAN, events), SURELY), reachable(events)
    for first, second in combinations(events, 2):
        known = True if second.seq in after[first.seq] else False if first.seq in after[second.seq] else None
        assert before(first, second) is known, (first, second)


def published(seq: int, clock: str, kind: str, message: str, cause: str | None) -> Event:
    return Event(
        seq=seq, time=0.0, clock=clock, channel="rpc", kind=kind, source=f"at {clock}",
        mode="cast", message_id=message, cause=cause,
    )  # fmt: skip


@BOUNDED
@given(st.lists(st.tuples(CLOCKS, st.sampled_from(["publish", "deliver"]), IDS, st.none() | IDS), max_size=12))
def test_evidence_that_contradicts_itself_orders_nothing_both_ways(
    said: list[tuple[str, str, str, str | None]],
) -> None:
    events = [published(seq, *each) for seq, each in enumerate(said, 1)]
    before = known_order(Index(PLAN, events), SURELY)
    opposite = {True: False, False: True, None: None}
    for first, second in combinations(events, 2):
        assert before(second, first) is opposite[before(first, second)]
