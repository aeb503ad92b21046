"""What a report is about, as far as it has to know."""

from __future__ import annotations

from typing import Protocol

from ..trace._events import Header
from ..verdicts import Gap, Level, Word
from ..waivers import Waivers


class Named(Protocol):
    """Something that has a name."""

    @property
    def name(self) -> str:
        """As the user knows it."""


class Judge(Named, Protocol):
    """The profile that judged."""

    @property
    def revision(self) -> str:
        """Its revision."""


class Counts(Protocol):
    """What came out over all boots."""

    @property
    def level(self) -> Level:
        """What was required."""

    @property
    def boots(self) -> dict[Word, int]:
        """Boots by their verdict."""

    @property
    def total(self) -> int:
        """How many boots there were."""

    def summary(self) -> dict[str, int]:
        """Clauses of all boots by verdict."""

    def verdict(self) -> Word:
        """The verdict on the run."""


class Subject(Protocol):
    """A run."""

    @property
    def target(self) -> Named:
        """What was judged."""

    @property
    def profile(self) -> Judge | None:
        """By what."""

    @property
    def header(self) -> Header:
        """What was watched."""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What was watched, and missed all the same."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of the observation beside what was watched, a line each."""

    @property
    def tally(self) -> Counts:
        """What came out."""

    @property
    def waivers(self) -> Waivers:
        """What was lived with."""
