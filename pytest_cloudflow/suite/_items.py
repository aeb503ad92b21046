"""The pytest items: one for each clause, of each scenario where the target is taken through scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from ..reports._json import encode_event
from ..reports._terminal import plain
from ..verdicts import CLAUSES, FAIL, INCONCLUSIVE, NOT_APPLICABLE, WAIVED, BootVerdict
from ._run import Clause, Run
from ._tally import ClauseTally

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr

NODE = "cloudflow"


class ClauseFailed(Exception):
    """A clause does not hold; its text is all that is shown."""


class Clauses(pytest.Collector):
    """Collects the suite; it has no file.

    :ivar run: what the items are asked of.
    :ivar ids: the items that were named; none: all are meant.
    """

    run: Run
    ids: Sequence[str] = ()

    def __init__(self, **given: object) -> None:
        super().__init__(nodeid=NODE, **given)  # type: ignore[arg-type]  # what pytest itself hands through

    def collect(self) -> Iterable[ClauseItem]:
        """One item a clause, over all boots; or one a scenario and clause."""
        names: list[str | None] = [scenario.name for scenario in self.run.target.scenarios]
        for subject in [Clause(name, clause) for name in names or [None] for clause in CLAUSES]:
            name = f"test_clause[{subject}]"
            item = ClauseItem.from_parent(self, name=name, nodeid=f"{NODE}::{name}", subject=subject, run=self.run)
            if not self.ids or any(below(item.nodeid, name) for name in self.ids):
                yield item

    def check(self, items: Sequence[pytest.Item]) -> None:
        """Makes sure that each name means something.

        :raises pytest.UsageError: one names no item.
        """
        for name in self.ids:
            if not any(below(item.nodeid, name) for item in items):
                raise pytest.UsageError(f"{name}: there is no such item; --collect-only lists those there are")


class ClauseItem(pytest.Item):
    """One clause over all boots, or over those of a scenario."""

    def __init__(self, *, subject: Clause, run: Run, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]  # what pytest itself hands through
        self.subject = subject
        self._run = run

    def runtest(self) -> None:
        """Says what came out: pytest has its own ways for each verdict."""
        tally = self._run.clause(self.subject)
        word = tally.word()
        if word == WAIVED and not self.config.getoption("runxfail"):
            pytest.xfail(plain(f"waived: {tally.first[WAIVED][1].reason}"))
        if word in (FAIL, WAIVED):
            raise ClauseFailed(_failure(tally))
        if word in (INCONCLUSIVE, NOT_APPLICABLE):
            raise pytest.skip.Exception(_why(tally), _use_item_location=True)

    def reportinfo(self) -> tuple[str, int, str]:
        """Where it is: nowhere but in the suite."""
        return NODE, 0, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """The explanation, and nothing of Python."""
        if isinstance(excinfo.value, ClauseFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


def below(nodeid: str, name: str) -> bool:
    """Whether an item is meant by a name given on the command line."""
    return nodeid == name or nodeid.startswith((f"{name}::", f"{name}["))


def _failure(tally: ClauseTally) -> str:
    word = tally.word()
    boot, clause = tally.first[word]
    times, total = tally.counts[word], sum(tally.counts.values())
    lines = [f"{clause.reason}: {clause.message}", f"{clause.id} {clause.title}", f"in {name_of(boot)}"]
    if times > 1:
        lines.append(f"and in {times - 1} more of {total} boots")
    witness = (f"witness: {encode_event(event)}" for event in clause.witness)
    return "\n".join(plain(line) for line in (*lines, *witness))


def _why(tally: ClauseTally) -> str:
    example = tally.example()
    if example is None:
        return "no boot was found"
    boot, clause = example
    said = f"{clause.verdict}: {clause.reason}"
    if clause.message:
        said = f"{said} ({clause.message})"
    return plain(f"{said} in {name_of(boot)}" if tally.opened else said)


def name_of(boot: BootVerdict) -> str:
    """The boot, as a user can look it up."""
    names = [
        f"instance {boot.instance_id}" if boot.instance_id else "",
        f"request {boot.request_id}" if boot.request_id else "",
    ]
    named = ", ".join(name for name in names if name) or "a boot without instance and request"
    return f"{named}, scenario {boot.scenario}" if boot.scenario else named
