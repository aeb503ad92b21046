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

    An expected failure counts as passed here, and as `fail` in `said`, which is what reports list. `opened` is the
    first boot where the clause was required and stayed open.
    """

    def __init__(self, clause: str) -> None:
        self.clause = clause
        self.counts: dict[Word, int] = {}
        self.said: dict[Word, int] = {}
        self.first: dict[Word, Example] = {}
        self.opened: Example | None = None

    def take(self, boot: BootVerdict, clause: ClauseVerdict, level: Level) -> None:
        """Counts one boot's verdict."""
        word = PASS if clause.expected and clause.verdict == FAIL else clause.verdict
        self.counts[word] = self.counts.get(word, 0) + 1
        self.said[clause.verdict] = self.said.get(clause.verdict, 0) + 1
        self.first.setdefault(word, (boot, clause))
        if self.opened is None and is_open(clause, level) and not _beyond_expected(boot, clause):
            self.opened = (boot, clause)

    def word(self) -> Word:
        """The verdict over all boots: the worst that a pipeline has to know of."""
        for word in (FAIL, WAIVED):
            if word in self.counts:
                return word
        if self.opened is not None and self.opened[1].verdict == INCONCLUSIVE:
            return INCONCLUSIVE
        return next((word for word in (PASS, INCONCLUSIVE, NOT_APPLICABLE) if word in self.counts), INCONCLUSIVE)

    def example(self) -> Example | None:
        """A boot for which that was so; none if there was no boot."""
        word = self.word()
        return self.opened if word == INCONCLUSIVE and self.opened is not None else self.first.get(word)


class Tally:
    """All clauses.

    :ivar idle: the first boot in which nothing passed.
    :ivar faulty: whether something is wrong with the waivers.
    """

    def __init__(self, level: Level) -> None:
        self.level = level
        self.boots: dict[Word, int] = {}
        self.idle: BootVerdict | None = None
        self.faulty = False
        self.clauses = {clause: ClauseTally(clause) for clause in CLAUSES}

    def take(self, boot: BootVerdict) -> Word:
        """Counts a boot; its own verdict at this level."""
        for clause in boot.clauses:
            self.clauses[clause.id].take(boot, clause, self.level)
        word = self.verdict_on(boot)
        self.boots[word] = self.boots.get(word, 0) + 1
        if self.idle is None and not any(clause.verdict == PASS or clause.expected for clause in boot.clauses):
            self.idle = boot
        return word

    def verdict_on(self, boot: BootVerdict) -> Word:
        """Fails if a clause failed that was not expected to, else is inconclusive if a required one is, else passes."""
        if any(clause.verdict == FAIL and not clause.expected for clause in boot.clauses):
            return FAIL
        open_ = (c for c in boot.clauses if is_open(c, self.level) and not _beyond_expected(boot, c))
        return INCONCLUSIVE if any(open_) else PASS

    @property
    def total(self) -> int:
        """How many boots were judged."""
        return sum(self.boots.values())

    def words(self) -> dict[str, Word]:
        """The verdict on each clause, by its id, over all boots."""
        return {clause.clause: clause.word() for clause in self.clauses.values()}

    def expected_stop(self) -> str | None:
        """The clause that failed, as its scenario expected."""
        stops = (each.clause for each in self.clauses.values() if FAIL in each.said and FAIL not in each.counts)
        return next(stops, None)

    def summary(self) -> dict[str, int]:
        """How many clauses of all boots came to each verdict."""
        counts: dict[str, int] = {}
        for clause in self.clauses.values():
            for word, count in clause.said.items():
                counts[word] = counts.get(word, 0) + count
        return counts

    def verdict(self) -> Word:
        """The verdict on the run."""
        if FAIL in self.boots or self.faulty:
            return FAIL
        return PASS if self.boots and INCONCLUSIVE not in self.boots and self.idle is None else INCONCLUSIVE


def _beyond_expected(boot: BootVerdict, clause: ClauseVerdict) -> bool:
    """What lies beyond a stop that the scenario declared was not meant to be reached."""
    return clause.reason == "not_reached" and any(c.expected for c in boot.clauses)
