"""All scenarios, and those that are named."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import UsageError
from ._good import GOOD, SURVIVED
from ._model import Scenario
from ._refused import REFUSED
from ._troubled import TROUBLED

SCENARIOS = GOOD + SURVIVED + REFUSED + TROUBLED


def named(names: Sequence[str]) -> tuple[Scenario, ...]:
    """The scenarios of those names, in the order in which they are run; without names all of them.

    :raises UsageError: there is none of that name.
    """
    known = {scenario.name for scenario in SCENARIOS}
    for name in names:
        if name not in known:
            raise UsageError(f"unknown scenario {name!r}", "--cloudflow-scenario", f"one of {', '.join(sorted(known))}")
    return tuple(scenario for scenario in SCENARIOS if not names or scenario.name in names)
