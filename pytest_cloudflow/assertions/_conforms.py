"""`assert_conforms`: every boot does what its profile says."""

from __future__ import annotations

from msgspec.structs import replace

from ..levels import is_open
from ..trace import Expectation, Header
from ..verdicts import FAIL, PASS, BootVerdict, ClauseVerdict, Level
from ._expected import Expected, as_expected, expectation
from ._given import Given
from ._judging import Judged, ProfileName, begun, check_level, shown_by, some
from ._words import MOST_TOLD, Doubt, doubts_in_words

__tracebackhide__ = True


def assert_conforms(
    given: Given,
    *,
    profile: ProfileName = None,
    scenario: str | None = None,
    require: Level | None = None,
    expect: Expected | None = None,
    header: Header | None = None,
) -> None:
    """Asserts that every boot in what is given conforms.

    :param given: a path, a trace, events, boots described by `Boot`, an observed cloud, or boots that were judged.
    :param profile: which profile judges: a name, a path, or the profile itself; none: the one that the trace names
        (`classic`, where it names none). Boots that were judged are not judged again.
    :param scenario: only the boots of this scenario.
    :param require: what must have been observed: `api`, `bus`, `full`; none: as much as was watched.
    :param expect: the failure that every boot must end in: `("CF-10", "rejected")`, or an `Expectation`.
    :param header: what was watched, where only events are given; none: everything.
    :raises AssertionError: a boot does not; or a required clause is inconclusive; or there is no boot. Its text is the
        explanation.
    :raises TraceError: what is given cannot be read as a trace.
    :raises UsageError: there is no such profile, scenario, level, clause or reason.
    """
    check_level(require)
    wanted = expectation(expect) if expect is not None else None
    judged = begun(given, profile, header)
    told: list[Doubt] = []
    more = total = 0
    for boot in some(judged.boots, scenario):
        total += 1
        doubt = _doubt(boot, judged, require, wanted)
        if doubt is not None and len(told) < MOST_TOLD:
            told.append(doubt)
        elif doubt is not None:
            more += 1
    if told:
        raise AssertionError(doubts_in_words(told, more, total))


def _doubt(boot: BootVerdict, judged: Judged, require: Level | None, expect: Expectation | None) -> Doubt | None:
    """What speaks against the boot; none if nothing does."""
    level = require or judged.level or shown_by(boot)
    if expect is not None:
        boot = as_expected(boot, expect)
    failed = tuple(each for each in boot.clauses if each.verdict == FAIL and not each.expected)
    opened = tuple(each for each in boot.clauses if is_open(each, level) and not _beyond(boot, each))
    if failed or opened or not any(each.verdict == PASS or each.expected for each in boot.clauses):
        return Doubt(replace(boot, verdict=FAIL) if failed else boot, failed, opened, level)
    return None


def _beyond(boot: BootVerdict, clause: ClauseVerdict) -> bool:
    """Whether it lies beyond a stop that was expected, and was not meant to be reached."""
    return clause.reason == "not_reached" and any(each.expected for each in boot.clauses)
