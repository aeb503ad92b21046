"""Chooses the boot to tell of; a trace may hold a million, of which only a few are kept."""

from __future__ import annotations

from collections import Counter

from ..errors import UsageError
from ..verdicts import FAIL, PASS, BootVerdict, ClauseVerdict, Word

MOST_ROWS = 20
MOST_NAMED = 5


class Choice:
    """The boots as they come.

    :param name: the instance or the request that is asked for; its first letters suffice. None: the first that failed.
    :ivar verdicts: boots by their verdict.
    :ivar failures: boots by the clause, and its reason, that failed first in them.
    :ivar rows: the first boots that did not pass.
    """

    def __init__(self, name: str | None) -> None:
        self._name = name
        self._exact: BootVerdict | None = None
        self._begins: list[BootVerdict] = []
        self._first: BootVerdict | None = None
        self._failed: BootVerdict | None = None
        self._ids: list[str] = []
        self.verdicts: dict[Word, int] = {}
        self.failures: Counter[tuple[str, str]] = Counter()
        self.rows: list[BootVerdict] = []

    @property
    def total(self) -> int:
        """How many boots there were."""
        return sum(self.verdicts.values())

    def take(self, boot: BootVerdict) -> None:
        """One more boot."""
        self.verdicts[boot.verdict] = self.verdicts.get(boot.verdict, 0) + 1
        if self._name is not None:
            self._match(boot, self._name)
            return
        self._first = self._first or boot
        if boot.verdict == FAIL:
            self._failed = self._failed or boot
            if (first := first_failed(boot)) is not None:
                self.failures[first.id, first.reason or ""] += 1
        if boot.verdict != PASS and len(self.rows) < MOST_ROWS:
            self.rows.append(boot)

    def _match(self, boot: BootVerdict, name: str) -> None:
        ids = [known for known in (boot.instance_id, boot.request_id) if known is not None]
        if len(self._ids) < MOST_NAMED:
            self._ids += ids[:1]
        if name in ids:
            self._exact = self._exact or boot
        elif any(known.startswith(name) for known in ids) and len(self._begins) < MOST_NAMED:
            self._begins.append(boot)

    def choose(self, source: str) -> BootVerdict:
        """The boot that is meant.

        :raises UsageError: there is none, or more than one.
        """
        if self.total == 0:
            mend = "a boot begins with POST …/servers, an insert into instances, or a scenario"
            raise UsageError("no boot was found", source, mend)
        chosen = self._exact or self._failed or self._first
        if chosen is not None:
            return chosen
        if len(self._begins) == 1:
            return self._begins[0]
        there = ", ".join(self._ids) or "no boot has an id"
        if self._begins:
            there = ", ".join(str(boot.instance_id or boot.request_id) for boot in self._begins)
            raise UsageError(f"more than one boot is of {self._name!r}", source, f"name more of it: {there}")
        raise UsageError(
            f"no boot is of instance or request {self._name!r}", source, f"there are, first of all, {there}"
        )


def first_failed(boot: BootVerdict) -> ClauseVerdict | None:
    """The clause the boot stopped at, or of those that failed the one whose evidence came first."""
    failed = [clause for clause in boot.clauses if clause.verdict == FAIL and not clause.expected]
    stop = next((clause for clause in failed if clause.id == boot.stopped_at), None)
    return stop or min(failed, key=_begin, default=None)


def _begin(clause: ClauseVerdict) -> int:
    return min((event.seq for event in clause.witness or clause.evidence), default=0)
