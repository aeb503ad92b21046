"""What the terminal shows at the end of a run, in 80 columns."""

import pytest

from pytest_cloudflow.factories import Boot
from pytest_cloudflow.probes.capture import convert
from pytest_cloudflow.trace import Expectation


@pytest.fixture
def summary(pytester, write_trace, pytestconfig):
    def summary(*boots, recording=None):
        if recording is not None:
            convert(pytestconfig.rootpath / "tests" / "recordings" / recording, "boot.jsonl")
        else:
            write_trace(*boots)
        result = pytester.runpytest_inprocess(
            "-pno:cacheprovider", "--cloudflow", "--cloudflow-target=trace:boot.jsonl"
        )
        lines = result.outlines
        begin = next(number for number, line in enumerate(lines) if " cloudflow " in line and line.startswith("==="))
        return [line for line in lines[begin + 1 :] if not line.startswith(("OPEN: ", "FAILED ", "==="))]

    return summary


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("CI", "BUILD_NUMBER"):  # pytest's own summary is not cut off there
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", ["plain", "kvm-volume", "novalidhost"])
def test_nothing_is_wider_than_the_terminal(summary, name):
    assert [line for line in summary(recording=name) if len(line) > 80] == []


def test_of_one_boot_each_clause_is_shown_and_nothing_cut_off(summary):
    lines = summary(recording="kvm-volume")
    text = " ".join(" ".join(lines).split())
    assert "ok CF-10 hosts are read, filtered, weighed [unchecked: db.read, scheduler.filter," in text
    assert "open CF-06 nova-api consults its database [not_observable]" in text
    assert "…" not in text.replace("POST …", "")
    assert "INCONCLUSIVE: 32 pass, 4 inconclusive, 1 not_applicable" in lines
    assert lines[-1] == "required bus"


def test_what_lies_beyond_a_stop_is_one_line(summary):
    lines = summary(Boot(stop="no_valid_host"))
    assert "  open   CF-11 to CF-28  [not_reached]" in lines
    assert "FAIL, stopped at CF-10: 13 pass, 1 fail, 23 inconclusive" in lines


def test_the_states_are_shown_with_their_times(summary):
    text = " ".join(" ".join(summary(Boot())).split())
    assert "states: building/scheduling +0.000s -> building/none +0.220s -> building/networking +0.360s" in text


def test_an_expected_failure_is_told_from_others(summary):
    expect = Expectation("CF-10", "rejected", "error")
    lines = summary(Boot(stop="no_valid_host", scenario="no-host", expect=expect))
    assert "  FAIL   CF-10   hosts are read, filtered, weighed  [expected, rejected]" in lines
    assert "PASS, stopped at CF-10: 13 pass, 23 inconclusive, 1 fail as expected" in lines


def test_of_many_boots_the_first_of_each_failing_clause_is_told(summary):
    stops = ["driver", "driver", "no_valid_host", "silent_compute", "image_missing", "network_refused", "quota"]
    lines = summary(Boot(), *[Boot(stop=stop) for stop in stops])
    text = " ".join(lines)
    assert "FAIL: 8 boots (1 pass, 7 fail)" in lines
    assert "[instance 00000003-0000-4000-8000-000000000008" in " ".join(text.split())
    assert "and 1 more clauses failed: CF-28" in text


def test_what_a_trace_says_does_not_steer_the_terminal(summary, write_trace, pytester):
    trace = write_trace(Boot(stop="driver"))
    trace.write_text(trace.read_text().replace("libvirtError", "\\u001b[2J\\u009b2J"))
    result = pytester.runpytest_inprocess("--cloudflow", "--cloudflow-target=trace:boot.jsonl", "--color=no")
    assert "?[2J?2J" in str(result.stdout)
    assert not {"\x1b", "\x9b"} & set(str(result.stdout))
