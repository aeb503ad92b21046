"""Hosts whose clocks are far off: told by the messages that they exchanged with others.

No message is picked up before it was sent. Where the records of a log say otherwise by more than `FAR`, or long after,
its clock is set right by the messages that took the least time; what is a matter of seconds is left as it was written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from .._seen import Seen

FAR = 60.0
"""Seconds. Nothing waits in a queue for so long in a cloud that works, and no clock that is kept is so far off."""


def set_right(seen: Sequence[Seen]) -> list[Seen]:
    """The events by clocks that agree."""
    off = _offsets(seen)
    if not off:
        return list(seen)
    return [
        replace(each, event=structs.replace(each.event, time=each.event.time - off.get(each.event.clock, 0.0)))
        for each in seen
    ]


def _offsets(seen: Sequence[Seen]) -> dict[str, float]:
    """Clocks that are far off, against the one that the most others exchanged messages with."""
    apart = _apart(seen)
    others: dict[str, set[str]] = defaultdict(set)
    for one, other in apart:
        others[one].add(other)
        others[other].add(one)
    if not others:
        return {}
    first = max(sorted(others), key=lambda clock: len(others[clock]))
    known, pending = {first: 0.0}, [first]
    while pending:
        clock = pending.pop()
        for other in sorted(others[clock] - known.keys()):
            known[other] = known[clock] + _difference(apart, clock, other)
            pending.append(other)
    return {clock: by for clock, by in known.items() if abs(by) > FAR}


def _apart(seen: Sequence[Seen]) -> dict[tuple[str, str], list[float]]:
    """For each pair of clocks, how long after its sending each message was picked up."""
    sent: dict[tuple[object, bool], tuple[str, float]] = {}
    for each in seen:
        event = each.event
        if event.channel == "rpc" and event.kind == "publish":
            sent[event.message_id, event.mode == "reply"] = event.clock, event.time
    apart: dict[tuple[str, str], list[float]] = defaultdict(list)
    for each in seen:
        event = each.event
        if event.channel == "rpc" and event.kind == "deliver":
            publish = sent.get((event.message_id, event.mode == "reply"))
            if publish is not None and publish[0] != event.clock:
                apart[publish[0], event.clock].append(event.time - publish[1])
    return apart


def _difference(apart: dict[tuple[str, str], list[float]], clock: str, other: str) -> float:
    """By how much the other is ahead: the shortest way there, or back."""
    there, back = apart.get((clock, other), []), apart.get((other, clock), [])
    ways = [(abs(each), each) for each in there] + [(abs(each), -each) for each in back]
    return min(ways)[1]
