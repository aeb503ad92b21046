"""Has what is given judged, boot by boot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from ..checker import Checker, Trace, feed_all
from ..errors import CloudflowError, UsageError
from ..levels import highest, required
from ..profiles import Profile, load_profile
from ..scenarios import SCENARIOS
from ..trace import Header
from ..verdicts import LEVELS, BootVerdict, Level
from ._given import Given, judgeable

__tracebackhide__ = True

ProfileName: TypeAlias = str | Path | Profile | None
"""A profile, by name, by path, or itself; none: the one that the trace names, `classic` where it names none."""
_BEGINS = "a boot begins with POST …/servers, an insert into instances, or a scenario"


class Judged(NamedTuple):
    """The boots, as they are judged.

    :ivar level: what must have been observed of them: as much as was watched; none: each shows that itself.
    """

    boots: Iterator[BootVerdict]
    level: Level | None


def judged(given: Given, *, profile: ProfileName = None, header: Header | None = None) -> Iterator[BootVerdict]:
    """The verdicts on the boots of what is given, for a test that wants to look at them itself.

    The parameters and what is raised are those of `assert_conforms`.
    """
    return begun(given, profile, header).boots


def begun(given: Given, profile: ProfileName, header: Header | None) -> Judged:
    """What is given, being judged."""
    rules = _rules(profile) if profile is not None else None
    trace = judgeable(given, header)
    if isinstance(trace, list):
        return Judged(iter(trace), None)
    try:
        checker = Checker(rules or _rules(trace.header.profile), trace.header)
    except CloudflowError:
        trace.close()
        raise
    return Judged(_boots(checker, trace), highest(*checker.sight()))


def _rules(profile: str | Path | Profile) -> Profile:
    return profile if isinstance(profile, Profile) else load_profile(profile)


def _boots(checker: Checker, trace: Trace) -> Iterator[BootVerdict]:
    yield from feed_all(checker, trace.batches(), lambda: len(trace.skipped))
    yield from checker.finish(trace.finished)


def some(boots: Iterator[BootVerdict], scenario: str | None) -> Iterator[BootVerdict]:
    """The boots of that scenario, of which there must be one.

    :raises AssertionError: there is none.
    :raises UsageError: and neither is there such a scenario.
    """
    found, names = False, {each.name for each in SCENARIOS}
    for boot in boots:
        if boot.scenario is not None:
            names.add(boot.scenario)
        if scenario is None or boot.scenario == scenario:
            found = True
            yield boot
    if scenario is not None and scenario not in names:
        raise UsageError(f"unknown scenario {scenario!r}", mend=f"one of {', '.join(sorted(names))}")
    if not found:
        raise AssertionError(f"no boot{f' of scenario {scenario}' if scenario else ''} was found; {_BEGINS}")


def check_level(level: str | None) -> None:
    """Makes sure that there is such a level.

    :raises UsageError: there is none.
    """
    if level is not None and level not in LEVELS:
        raise UsageError(f"there is no level {level!r}", mend=f"one of {', '.join(LEVELS)}")


def shown_by(boot: BootVerdict) -> Level:
    """The highest level at which nothing was out of sight; of a boot whose header is not known any more."""
    unseen = {clause.id for clause in boot.clauses if clause.reason == "not_observable"}
    return next((level for level in reversed(LEVELS) if not unseen & required(level)), "api")
