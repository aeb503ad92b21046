"""What need not be done again: a file each, which says of what state of things it was done."""

from __future__ import annotations

import hashlib

from ._folders import Folders, write_private


class Marks:
    """The marks of one cloud. A mark of another state of things counts for nothing."""

    def __init__(self, folders: Folders) -> None:
        self._folder = folders.done

    def has(self, name: str, state: str = "") -> bool:
        """Whether it was done, in this state of things."""
        try:
            return (self._folder / name).read_text() == _text(state)
        except FileNotFoundError:
            return False

    def set(self, name: str, state: str = "") -> None:
        """It is done."""
        write_private(self._folder / name, _text(state))


def _text(state: str) -> str:
    """Secrets may be part of a state: so only what it comes to is written."""
    return hashlib.sha256(state.encode()).hexdigest() + "\n"
