"""What a process was serving when it did something that shows neither a request id of its own work nor a token.

A statement in a database is such a thing. It was done for what its process served at that time: an exchange that was
open, or a call that was delivered and not yet replied to. Where it names a request, an instance or a flavor, what was
asked for under that id or about that instance or flavor goes before the rest. Where nothing tells which of several it
was done for, it stands with the first of them that still lacks one of its kind. What is served on a cast has no end
to be seen: it comes after that. In recorded boots the first statement for a call came 2.5 ms after its delivery was
seen, or later: what was seen to begin just after the statement comes last of all.

A recorder of messages stamps them as they reach it, on a busy machine tens of milliseconds late, and then a call may be
seen to begin when all that was done for it is over. A statement that names the request, on the table of the object that
the call is an act on, was done for that call all the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from msgspec import UnsetType

from ..trace._events import Event
from ._seen import Seen
from ._works import Casts, Work, Works

_LATE = 0.005
"""Seconds by which a recorder may stamp the begin of work late. What begins later than that is not what it was for."""
BUSY = 0.25
"""Seconds by which it may stamp late what can be told by its request and its object."""
_TABLES: Mapping[str, str] = {"InstanceActionEvent": "instance_actions", "InstanceAction": "instance_actions"}
"""Objects of nova, and the tables that acts on them and on nothing else are about."""
_BACK = 50


class Serving:
    """The work of all processes."""

    def __init__(self, skew: float) -> None:
        self._skew = skew
        self._ending: dict[str, Works] = {}
        self._casts: dict[str, Casts] = {}
        self._on: dict[tuple[str, str], list[Work]] = {}

    def add(self, process: str, work: Work, *, ends: bool, method: str | None = None) -> None:
        """What a process serves from its begin on. Told in the order of time.

        :param method: of a message, with the object that it is an act on.
        """
        table = _TABLES.get((method or "").partition(":")[2].partition(".")[0])
        if table is not None:
            self._on.setdefault((process, table), []).append(work)
        if ends:
            self._ending.setdefault(process, Works()).add(work)
        else:
            self._casts.setdefault(process, Casts()).add(work)

    def work(self, seen: Seen) -> Work | None:
        """What it was done for. Asked in the order of time."""
        if seen.actor is None:
            return None
        time, kind = seen.event.time, (seen.event.channel, seen.event.kind, seen.event.table)
        works = self._ending.get(seen.actor)
        near = list(works.at(time, min(self._skew, _LATE))) if works else []
        within = [work for work in near if work.begin <= time <= work.end]
        open_then = self._named(seen, kind) or _lacking(within, seen, kind)
        chosen = open_then or self._cast(seen) or _lacking(near, seen, kind)
        if chosen is not None:
            chosen.done.add(kind)
        return chosen

    def _named(self, seen: Seen, kind: object) -> Work | None:
        """The first call under the request that is named, on an object of the table, that still lacks this."""
        works = self._on.get((str(seen.actor), str(seen.event.table)), [])
        time = seen.event.time
        last = bisect_right(works, time + BUSY, key=lambda work: work.begin)
        near = [work for work in works[max(0, last - _BACK) : last] if time <= work.end]
        under = [work for work in near if not work.requests.isdisjoint(seen.acts_under)]
        return next((work for work in under if kind not in work.done), None)

    def _cast(self, seen: Seen) -> Work | None:
        casts = self._casts.get(str(seen.actor))
        return next(iter(_fitting(casts.before(seen.event.time), seen)), None) if casts else None


def _lacking(works: Sequence[Work], seen: Seen, kind: object) -> Work | None:
    """Of those that fit, the first that has none of this kind yet, or the last."""
    fitting = _fitting(works, seen)
    return next((work for work in fitting if kind not in work.done), fitting[-1] if fitting else None)


def _fitting(works: Sequence[Work], seen: Seen) -> list[Work]:
    """Those that agree with what is shown: in what most of them are silent about, in the end; never against it."""
    event, kept = seen.event, list(works)
    if isinstance(event.instance_id, str):
        kept = [work for work in kept if work.instance in (None, event.instance_id)]
    tests: list[Callable[[Work], bool]] = [
        lambda work: not work.requests.isdisjoint(seen.acts_under),
        lambda work: work.instance is not None and work.instance == event.instance_id,
        lambda work: work.flavor is not None and work.flavor == event.facts.flavor_id,
    ]
    for test in tests:
        kept = [work for work in kept if test(work)] or kept
    return kept


def ends(event: Event) -> bool:
    """Whether the end of what is begun by this can be seen: an exchange's response, a call's reply."""
    return event.channel == "http" or event.mode == "call"


def text(value: str | None | UnsetType) -> str | None:
    """The text, if it is known to be one."""
    return value if isinstance(value, str) else None
