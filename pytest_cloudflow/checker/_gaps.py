"""What a trace says that its observers missed: in few lines, however often they missed something."""

from __future__ import annotations

from msgspec.structs import replace

from ..trace._events import Event
from ..verdicts import Gap


class Gaps:
    """The gaps so far, one a channel."""

    def __init__(self) -> None:
        self._gaps: dict[str, Gap] = {}

    def take(self, event: Event) -> None:
        """One more gap."""
        for channel, components in event.missed.items() if isinstance(event.missed, dict) else ():
            new = Gap(channel, tuple(components), event.time, event.time)
            known = self._gaps.get(channel)
            self._gaps[channel] = _both(known, new) if known else new

    def told(self) -> tuple[Gap, ...]:
        """Those there were, in the order in which the first of each channel came."""
        return tuple(self._gaps.values())


def _both(known: Gap, new: Gap) -> Gap:
    return replace(
        known,
        components=tuple(dict.fromkeys((*known.components, *new.components))),
        first=min(known.first, new.first),
        last=max(known.last, new.last),
        times=known.times + 1,
    )
