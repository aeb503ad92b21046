"""Every told boot that the checker's own tests make of a good one, gathered from their tables."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from pytest_cloudflow.factories import Boot, Ids, Told, tell
from pytest_cloudflow.factories.boots import OUTCOMES

CHECKER = Path(__file__).parents[1] / "checker"
NAME = "cloudflow_checker_tests"


def checker_tests(module: str) -> ModuleType:
    """A module of the checker's tests, imported under a name of its own, wherever pytest was started."""
    if NAME not in sys.modules:
        spec = importlib.util.spec_from_file_location(NAME, CHECKER / "__init__.py")
        assert spec is not None
        sys.modules[NAME] = importlib.util.module_from_spec(spec)
    return importlib.import_module(f"{NAME}.{module}")


def mutated() -> dict[str, Sequence[Told]]:
    """By a name that says what was done to it."""
    return dict(_mutated())


def _mutated() -> Iterator[tuple[str, Sequence[Told]]]:
    do: Any = checker_tests("_mutations")
    missing: Any = checker_tests("test_missing")
    properties: Any = checker_tests("test_properties")
    yield "nothing", told()
    for name, (marks, _) in missing.ONE_STEP.items():
        yield f"missing-{name}", do.drop(told(), *marks)
    for name, (mark, _) in missing.ROWS.items():
        yield f"missing-row-{name}", do.drop(told(), mark)
    for name, (mark, said) in properties.SWAPPED.items():
        yield f"swapped-{name}", do.change(told(), mark, **said)
    for mark, actor in properties.ACTORS.items():
        yield f"actor-{mark}", do.change(told(), mark, source=actor)
    for mark, before in properties.MOVED.items():
        yield f"moved-{mark}", do.move(told(), mark, before=before)
    for name in OUTCOMES:
        yield f"stop-{name}", told(stop=name, scenario=name)
    for said in ({"released": False}, {"ends": False}):
        yield f"driver-{next(iter(said))}", told(stop="driver", **said)


def told(**said: Any) -> list[Told]:
    """A boot whose every step happens, so that there is something to change."""
    return tell(Boot(**said), Ids("0a0a0a0a"))
