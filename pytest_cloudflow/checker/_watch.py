"""What was watched while a boot ran. Absence means something only where somebody looked (CONTRACT section 4)."""

from __future__ import annotations

from collections.abc import Iterable

from ..trace._events import Watched


class Watch:
    """The maps that were in force during a boot, and the gaps they had.

    Immutable, and shared by the boots that saw the same.
    """

    __slots__ = ("_known", "_maps", "_missed", "_since")

    def __init__(
        self, maps: tuple[Watched, ...], missed: tuple[Watched, ...] = (), since: tuple[int, ...] = (0,)
    ) -> None:
        self._maps, self._missed, self._since = maps, missed, since
        self._known: dict[tuple[str, frozenset[str]], bool] = {}

    @property
    def changed(self) -> bool:
        """Whether more than one map was in force."""
        return len(self._maps) > 1

    def until(self, seq: int) -> Watch:
        """What was watched up to that place of the trace."""
        maps = sum(since < seq for since in self._since)
        return Watch(self._maps[: maps or 1], self._missed, self._since[: maps or 1])

    def sees(self, channel: str, ends: Iterable[str] = ()) -> bool:
        """Whether an event of that channel, with one of those components at an end, could not have been missed."""
        key = (channel, frozenset(ends))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._looked(channel, key[1]) and not self._lost(channel, key[1])
        return known

    def _looked(self, channel: str, ends: frozenset[str]) -> bool:
        for watched in self._maps:
            places = watched.get(channel, ())
            if not places or (ends and "*" not in places and ends.isdisjoint(places)):
                return False
        return True

    def _lost(self, channel: str, ends: frozenset[str]) -> bool:
        for missed in self._missed:
            places = missed.get(channel, ())
            if places and (not ends or "*" in places or not ends.isdisjoint(places)):
                return True
        return False

    def also(self, watched: Watched, seq: int) -> Watch:
        """From that place of the trace on that map was in force."""
        return Watch((*self._maps, watched), self._missed, (*self._since, seq))

    def without(self, missed: Watched) -> Watch:
        """Something was missed there."""
        if missed in self._missed:
            return self
        return Watch(self._maps, (*self._missed, missed), self._since)
