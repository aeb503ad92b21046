"""The same boots twice: as a trace for the judge, and as a table of cases and activities for a process miner.

A process miner knows a case, an activity and a time. Activities are the marks of the factory: the evidence of each
step and row. What is no evidence (noise, states on their way through nova-conductor) it is spared.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from msgspec.structs import replace

from pytest_cloudflow.factories import Ids, RandomIds, Told, Trace, header_of, interleave, tell
from pytest_cloudflow.trace import Facts

from .logs import FEW, STARTED, random_boot, starting

Boots = list[list[Told]]
COLUMNS = ("case:concept:name", "concept:name", "time:timestamp")


def boots_of(number: int, variants: str, seed: int) -> Boots:
    """So many boots, told one by one.

    :param variants: `few` or `many`.
    """
    random = Random(seed)
    if variants == "many":
        ids = RandomIds(random)
        return [random_boot(random, ids, STARTED + at) for at in range(number)]
    return [tell(starting(FEW[at % len(FEW)], at * 1.0), Ids(f"{at:08x}")) for at in range(number)]


def trace_of_all(boots: Boots) -> Trace:
    """The trace that the judge reads."""
    events = tuple(told.event for told in interleave(*boots))
    return Trace(header_of(events), events, events[-1].time + 3600.0)


def write_table(boots: Boots, path: Path) -> int:
    """Write the table that the process miner reads; the number of its lines."""
    rows = [(str(case), told.mark, f"{told.at:.6f}") for case, boot in enumerate(boots) for told in boot if told.mark]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return len(rows)


def violations() -> dict[str, list[Told]]:
    """One boot each, with one thing wrong."""
    return {
        "conforms": _told(),
        "9 was never delivered": _without("9"),
        "6 came before 5": _swapped("5", "6"),
        "networking came after its port": _swapped("S2", "22"),
        "12 launched on another host": _changed("12", server="h2"),
        "19 showed another token": _changed("19", token="sha256:ffffffffffffffff"),
        "16 was read by nova-api": _changed("16", source="nova-api"),
        "24 gave no address": _with_facts("24", fixed_ips=[]),
        "27 was refused": _changed("27", status=500),
        "the instance shows another address": _with_facts("address", fixed_ips=["192.0.2.1"]),
    }


def _told() -> list[Told]:
    return tell(FEW[1])


def _without(mark: str) -> list[Told]:
    return [told for told in _told() if told.mark != mark]


def _swapped(one: str, other: str) -> list[Told]:
    boot = _told()
    places = [next(at for at, told in enumerate(boot) if told.mark == mark) for mark in (one, other)]
    times = [boot[at].at for at in places]
    for at, time in zip(places, reversed(times), strict=True):
        boot[at] = boot[at]._replace(at=time, event=replace(boot[at].event, time=time))
    return sorted(boot, key=lambda told: told.at)


def _changed(mark: str, **fields: str | int | Facts) -> list[Told]:
    return _mapped(mark, lambda told: told._replace(event=replace(told.event, **fields)))


def _with_facts(mark: str, **facts: Sequence[str]) -> list[Told]:
    return _mapped(
        mark, lambda told: told._replace(event=replace(told.event, facts=replace(told.event.facts, **facts)))
    )


def _mapped(mark: str, change: Callable[[Told], Told]) -> list[Told]:
    return [change(told) if told.mark == mark else told for told in _told()]
