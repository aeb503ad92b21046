"""Violations on the command line, and as a target."""

from pathlib import Path

import pytest

from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.targets import find_target
from reference_impl.__main__ import main
from reference_impl.violations import VIOLATIONS

PAGE = (Path(__file__).parents[2] / "docs" / "violations.md").read_text()


def test_they_are_listed_with_scenario_clause_and_reason(capsys):
    assert main(["violations"]) == 0
    *lines, counts = capsys.readouterr().out.splitlines()
    assert [line.split()[:4] for line in lines] == [
        [each.name, each.scenario, each.clause, each.reason] for each in VIOLATIONS
    ]
    assert counts == "122 cells: 109 by violations, 11 by made traces alone, 2 in which nothing can stand"


def test_a_violation_takes_its_own_scenario():
    target = find_target("reference?violate=cinder-trusts-others")
    assert [scenario.name for scenario in target.scenarios] == ["image-volume"]
    other = find_target("reference?violate=cinder-trusts-others", ["two-networks-two-volumes"])
    assert [scenario.name for scenario in other.scenarios] == ["two-networks-two-volumes"]


def test_an_unknown_one_is_refused_before_anything_is_touched():
    with pytest.raises(UsageError, match="there is no violation 'cast-nowhere'"):
        find_target("reference?violate=cast-nowhere")


def test_it_fails_a_run(pytester):
    result = pytester.runpytest_inprocess(
        "-pno:cacheprovider", "--cloudflow", "--cloudflow-target=reference?violate=cast-elsewhere&hypervisor=builtin"
    )
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*FAILED cloudflow::test_clause?image-CF-12? - wrong_data*"])
    result.assert_outcomes(passed=32, failed=1, skipped=4)


def test_the_page_is_what_the_command_prints(capsys):
    """`python -m reference_impl violations --page > docs/violations.md` mends it."""
    assert main(["violations", "--page"]) == 0
    assert capsys.readouterr().out == PAGE


def test_each_stands_in_the_page():
    rows = [f"| `{each.name}` | {each.scenario} | {each.clause} {each.reason} | {each.title} |" for each in VIOLATIONS]
    assert [row for row in rows if row not in PAGE] == []
