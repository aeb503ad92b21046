"""What docs/reports.md shows is so."""

import datetime
import re

import pytest

from pytest_cloudflow.__main__ import main
from pytest_cloudflow.factories import Boot
from pytest_cloudflow.levels import required
from pytest_cloudflow.verdicts import LEVELS, STEP_CLAUSES
from pytest_cloudflow.waivers import load_waivers


@pytest.fixture(scope="module")
def page(pytestconfig):
    return (pytestconfig.rootpath / "docs" / "reports.md").read_text(encoding="utf-8")


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def test_the_settings_are_read_and_the_command_runs(page, pytester, write_trace):
    write_trace(Boot(scenario="image", stop="driver", released=False), Boot(scenario="image-volume"))
    settings, waivers = blocks(page, "toml")
    (pytester.path / "cloudflow.toml").write_text(settings)
    (pytester.path / "waivers.toml").write_text(waivers)
    command = blocks(page, "sh")[0].split()
    assert command[0] == "pytest"
    assert pytester.runpytest_inprocess("-pno:cacheprovider", *command[1:]).ret == 1
    assert (pytester.path / "report.json").exists()
    assert (pytester.path / "kept.jsonl.gz").exists()


def test_the_waiver_is_one(page, tmp_path):
    (tmp_path / "waivers.toml").write_text(blocks(page, "toml")[1])
    (waiver,) = load_waivers(tmp_path / "waivers.toml").all
    assert waiver.until == datetime.date(2030, 12, 31)


def test_the_story_begins_as_shown(page, pytestconfig, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    trace = str(tmp_path / "recorded.jsonl")
    main(["convert", str(pytestconfig.rootpath / "tests" / "recordings" / "novalidhost"), "-o", trace])
    assert main(["explain", trace]) == 0
    (shown,) = blocks(page, "text")
    assert capsys.readouterr().out.startswith(shown)


def test_the_levels_are_those_of_the_table(page):
    table = dict(re.findall(r"^\| `(api|bus)` \| (.*) \|$", page, re.MULTILINE))
    found = {level: clauses(table[level]) for level in table}
    assert found["api"] == required("api")
    assert found["api"] | found["bus"] == required("bus")
    assert tuple(re.findall(r"^\| `(\w+)` \| (?:1-3|and|all)", page, re.MULTILINE)) == LEVELS


def clauses(words):
    said = set(re.findall(r"CF-\w+", words)) | ({"CF-S3"} if "CF-S2" in words else set())
    for first, last in re.findall(r"(?<![\w`-])(\d+)(?:-(\d+))?", words):
        said |= set(STEP_CLAUSES[int(first) - 1 : int(last or first)])
    return said
