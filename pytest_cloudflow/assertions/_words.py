"""What a failed assertion says: which boot, where it stopped, what did not hold and how that is known.

It is read by somebody who looks after a cloud, and holds no more of Python than a log line does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..checker._explain import describe
from ..reports._choice import first_failed
from ..reports._terminal import plain
from ..suite._items import name_of
from ..trace import Event
from ..verdicts import FAIL, INCONCLUSIVE, PASS, BootVerdict, ClauseVerdict, Level

__tracebackhide__ = True

MOST_TOLD = 3
"""How many boots are told of in full."""
_OPEN = {
    "not_observable": "what shows it was not watched",
    "window_open": "the observation ended too early to tell",
    "concurrent": "nothing tells which came first",
    "ambiguous": "it cannot be told which boot it belongs to",
    "not_reached": "the boot did not come that far",
}


class Doubt(NamedTuple):
    """A boot that does not conform, or of which it is not certain.

    :ivar failed: the clauses that failed and were not expected to.
    :ivar opened: those that had to be decided at `level`, and were not.
    """

    boot: BootVerdict
    failed: tuple[ClauseVerdict, ...]
    opened: tuple[ClauseVerdict, ...]
    level: Level


def doubts_in_words(doubts: Sequence[Doubt], more: int, total: int) -> str:
    """All that a failed assertion says.

    :param doubts: those that are told in full.
    :param more: how many there are beside them.
    :param total: how many boots were judged.
    """
    lines: list[str] = []
    if total > 1:
        lines += [f"{len(doubts) + more} of {total} boots do not conform, or are not certain to", ""]
    for doubt in doubts:
        lines += [*_boot(doubt), ""]
    if more:
        lines.append(f"and {more} more")
    return "\n".join(plain(line) for line in lines).rstrip()


def others_in_words(boots: Sequence[BootVerdict], total: int, clause: str, reason: str | None) -> str:
    """What came out where a clause should have failed.

    :param boots: the first of them.
    :param total: how many there were.
    """
    lines = [f"{clause} should have failed{f' ({reason})' if reason else ''}, yet it did not so in {_boots(total)}"]
    for boot in boots:
        found = next(each for each in boot.clauses if each.id == clause)
        lines += ["", f"{name_of(boot)}: {_came_out(found)}"]
        failed = [each for each in boot.clauses if each.verdict == FAIL]
        lines += [line for each in failed for line in _clause(boot, each)]
    return "\n".join(plain(line) for line in lines)


def strangers_in_words(boots: Sequence[BootVerdict], clause: str, reason: str | None) -> str:
    """What failed beside a clause that should have failed alone."""
    lines = [f"{clause} should have failed{f' ({reason})' if reason else ''} and nothing else"]
    for boot in boots:
        lines += ["", f"{name_of(boot)}: more failed"]
        failed = [each for each in boot.clauses if each.verdict == FAIL]
        lines += [line for each in failed for line in _clause(boot, each)]
    return "\n".join(plain(line) for line in lines)


def _boot(doubt: Doubt) -> Iterator[str]:
    boot = doubt.boot
    yield f"{name_of(boot)}: {_headline(doubt)}"
    for number, attempt in enumerate(boot.attempts, 1):
        yield f"  before, attempt {number} on {attempt.host or 'no host'} stopped at {attempt.stopped_at}"
    first = first_failed(boot)
    for clause in sorted(doubt.failed, key=lambda each: first is None or each.id != first.id):
        yield from _clause(boot, clause)
    for why, clauses in _by_reason(doubt.opened).items():
        yield f"{_named(clauses)}: {why}"
        yield from (f"  {clause.message}" for clause in clauses if clause.message)


def _headline(doubt: Doubt) -> str:
    if doubt.failed:
        return f"does not conform; it {_stop(doubt.boot)}"
    if doubt.opened:
        return f"nothing failed, but what level {doubt.level} requires is inconclusive"
    return "nothing failed, but nothing passed either; watch more of the boot"


def _stop(boot: BootVerdict) -> str:
    at = next((each for each in boot.clauses if each.id == boot.stopped_at), None)
    if at is None:
        return "did not stop"
    return f"stopped at {at.id}, {at.title}{', as expected' if at.expected else ''}"


def _by_reason(clauses: Iterable[ClauseVerdict]) -> dict[str, list[ClauseVerdict]]:
    """Those that are open for the same reason, together: beyond a stop there are many."""
    together: dict[str, list[ClauseVerdict]] = {}
    for clause in clauses:
        together.setdefault(_why_open(clause), []).append(clause)
    return together


def _named(clauses: Sequence[ClauseVerdict]) -> str:
    """One by its title, several by their ids alone."""
    return f"{clauses[0].id}, {clauses[0].title}" if len(clauses) == 1 else ", ".join(each.id for each in clauses)


def _clause(boot: BootVerdict, clause: ClauseVerdict) -> Iterator[str]:
    """A clause that failed: its sentence, and the events by which that is certain."""
    expected = ", as expected" if clause.expected else ""
    yield f"{clause.id}, {clause.title} ({clause.reason}{expected})"
    if clause.message:
        yield f"  {clause.message}"
    for event in clause.witness:
        yield f"  witness: {describe(event)}, {_since(boot, event)}, clock {event.clock}"


def _why_open(clause: ClauseVerdict) -> str:
    if clause.verdict == PASS:
        return f"holds as far as could be seen; unchecked: {', '.join(clause.unchecked)}"
    reason = clause.reason or ""
    if clause.id == "CF-ADDRESS" and reason == "not_observable":
        return f"inconclusive ({reason}): nobody was seen to look at the finished server by GET …/servers/{{id}}"
    return f"inconclusive ({reason}): {_OPEN[reason]}" if reason in _OPEN else f"inconclusive ({reason})"


def _since(boot: BootVerdict, event: Event) -> str:
    return f"{(event.time - boot.started) * 1000:.1f} ms after the boot began"


def _came_out(clause: ClauseVerdict) -> str:
    if clause.verdict == FAIL:
        return f"{clause.id} fails, but for another reason ({clause.reason})"
    if clause.verdict == INCONCLUSIVE:
        return f"{clause.id} is {_why_open(clause)}"
    return f"{clause.id} passes" if clause.verdict == PASS else f"{clause.id} is {clause.verdict} ({clause.reason})"


def _boots(total: int) -> str:
    return "the boot" if total == 1 else f"any of {total} boots"
