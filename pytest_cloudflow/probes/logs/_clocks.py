"""Hosts whose clocks are far off: told by the messages that they exchanged with others.

No message is picked up before it was sent. Where the records of a log say otherwise by more than `FAR`, or long after,
its clock is set right by the messages that took the least time, for all that is in the log; what is a matter of seconds
is left as it was written. Right is what most logs agree on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from .._seen import Seen

FAR = 60.0
"""Seconds. Nothing waits in a queue for so long in a cloud that works, and no clock that is kept is so far off."""
ACCESS = ":access"
"""Ends the clock of what a log has out of the order in which it happened: it is stamped by the same host."""


def set_right(seen: Sequence[Seen]) -> tuple[list[Seen], dict[str, float]]:
    """The events by clocks that agree, and by how many seconds each log's clock was ahead of the others."""
    off = _offsets(seen)
    if not off:
        return list(seen), {}
    moved = [
        replace(each, event=structs.replace(each.event, time=each.event.time - off.get(_log(each), 0.0)))
        for each in seen
    ]
    return moved, off


def _log(seen: Seen) -> str:
    """The log that an event is from: whatever is in it was stamped by one host."""
    return seen.event.clock.removesuffix(ACCESS)


def _offsets(seen: Sequence[Seen]) -> dict[str, float]:
    """Logs whose clocks are far off. Of logs that exchanged no message, even by way of others, nothing is known."""
    apart = _apart(seen)
    others: dict[str, set[str]] = defaultdict(set)
    for one, other in apart:
        others[one].add(other)
        others[other].add(one)
    off: dict[str, float] = {}
    for first in sorted(others, key=lambda log: (-len(others[log]), log)):
        if first not in off:
            off |= _by_most(_ahead(apart, others, first))
    return {log: by for log, by in off.items() if abs(by) > FAR}


def _ahead(apart: dict[tuple[str, str], list[float]], others: dict[str, set[str]], first: str) -> dict[str, float]:
    """By how much each log is ahead of the first, of those that messages lead to."""
    known, pending = {first: 0.0}, [first]
    while pending:
        log = pending.pop()
        for other in sorted(others[log] - known.keys()):
            known[other] = known[log] + _difference(apart, log, other)
            pending.append(other)
    return known


def _by_most(ahead: dict[str, float]) -> dict[str, float]:
    """By how much each is ahead of what most of them agree on: what no message leads to is moved along with nobody."""
    right = max(ahead.values(), key=lambda by: sum(abs(by - other) <= FAR for other in ahead.values()))
    return {log: by - right for log, by in ahead.items()}


def _apart(seen: Sequence[Seen]) -> dict[tuple[str, str], list[float]]:
    """For each pair of logs, how long after its sending each message was picked up."""
    sent: dict[tuple[object, bool], tuple[str, float]] = {}
    for each in seen:
        event = each.event
        if event.channel == "rpc" and event.kind == "publish":
            sent[event.message_id, event.mode == "reply"] = _log(each), event.time
    apart: dict[tuple[str, str], list[float]] = defaultdict(list)
    for each in seen:
        event = each.event
        if event.channel == "rpc" and event.kind == "deliver":
            publish = sent.get((event.message_id, event.mode == "reply"))
            if publish is not None and publish[0] != _log(each):
                apart[publish[0], _log(each)].append(event.time - publish[1])
    return apart


def _difference(apart: dict[tuple[str, str], list[float]], log: str, other: str) -> float:
    """By how much the other is ahead: the shortest way there, or back."""
    there, back = apart.get((log, other), []), apart.get((other, log), [])
    ways = [(abs(each), each) for each in there] + [(abs(each), -each) for each in back]
    return min(ways)[1]
