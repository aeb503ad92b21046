"""docs/reference.md tells all scenarios and all that may stand behind the question mark."""

from __future__ import annotations

from pathlib import Path

from pytest_cloudflow.scenarios import SCENARIOS
from pytest_cloudflow.targets.reference import Options

PAGE = (Path(__file__).parents[2] / "docs" / "reference.md").read_text()


def test_each_scenario_is_told() -> None:
    assert [scenario.name for scenario in SCENARIOS if f"| `{scenario.name}` |" not in PAGE] == []


def test_of_each_that_must_fail_it_is_told_where_and_how() -> None:
    failing = [scenario for scenario in SCENARIOS if scenario.expect is not None]
    told = {
        each.name: f"| {each.expect.stopped_at} {each.expect.reason} | {each.expect.ends} |"
        for each in failing
        if each.expect
    }
    lines = {line.split("`")[1]: line for line in PAGE.splitlines() if line.startswith("| `")}
    assert [name for name, end in told.items() if not lines[name].endswith(end)] == []


def test_each_option_is_told() -> None:
    assert [key for key in Options.__struct_fields__ if f"| `{key}` |" not in PAGE] == []
