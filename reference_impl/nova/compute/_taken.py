"""What an instance has taken while it is built: to be given back, last first, should the build not come to its end."""

from __future__ import annotations

import logging
from collections.abc import Callable

_log = logging.getLogger(__name__)


class Taken:
    """A stack of things, each with the way to give it back."""

    def __init__(self) -> None:
        self._things: list[tuple[str, Callable[[], None]]] = []

    def note(self, what: str, give_back: Callable[[], None]) -> None:
        """One more thing has been taken."""
        self._things.append((what, give_back))

    def give_back(self) -> list[str]:
        """Gives everything back, last first; what could not be given back is logged, and the rest goes on.

        :returns: what could not be given back.
        """
        kept = []
        while self._things:
            what, give_back = self._things.pop()
            try:
                give_back()
            except Exception:  # noqa: BLE001 -- logged, and named to who asked
                _log.exception("%s could not be given back", what)
                kept.append(what)
        return kept
