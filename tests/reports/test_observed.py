"""What is said of the observation itself: by whose clock, and what of it was missed."""

import gzip
import html
import json
import re
from pathlib import Path

import pytest

LOGS = Path(__file__).parents[1] / "recordings" / "plain" / "logs"
ENDINGS = ("json", "html", "md")


@pytest.fixture
def told(pytester, monkeypatch):
    """What each report says in the end, and the terminal, as one line each."""
    monkeypatch.setenv("COLUMNS", "200")

    def told(target):
        reports = [f"--cloudflow-report=report.{ending}" for ending in ENDINGS]
        result = pytester.runpytest_inprocess(
            "-pno:cacheprovider", "--cloudflow", f"--cloudflow-target={target}", *reports
        )
        pages = {ending: html.unescape(Path(f"report.{ending}").read_text()) for ending in ENDINGS}
        return {"terminal": str(result.stdout), **pages}

    return told


def plain(text):
    return " ".join(text.replace("\\", "").split())


@pytest.fixture
def behind(pytester):
    """The logs of a boot, one of a host whose clock was an hour behind."""
    for path in LOGS.glob("*.log.gz"):
        text = gzip.decompress(path.read_bytes()).decode()
        if path.name == "nova_scheduler.log.gz":
            text = re.sub(r"^2026-11-22 23:", "2026-11-22 22:", text, flags=re.MULTILINE)
        (pytester.mkdir(path.name.removesuffix(".log.gz")) / path.name.removesuffix(".gz")).write_text(text)
    return "logs:."


@pytest.mark.parametrize("where", ["terminal", *ENDINGS])
def test_a_clock_that_was_set_right_is_said(told, behind, where):
    said = plain(told(behind)[where])
    assert "the clock of nova_scheduler/nova_scheduler.log is 3600 s behind the others" in said
    assert said.count("the clock of") == 1


def test_the_report_for_programs_has_it_by_itself(told, behind):
    assert len(json.loads(told(behind)["json"])["notes"]) == 1
