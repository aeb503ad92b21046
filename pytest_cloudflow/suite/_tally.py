"""What came out, clause by clause, over all boots; it stays small however many boots there are."""

from __future__ import annotations

from ..levels import is_open
from ..verdicts import (
    CLAUSES,
    FAIL,
    INCONCLUSIVE,
    NOT_APPLICABLE,
    PASS,
    WAIVED,
    BootVerdict,
    ClauseVerdict,
    Level,
    Word,
)

Example = tuple[BootVerdict, ClauseVerdict]


class ClauseTally:
    """One clause: how often each verdict was given, and the first boot that each was given for.

    An expected failure counts as passed. `opened` is the first boot where the clause was required and stayed open.
    """

    def __init__(self, clause: str) -> None:
        self.clause = clause
        self.title = clause
        self.counts: dict[Word, int] = {}
        self.first: dict[Word, Example] = {}
        self.opened: Example | None = None

    def take(self, boot: BootVerdict, clause: ClauseVerdict, level: Level) -> None:
        """Counts one boot's verdict."""
        self.title = clause.title
        word = PASS if clause.expected else clause.verdict
        self.counts[word] = self.counts.get(word, 0) + 1
        self.first.setdefault(word, (boot, clause))
        if self.opened is None and is_open(clause, level) and not _expected_stop(boot, clause):
            self.opened = (boot, clause)

    def word(self) -> Word:
        """The verdict over all boots: the worst that a pipeline has to know of."""
        for word in (FAIL, WAIVED, PASS, INCONCLUSIVE, NOT_APPLICABLE):
            if word in self.counts:
                return word
        return INCONCLUSIVE


class Tally:
    """All clauses."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self.boots: dict[Word, int] = {}
        self.idle = 0
        self.clauses = {clause: ClauseTally(clause) for clause in CLAUSES}

    def take(self, boot: BootVerdict) -> Word:
        """Counts a boot; its own verdict at this level."""
        for clause in boot.clauses:
            self.clauses[clause.id].take(boot, clause, self.level)
        word = self.verdict_on(boot)
        self.boots[word] = self.boots.get(word, 0) + 1
        self.idle += not any(clause.verdict == PASS or clause.expected for clause in boot.clauses)
        return word

    def verdict_on(self, boot: BootVerdict) -> Word:
        """Fails if a clause failed that was not expected to, else is inconclusive if a required one is, else passes."""
        if any(clause.verdict == FAIL and not clause.expected for clause in boot.clauses):
            return FAIL
        open_ = (c for c in boot.clauses if is_open(c, self.level) and not _expected_stop(boot, c))
        return INCONCLUSIVE if any(open_) else PASS

    @property
    def total(self) -> int:
        """How many boots were judged."""
        return sum(self.boots.values())

    def summary(self) -> dict[str, int]:
        """How many clauses of all boots came to each verdict."""
        counts: dict[str, int] = {}
        for clause in self.clauses.values():
            for word, count in clause.counts.items():
                counts[word] = counts.get(word, 0) + count
        return counts

    def verdict(self) -> Word:
        """The verdict on the run."""
        if FAIL in self.boots:
            return FAIL
        return PASS if self.boots and INCONCLUSIVE not in self.boots and not self.idle else INCONCLUSIVE


def _expected_stop(boot: BootVerdict, clause: ClauseVerdict) -> bool:
    """What lies beyond a stop that the scenario declared was not meant to be reached."""
    return clause.reason in ("not_reached", "not_observable") and any(c.expected for c in boot.clauses)
