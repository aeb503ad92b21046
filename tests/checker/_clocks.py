"""What clocks may do to a told boot: jump, run backwards, be hours apart; and what a stream may do to its order."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from msgspec.structs import replace

from pytest_cloudflow.factories import Told

HOUR = 3600.0
STEPS = (-1.0, -0.01, 0.0, 0.01)
"""Seconds by which a clock goes on from event to event, or back."""


def mad(boot: Sequence[Told], random: Random, *, jumping: bool = True) -> list[Told]:
    """Each clock begins anywhere within an hour, stands still and goes back as it likes, and once jumps by an hour.

    :param jumping: whether they jump.
    """
    last = {each.event.clock: place for place, each in enumerate(boot)}
    jumps = {clock: random.randrange(last[clock] + 1) for clock in sorted(last) if jumping}
    readings: dict[str, float] = {}
    return [_stamped(each, place, jumps, readings, random) for place, each in enumerate(boot)]


def _stamped(each: Told, place: int, jumps: dict[str, int], readings: dict[str, float], random: Random) -> Told:
    clock = each.event.clock
    reading = readings.get(clock, each.event.time + random.uniform(-HOUR, HOUR)) + random.choice(STEPS)
    if place >= jumps.get(clock, place + 1):
        del jumps[clock]
        reading += random.choice((-HOUR, HOUR))
    readings[clock] = reading = round(reading, 6)
    return each._replace(event=replace(each.event, time=reading))


def shuffled(boot: Sequence[Told], random: Random) -> list[Told]:
    """The same boot in a stream in which only the events of one clock keep their order."""
    queues: dict[str, list[Told]] = {}
    for each in boot:
        queues.setdefault(each.event.clock, []).append(each)
    drawn = []
    while queues:
        clock = random.choice(sorted(queues))
        drawn.append(queues[clock].pop(0))
        if not queues[clock]:
            del queues[clock]
    places = sorted(each.at for each in boot)
    return [each._replace(at=at) for each, at in zip(drawn, places, strict=True)]
