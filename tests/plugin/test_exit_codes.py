"""Exit codes 0, 1, 2, 4, 5, 8 and 9 (section 1 of the contract)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.factories import WATCHED, Boot
from pytest_cloudflow.probes.capture import convert
from pytest_cloudflow.suite import _run
from pytest_cloudflow.trace import Expectation, Header, TraceWriter

from ._said import said, words

RECORDINGS = Path(__file__).parents[1] / "recordings"
BUS = Header(watched={"http": ["*"], "rpc": ["*"], "state": ["*"]})
SEEN_ON_BUS = "http rpc state"


def test_0_a_trace_that_conforms(run, write_trace):
    assert run(write_trace(Boot())).ret == 0


def test_1_a_clause_failed(run, write_trace):
    result = run(write_trace(Boot(), Boot(stop="driver")))
    assert result.ret == 1
    assert words(result)["failed"] == 1


def test_1_goes_over_8(run, write_trace):
    assert (
        run(write_trace(Boot(stop="no_valid_host"), header=BUS, only=SEEN_ON_BUS), "--cloudflow-require=full").ret == 1
    )


def test_1_a_test_of_the_users_own_failed(run, write_trace, pytester):
    assert run(write_trace(Boot()), pytester.makepyfile("def test_own(): assert False")).ret == 1


def test_2_a_file_that_cannot_be_collected_and_nothing_is_judged(run, write_trace, pytester):
    result = run(write_trace(Boot()), pytester.makepyfile("import nowhere"), "--cloudflow-report=report.json")
    assert result.ret == 2
    assert not Path("report.json").exists()


def test_2_somebody_interrupts(pytester, write_trace):
    pytester.makeconftest(
        """
        from pytest_cloudflow.suite._run import Run

        def interrupt(*_):
            raise KeyboardInterrupt

        Run._take = interrupt
        """
    )
    kept = "--cloudflow-report=report.json", "--cloudflow-record=kept.jsonl"
    result = pytester.runpytest_subprocess("--cloudflow", f"--cloudflow-target=trace:{write_trace(Boot())}", *kept)
    assert result.ret == 2
    assert not list(Path().glob("*report*")) + list(Path().glob("*kept*")) + list(Path().glob(".*.part"))


def test_4_a_trace_that_is_not_there(run):
    result = run("nowhere.jsonl")
    assert result.ret == 4
    assert "nowhere.jsonl: there is no such file" in said(result)


def test_5_nothing_is_selected(run, write_trace):
    assert run(write_trace(Boot()), "-k", "nothing_of_that_name").ret == 5


def test_8_no_boot_was_found(run):
    with TraceWriter("empty.jsonl", Header(watched=WATCHED)) as trace:
        trace.close(1_760_000_000.0)
    result = run("empty.jsonl")
    assert result.ret == 8
    assert "no boot was found" in said(result)
    assert words(result) == {"skipped": 37}


@pytest.mark.parametrize("name", ["plain", "kvm-volume"])
def test_8_a_required_clause_could_not_be_observed(run, name):
    """Nobody asked for the finished server."""
    convert(RECORDINGS / name, "recorded.jsonl")
    result = run("recorded.jsonl")
    assert result.ret == 8
    assert "CF-ADDRESS is required at level bus and is inconclusive (not_observable)" in said(result)


def test_8_only_for_what_was_selected(run):
    convert(RECORDINGS / "plain", "recorded.jsonl")
    result = run("recorded.jsonl", "--deselect", "cloudflow::test_clause[CF-ADDRESS]", "--cloudflow-report=all.json")
    assert result.ret == 0
    report = json.loads(Path("all.json").read_text())
    assert report["verdict"] == "inconclusive"
    assert len(report["boots"][0]["clauses"]) == 37


def test_what_was_not_selected_fails_nothing(run, write_trace):
    trace = write_trace(Boot(stop="driver"))
    assert run(trace, "-k", "CF-08").ret == 0
    assert run(trace, "-k", "CF-28").ret == 1


def test_8_a_boot_in_which_nothing_passed(run, write_trace):
    """A scenario says that there was a boot, and nothing that would show it was watched."""
    blind = Header(watched={"notification": ["*"]})
    trace = write_trace(Boot(scenario="image"), header=blind, only="notification")
    result = run(trace, "-k", "CF-08", "--cloudflow-report=report.json")
    assert result.ret == 8
    assert "nothing passed in a boot without instance and request, scenario image" in said(result)
    assert json.loads(Path("report.json").read_text())["verdict"] == "inconclusive"


def test_at_full_a_pass_with_something_unchecked_is_open(run, write_trace):
    watched = {channel: ["*"] for channel in WATCHED if channel != "scheduler"}
    trace = write_trace(Boot(), header=Header(watched=watched), only="http rpc notification db state hypervisor")
    assert run(trace).ret == 0
    result = run(trace, "--cloudflow-require=full")
    assert result.ret == 8
    assert "CF-10 is required at level full and passes with something unchecked" in said(result)
    assert "--cloudflow-require=bus" in said(result)
    assert words(result)["passed"] == 36


def test_the_default_level_is_the_highest_whose_channels_are_watched(run, write_trace):
    assert "required full" in str(run(write_trace(Boot())).stdout)
    assert "required bus" in str(run(write_trace(Boot(), header=BUS, only=SEEN_ON_BUS)).stdout)
    api = Header(watched={"http": ["nova-api", "keystone"], "state": ["*"]})
    assert "required api" in str(run(write_trace(Boot(), header=api, only="http state")).stdout)


def test_9_a_target_that_cannot_be_reached(run, write_trace, monkeypatch):
    def refuse(self, *, tolerate, timeout):
        raise TargetError("refuses connections", "cloud.example:5000", "start it")

    monkeypatch.setattr("pytest_cloudflow.targets.trace.TraceTarget.open", refuse)
    result = run(write_trace(Boot()), "--cloudflow-report=report.json")
    assert result.ret == 9
    assert said(result) == "ERROR: cloud.example:5000: refuses connections; start it"
    assert not Path("report.json").exists()


def test_9_before_anything_is_collected(run, write_trace, monkeypatch):
    def refuse(spec, scenarios, deployment):
        raise TargetError("no such cloud", "clouds.yaml", "add it")

    monkeypatch.setattr(_run, "find_target", refuse)
    result = run(write_trace(Boot()))
    assert result.ret == 9
    assert "clouds.yaml: no such cloud; add it" in str(result.stdout) + str(result.stderr)


@pytest.mark.parametrize("arguments", [["--no-summary"], ["-q", "-q"], ["-pno:terminal"]])
def test_the_line_is_said_however_little_is_shown(run, arguments, capfd):
    assert run("nowhere.jsonl", *arguments).ret == 4
    told = capfd.readouterr()
    assert (told.out + told.err).count("ERROR: nowhere.jsonl: there is no such file") == 1


def test_an_expected_failure_does_not_touch_the_exit_code(run, write_trace):
    expect = Expectation("CF-10", "rejected", "error")
    result = run(write_trace(Boot(), Boot(stop="no_valid_host", scenario="no-host", expect=expect)), "-v")
    assert result.ret == 0
    assert "cloudflow::test_clause[CF-10] PASSED" in str(result.stdout)


def test_an_expected_failure_that_does_not_come_fails(run, write_trace):
    expect = Expectation("CF-10", "rejected", "error")
    result = run(write_trace(Boot(scenario="no-host", expect=expect)))
    assert result.ret == 1
    assert "the scenario expects a stop at CF-10" in " ".join(str(result.stdout).split())


def test_of_two_boots_the_one_that_was_not_expected_to_fails(run, write_trace):
    expect = Expectation("CF-10", "rejected", "error")
    boots = Boot(stop="no_valid_host", scenario="no-host", expect=expect), Boot(stop="no_valid_host")
    assert run(write_trace(*boots)).ret == 1


@pytest.mark.parametrize("packed", [False, True])
def test_a_trace_comes_by_standard_input(write_trace, packed):
    trace = write_trace(Boot(), name="boot.jsonl.gz" if packed else "boot.jsonl")
    command = [sys.executable, "-m", "pytest", "-pno:cacheprovider", "--cloudflow", "--cloudflow-target=trace:-"]
    with trace.open("rb") as file:
        done = subprocess.run(command, stdin=file, capture_output=True, env=os.environ | {"COLUMNS": "80"}, check=False)
    assert done.returncode == 0, done.stdout.decode()
    assert b"36 passed, 1 skipped" in done.stdout


def test_into_a_pipe_the_target_is_said_first(write_trace):
    trace = write_trace(Boot())
    command = [sys.executable, "-m", "pytest", "-pno:cacheprovider", "--cloudflow", f"--cloudflow-target=trace:{trace}"]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(command, capture_output=True, env=buffered | {"COLUMNS": "200"}, text=True, check=False)
    assert f"cloudflow: trace:{trace}" in done.stdout
    assert done.stdout.index("cloudflow: trace:") < done.stdout.index("36 passed")
