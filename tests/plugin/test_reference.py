"""`pytest --cloudflow` with no target named: the reference."""

import json
from pathlib import Path

import pytest

from pytest_cloudflow.scenarios import SCENARIOS

from ._said import said, words

SEEDED = "--cloudflow-target=reference?seed=3&hypervisor=builtin"


def test_a_scenario_is_37_items_of_its_own(run):
    result = run(None, SEEDED, "--cloudflow-scenario=image", "-v", "--cloudflow-report=r.json")
    assert result.ret == 0
    assert words(result)["passed"] == 33
    assert words(result)["skipped"] == 4
    result.stdout.fnmatch_lines(["*cloudflow::test_clause?image-CF-28? PASSED*"])
    report = json.loads(Path("r.json").read_text())
    assert [boot["scenario"] for boot in report["boots"]] == ["image"]
    assert report["require"] == "full"


def test_all_scenarios_without_a_word(run):
    result = run(None, SEEDED)
    assert result.ret == 0
    assert words(result)["passed"] + words(result)["skipped"] == len(SCENARIOS) * 37
    result.stdout.fnmatch_lines(["*ok*two-networks-two-volumes*1 boot*28 of 28 steps; 5 of 5 states*"])
    result.stdout.fnmatch_lines(["*ok*hypervisor-refuses*1 boot*as expected*"])
    boots = len(SCENARIOS) + 9
    result.stdout.fnmatch_lines([f"PASS: {boots} boots ({boots} pass)"])


def test_what_was_recorded_is_judged_alike(run):
    assert run(None, SEEDED, "--cloudflow-scenario=image-volume", "--cloudflow-record=t.jsonl").ret == 0
    again = run("t.jsonl", "--cloudflow-report=again.json")
    assert again.ret == 0
    boot = json.loads(Path("again.json").read_text())["boots"][0]
    assert boot["scenario"] == "image-volume"
    assert {clause["verdict"] for clause in boot["clauses"]} == {"pass", "not_applicable"}


@pytest.mark.parametrize("only", ["--collect-only", "--setup-plan", "--setup-only"])
def test_collecting_touches_nothing(run, monkeypatch, only):
    def touched(self, **_):
        raise AssertionError("the target was opened")

    monkeypatch.setattr("pytest_cloudflow.targets.reference.ReferenceTarget.open", touched)
    result = run(None, "--cloudflow-scenario=volume-boot", only, "-q")
    assert result.ret == 0
    if only == "--collect-only":
        result.stdout.fnmatch_lines(
            ["cloudflow::test_clause?volume-boot-CF-01?", "cloudflow::test_clause?volume-boot-CF-END?"]
        )


def test_one_clause_of_one_scenario_can_be_named(run):
    result = run(None, SEEDED, "cloudflow::test_clause[image-volume-CF-25]")
    assert result.ret == 0
    assert words(result) == {"passed": 1}


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--cloudflow-scenario=imaeg"], "unknown scenario 'imaeg'"),
        (["--cloudflow-target=reference?brokker=x"], "brokker"),
        (["--cloudflow-target=referense"], "unknown target 'referense'"),
        (["cloudflow::test_clause[imaeg-CF-01]"], "there is no such item"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_code_4(run, arguments, line):
    result = run(None, *arguments)
    assert result.ret == 4
    assert line in said(result)


def test_a_hypervisor_that_cannot_be_reached_is_exit_code_9(run):
    result = run(None, "--cloudflow-target=reference?hypervisor=test:///nowhere/at-all.xml")
    assert result.ret == 9
    assert said(result).startswith("ERROR: hypervisor:")


@pytest.mark.parametrize(
    "url", ["nosuch://x", "no-url-at-all", "sqlite:////nowhere/at/all.db", "postgresql+nodriver://u:s3cret@h/x"]
)
def test_a_database_that_cannot_be_used_is_exit_code_9(run, url):
    result = run(None, f"--cloudflow-target=reference?hypervisor=builtin&database={url}", "--cloudflow-scenario=image")
    assert result.ret == 9
    assert said(result).startswith("ERROR: database: cannot be used")
    assert "s3cret" not in str(result.stdout)


def test_a_database_that_is_not_empty_is_exit_code_9(run):
    used = "--cloudflow-target=reference?hypervisor=builtin&database=sqlite:///nova.db"
    assert run(None, used, "--cloudflow-scenario=image").ret == 0
    assert run(None, used, "--cloudflow-scenario=image").ret == 9


def test_the_header_says_what_it_is(run):
    result = run(None, SEEDED, "--cloudflow-scenario=image")
    result.stdout.fnmatch_lines(["cloudflow: reference?seed=3&hypervisor=builtin, profile classic 1"])
    result.stdout.fnmatch_lines(["cloudflow: client *, hypervisor builtin, one thread, seed 3"])
