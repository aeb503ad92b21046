"""How much must have been observed: which clauses a run requires (CONTRACT section 3, *Levels*)."""

from __future__ import annotations

from collections.abc import Set

from .verdicts import CLAUSES, INCONCLUSIVE, LEVELS, PASS, ClauseVerdict, Level

_API = frozenset({"CF-01", "CF-02", "CF-03", "CF-S1", "CF-S5", "CF-END", "CF-ADDRESS"})
_BUS_STEPS = (8, 9, 11, 12, 13, 14, 15, 17, 18)
_BUS = _API | {"CF-S2", "CF-S3", "CF-S4", "CF-ONCE"} | {f"CF-{number:02d}" for number in _BUS_STEPS}
_REQUIRED: dict[Level, frozenset[str]] = {"api": _API, "bus": _BUS, "full": frozenset(CLAUSES)}


def required(level: Level) -> frozenset[str]:
    """The clauses that must be decided at that level."""
    return _REQUIRED[level]


def highest(partly: Set[str], wholly: Set[str]) -> Level:
    """The highest level that can be decided; at least `api`.

    :param partly: the clauses of which some evidence is watched.
    :param wholly: those of which all is.
    """
    for level in reversed(LEVELS):
        if _REQUIRED[level] <= (wholly if level == "full" else partly):
            return level
    return "api"


def is_open(clause: ClauseVerdict, level: Level) -> bool:
    """Whether the clause had to be decided at that level, and was not.

    At `full` a clause that holds as far as could be seen, but could not be checked in full, is not decided.
    """
    if clause.id not in _REQUIRED[level]:
        return False
    return clause.verdict == INCONCLUSIVE or (level == "full" and clause.verdict == PASS and bool(clause.unchecked))
