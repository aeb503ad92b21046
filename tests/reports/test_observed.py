"""What is said of the observation itself: by whose clock, and what of it was missed."""

import gzip
import html
import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from pytest_cloudflow.factories import Boot, Ids, tell, trace_of
from pytest_cloudflow.trace import Event, TraceWriter

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


@pytest.fixture
def missed(pytester):
    """A trace of a boot, which says that something was missed in the middle of it."""

    def missed(*gaps):
        header, events = trace_of(tell(Boot(), Ids()))
        middle = len(events) // 2
        for number, gap in enumerate(gaps):
            at = events[middle].time
            events.insert(middle + number, Event(seq=0, time=at, clock="c", channel="kit", kind="gap", missed=gap))
        with TraceWriter(pytester.path / "boot.jsonl", header) as writer:
            for number, event in enumerate(events, 1):
                writer.write(replace(event, seq=number))
            writer.close(events[-1].time + 1000)
        return "trace:boot.jsonl"

    return missed


WHEN = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"


@pytest.mark.parametrize("where", ["terminal", "html", "md"])
def test_what_was_watched_and_missed_is_said_and_when(told, missed, where):
    said = plain(told(missed({"db": ["nova-api"]}, {"rpc": ["*"]}, {"db": ["nova-conductor"]}))[where])
    assert re.search(rf"missed something of db \(nova-api, nova-conductor\), 2 times from {WHEN} to {WHEN}", said)
    assert re.search(rf"missed something of rpc, at {WHEN}", said)


def test_the_report_for_programs_has_the_gaps(told, missed):
    [gap] = json.loads(told(missed({"db": ["nova-api"]}))["json"])["gaps"]
    assert (gap["channel"], gap["components"], gap["times"]) == ("db", ["nova-api"], 1)
    assert gap["first"] == gap["last"]


def test_what_was_missed_is_not_to_be_watched(pytester, told, missed):
    """To watch it was tried: that is no advice."""
    missed({"db": ["*"]})
    path = pytester.path / "boot.jsonl"
    lines = [line for line in path.read_text().splitlines() if '"channel":"db"' not in line]
    path.write_text("\n".join([*lines[:-1], re.sub(r'"events":\d+', f'"events":{len(lines) - 2}', lines[-1]), ""]))
    said = plain(told("trace:boot.jsonl")["terminal"])
    assert "CF-06 is required at level full and is inconclusive (not_observable)" in said
    assert "what shows it was watched and missed something: observe another boot" in said
    assert "watch what shows it" not in said
