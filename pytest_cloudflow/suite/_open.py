"""Why a run that did not fail is not said to conform either: exit code 8, and the line that goes with it."""

from __future__ import annotations

from collections.abc import Iterable

from ..levels import is_open
from ..verdicts import LEVELS, PASS, ClauseVerdict, Level
from ._items import name_of
from ._run import Clause, Run

OPEN = 8
"""Nothing failed, but a required clause is inconclusive, or no boot was found."""

_UNSEEN = "not_observable"
_MENDS = {
    _UNSEEN: "watch what shows it",
    "window_open": "observe until the boot has ended, and a little longer",
    "concurrent": "let one clock stamp both, or the clocks differ less",
    "ambiguous": "keep the boots apart, or watch what ties them",
    "not_reached": "let the boot come as far as that",
}
_MISSED = "what shows it was watched and missed something: observe another boot"


def why_open(run: Run, selected: Iterable[Clause]) -> str | None:
    """What is undecided, where, and what would decide it, in a line; None if all that was selected is decided."""
    if run.tally.total == 0:
        return _no_boot(run)
    tallies = [run.clause(subject) for subject in selected]
    opened = [tally.opened for tally in tallies if tally.opened is not None]
    if opened:
        boot, clause = opened[0]
        more = f", and {len(opened) - 1} more clauses are open" if len(opened) > 1 else ""
        return (
            f"{run.target.name}: {_undecided(clause, run.tally.level)} in {name_of(boot)}{more}; {_mend(run, clause)}"
        )
    if run.tally.idle is not None:
        return f"{run.target.name}: nothing passed in {name_of(run.tally.idle)}; watch more of the boot"
    return None


def _no_boot(run: Run) -> str:
    wanted = run.settings.scenario
    of = f" of scenario {', '.join(wanted)}" if wanted else ""
    begins = "a boot begins with POST …/servers, an insert into instances, or a scenario"
    return f"{run.target.name}: no boot{of} was found; {begins}"


def _undecided(clause: ClauseVerdict, level: Level) -> str:
    if clause.verdict == PASS:
        what = f"passes with something unchecked ({', '.join(clause.unchecked)})"
    else:
        what = f"is inconclusive ({clause.reason})"
    return f"{clause.id} is required at level {level} and {what}"


def _mend(run: Run, clause: ClauseVerdict) -> str:
    reason = clause.reason or _UNSEEN
    mend = _MISSED if reason == _UNSEEN and run.missed(clause.id) else _MENDS.get(reason, _MENDS[_UNSEEN])
    less = [level for level in LEVELS[: LEVELS.index(run.tally.level)] if not is_open(clause, level)]
    return f"{mend}, or require less: --cloudflow-require={less[-1]}" if less else mend
