"""`assert_fails`: a clause does not hold, for the reason that a test has in mind."""

from __future__ import annotations

from collections.abc import Iterable

from ..trace import Header
from ..verdicts import FAIL, BootVerdict, ClauseVerdict
from ._expected import check_clause, check_reason
from ._given import Given
from ._judging import ProfileName, begun, some
from ._words import MOST_TOLD, others_in_words, strangers_in_words

__tracebackhide__ = True


def assert_fails(
    given: Given,
    clause: str,
    reason: str | None = None,
    *,
    alone: bool = False,
    profile: ProfileName = None,
    scenario: str | None = None,
    header: Header | None = None,
) -> None:
    """Asserts that a clause fails in some boot, for that reason.

    :param clause: its id, `CF-10`.
    :param reason: `missing`, `out_of_order`, `wrong_data`, `wrong_actor`, `rejected`, `duplicated` or `wrong_state`;
        none: any of them.
    :param alone: whether nothing else may fail, in any boot.
    :raises AssertionError: it does not fail so, or not alone; or there is no boot. Its text says what came out instead.

    The other parameters, and what else is raised, are those of :func:`assert_conforms`.
    """
    check_clause(clause)
    check_reason(reason)
    met = False
    total = 0
    kept: list[BootVerdict] = []
    strange: list[BootVerdict] = []
    for boot in some(begun(given, profile, header).boots, scenario):
        total += 1
        met = met or any(_is(each, clause, reason) for each in boot.clauses)
        _keep(kept, [boot])
        _keep(strange, [boot] if any(_is_other(each, clause, reason) for each in boot.clauses) else [])
    if not met:
        raise AssertionError(others_in_words(kept, total, clause, reason))
    if alone and strange:
        raise AssertionError(strangers_in_words(strange, clause, reason))


def _is(found: ClauseVerdict, clause: str, reason: str | None) -> bool:
    return found.id == clause and found.verdict == FAIL and reason in (None, found.reason)


def _is_other(found: ClauseVerdict, clause: str, reason: str | None) -> bool:
    return found.verdict == FAIL and not _is(found, clause, reason)


def _keep(kept: list[BootVerdict], boots: Iterable[BootVerdict]) -> None:
    """The first few; a trace may hold a million."""
    kept.extend(list(boots)[: MOST_TOLD - len(kept)])
