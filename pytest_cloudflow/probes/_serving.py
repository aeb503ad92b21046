"""What a process was serving when it did something that shows neither a request id of its own work nor a token.

A statement in a database is such a thing. It was done for what its process served at that time: an exchange that was
open, or a call that was delivered and not yet replied to. Where it names a request, an instance or a flavor, what was
asked for under that id or about that instance or flavor goes before the rest. Where nothing tells which of several it
was done for, it stands with the first of them that still lacks one of its kind. What is served on a cast has no end
to be seen: it comes after that. In recorded boots the first statement for a call came 2.5 ms after its delivery was
seen, or later: what was seen to begin just after the statement comes last of all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import UnsetType

from ..trace._events import Event
from ._seen import Seen
from ._works import Casts, Work, Works

_LATE = 0.005
"""Seconds by which a recorder may stamp the begin of work late. What begins later than that is not what it was for."""


class Serving:
    """The work of all processes."""

    def __init__(self, skew: float) -> None:
        self._skew = skew
        self._ending: dict[str, Works] = {}
        self._casts: dict[str, Casts] = {}

    def add(self, process: str, work: Work, *, ends: bool) -> None:
        """What a process serves from its begin on. Told in the order of time."""
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
        chosen = _lacking(within, seen, kind) or self._cast(seen) or _lacking(near, seen, kind)
        if chosen is not None:
            chosen.done.add(kind)
        return chosen

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
