"""Whatever is wrong with a command or a file is said in one line; nothing half-written is left."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_cloudflow.factories import Boot

from ._said import said

BEFORE = '{"kept": true}'


@pytest.fixture
def trace(write_trace):
    return write_trace(Boot())


def wrong(result):
    """Exit code 4 and its line; the report that stood there still does, and nothing else was left."""
    assert result.ret == 4, str(result.stdout)
    assert not list(Path().glob("kept.jsonl*")) + list(Path().glob(".*.part"))
    return said(result)


OPTIONS = {
    "target": ("--cloudflow-target=openstick:x", "unknown target 'openstick:x'"),
    "target-empty": ("--cloudflow-target=", "--cloudflow-target: no value"),
    "target-of-no-file": ("--cloudflow-target=trace:", "names no file"),
    "profile": ("--cloudflow-profile=clasic", "did you mean 'classic'?"),
    "profile-file": ("--cloudflow-profile=nowhere.toml", "nowhere.toml: the profile cannot be read"),
    "scenario": ("--cloudflow-scenario=imgae", "unknown scenario 'imgae'"),
    "scenario-empty": ("--cloudflow-scenario=", "--cloudflow-scenario: no value"),
    "waivers": ("--cloudflow-waivers=nowhere.toml", "nowhere.toml: cannot be read"),
    "waivers-empty": ("--cloudflow-waivers=", "--cloudflow-waivers: no value"),
    "timeout-word": ("--cloudflow-timeout=abc", "--cloudflow-timeout: 'abc' is not right; a number of seconds above 0"),
    "timeout-null": ("--cloudflow-timeout=null", "--cloudflow-timeout: 'null' is not right"),
    "timeout-0": ("--cloudflow-timeout=0", "--cloudflow-timeout: 0.0 is no window"),
    "timeout-negative": ("--cloudflow-timeout=-1", "is no window"),
    "timeout-nan": ("--cloudflow-timeout=nan", "nan is no window"),
    "timeout-inf": ("--cloudflow-timeout=inf", "inf is no window"),
    "require": ("--cloudflow-require=most", "'most' is not right; one of api, bus, full"),
    "tolerate-negative": ("--cloudflow-tolerate=-1", "-1 lines cannot be skipped"),
    "tolerate-word": ("--cloudflow-tolerate=some", "'some' is not right; a whole number of lines"),
    "tolerate-part": ("--cloudflow-tolerate=1.5", "'1.5' is not right"),
    "report-ending": ("--cloudflow-report=report.pdf", "'report.pdf' is no kind of report"),
    "report-no-ending": ("--cloudflow-report=report", "'report' is no kind of report"),
    "report-folder": ("--cloudflow-report=folder.json", "folder.json: --cloudflow-report names a folder"),
    "report-missing-folder": ("--cloudflow-report=nowhere/report.json", "its folder does not exist"),
    "record-ending": ("--cloudflow-record=kept.txt", "'kept.txt' is no trace's name"),
    "record-output": ("--cloudflow-record=-", "'-' is no trace's name"),
    "record-folder": ("--cloudflow-record=folder.jsonl", "folder.jsonl: --cloudflow-record names a folder"),
    "record-missing-folder": ("--cloudflow-record=nowhere/kept.jsonl", "its folder does not exist"),
}


@pytest.mark.parametrize(("option", "line"), OPTIONS.values(), ids=OPTIONS)
def test_an_option_that_is_wrong(run, trace, option, line):
    Path("folder.json").mkdir()
    Path("folder.jsonl").mkdir()
    Path("before.json").write_text(BEFORE)
    result = run(trace, "--cloudflow-report=before.json", "--cloudflow-record=kept.jsonl", option)
    assert line in wrong(result)
    assert Path("before.json").read_text() == BEFORE


@pytest.mark.parametrize("option", ["report", "record"])
def test_a_place_that_may_not_be_written(run, trace, option, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    result = run(trace, f"--cloudflow-{option}=kept.json{'l' if option == 'record' else ''}")
    assert f"--cloudflow-{option} cannot be put there: this user may not write there" in wrong(result)


def test_an_option_without_its_value_is_named(run, trace):
    result = run(trace, "--cloudflow-record")
    assert result.ret == 4
    assert "argument --cloudflow-record: expected one argument" in str(result.stderr)
    assert "Traceback" not in str(result.stderr)


FILES = {
    "cloudflow.toml": ("cloudflow.toml", "target =", "cloudflow.toml: broken TOML"),
    "cloudflow.toml-bytes": ("cloudflow.toml", b"target = '\xff'", "cloudflow.toml: not UTF-8 at byte 10"),
    "cloudflow.toml-deep": ("cloudflow.toml", f"report = {'[' * 5000}", "cloudflow.toml: broken TOML"),
    "cloudflow.toml-long": ("cloudflow.toml", "#" * (1 << 20) + "\n", "cloudflow.toml: longer than 1 MiB"),
    "unknown-key": ("cloudflow.toml", "traget = 'x'", "cloudflow.toml: unknown key 'traget'; the keys are target,"),
    "unknown-key-in-pyproject": (
        "pyproject.toml", "[tool.cloudflow]\ntraget = 'x'", "pyproject.toml, [tool.cloudflow]: unknown key 'traget'",
    ),
    "no-table": ("pyproject.toml", "[tool]\ncloudflow = 3", "pyproject.toml, [tool.cloudflow]: not a table"),
    "type-of-timeout": ("cloudflow.toml", "timeout = 'soon'", "cloudflow.toml: timeout: 'soon' is not right"),
    "type-of-timeout-bool": ("cloudflow.toml", "timeout = true", "cloudflow.toml: timeout: True is not right"),
    "type-of-report": ("cloudflow.toml", "report = 'a.json'", "cloudflow.toml: report: 'a.json' is not right; a list"),
    "type-of-scenario": ("cloudflow.toml", "scenario = [3]", "scenario: [0]: Expected `str`, got `int`; a list"),
    "type-of-profile": ("cloudflow.toml", "profile = 3", "cloudflow.toml: profile: 3 is not right"),
    "type-of-tolerate": ("cloudflow.toml", "tolerate = 1.5", "cloudflow.toml: tolerate: 1.5 is not right"),
    "require": ("cloudflow.toml", "require = 'most'", "cloudflow.toml: require: 'most' is not right; one of api, bus"),
    "negative": ("cloudflow.toml", "tolerate = -1", "cloudflow.toml: tolerate: -1 lines cannot be skipped"),
    "nul": ("cloudflow.toml", 'waivers = "a\\u0000"', "cloudflow.toml: waivers: 'a\\x00' holds a NUL"),
    "ini": ("pytest.ini", "[pytest]\ncloudflow_timeout = soon", "pytest.ini, cloudflow_…: timeout: 'soon' is not"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "line"), FILES.values(), ids=FILES)
def test_a_settings_file_that_is_wrong(run, trace, pytester, name, content, line):
    path = pytester.path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    assert line in wrong(run(trace))


def test_a_pyproject_that_pytest_cannot_read_either(run, trace, pytester):
    (pytester.path / "pyproject.toml").write_text("[tool")
    result = run(trace)
    assert result.ret == 4
    assert "pyproject.toml" in str(result.stderr)
    assert "Traceback" not in str(result.stderr)


def test_a_profile_that_is_broken(run, trace):
    Path("mine.toml").write_text("profile = ")
    assert "mine.toml: broken TOML" in wrong(run(trace, "--cloudflow-profile=mine.toml"))


def cut(text):
    return text[: len(text) // 2]


def broken_line(text):
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:20], "{nonsense\n", *lines[20:]])


TRACES = {
    "cut-short": (cut, "boot.jsonl"),
    "without-footer": (lambda text: text[: text.rindex('{"end"')], "cut short"),
    "broken-line": (broken_line, "boot.jsonl:21: "),
    "other-version": (lambda text: text.replace("cloudflow/1", "cloudflow/9", 1), "cloudflow/9"),
    "empty": (lambda _: "", "empty"),
    "unknown-profile": (lambda text: text.replace('"profile":"classic"', '"profile":"clasic"', 1), "clasic"),
}


@pytest.mark.parametrize(("change", "line"), TRACES.values(), ids=TRACES)
def test_a_trace_that_is_wrong(run, trace, change, line):
    trace.write_text(change(trace.read_text()))
    Path("before.json").write_text(BEFORE)
    result = run(trace, "--cloudflow-report=before.json", "--cloudflow-record=kept.jsonl")
    assert line in wrong(result)
    assert Path("before.json").read_text() == BEFORE


def test_broken_lines_are_skipped_where_they_are_tolerated_and_it_is_said(run, trace):
    trace.write_text(broken_line(trace.read_text()))
    result = run(trace, "--cloudflow-tolerate=1")
    assert result.ret == 8  # whether something was delivered twice cannot be told any more
    assert "skipped" in str(result.stdout)
    assert "boot.jsonl:21" in str(result.stdout)


FULL = """
import resource, sys, pytest
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, resource.RLIM_INFINITY))
code = pytest.main(sys.argv[1:])
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
sys.exit(code)
"""


@pytest.mark.parametrize("size", [1000, 4096])
@pytest.mark.parametrize(
    "options", [["report=report.json"], ["record=kept.jsonl"], ["report=report.json", "record=kept.jsonl"]]
)
def test_a_disk_that_is_full(trace, options, size):
    """No file may grow beyond `size` bytes: what is written at the end of judging does not fit."""
    arguments = ["-pno:cacheprovider", "--cloudflow", f"--cloudflow-target=trace:{trace}"]
    arguments += [f"--cloudflow-{option}" for option in options]
    done = subprocess.run(
        [sys.executable, "-c", FULL.format(size=size), *arguments], capture_output=True, text=True, check=False
    )
    lines = [line for line in done.stdout.splitlines() + done.stderr.splitlines() if line.startswith("ERROR")]
    assert done.returncode == 4, done.stdout + done.stderr
    assert len(lines) == 1
    assert "cannot be written: File too large" in lines[0]
    assert "Traceback" not in done.stdout + done.stderr
    assert sorted(path.name for path in Path().iterdir()) == ["boot.jsonl"]
