"""`python -m pytest_cloudflow`: the story of a boot, as an operator reads it."""

import pytest

from pytest_cloudflow.__main__ import main
from pytest_cloudflow.factories import Boot
from pytest_cloudflow.trace import Expectation


@pytest.fixture
def explain(write_trace, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")

    def explain(*arguments):
        code = main(["explain", *map(str, arguments)])
        told = capsys.readouterr()
        return code, told.out.splitlines(), told.err

    return explain


@pytest.fixture
def recording(write_trace, pytester, pytestconfig):
    def recording(name):
        folder = pytestconfig.rootpath / "tests" / "recordings" / name
        assert main(["convert", str(folder), "-o", "recorded.jsonl"]) == 0
        return pytester.path / "recorded.jsonl"

    return recording


def test_first_comes_what_went_wrong_and_what_to_look_for(explain, recording):
    code, lines, _ = explain(recording("novalidhost"))
    begin = lines[: next(number for number, line in enumerate(lines) if "CF-01" in line)]
    text = " ".join(" ".join(begin).split())
    assert code == 0
    assert lines[0].startswith("FAIL, stopped at CF-10")
    assert "What went wrong first: CF-10, hosts are read, filtered, weighed (rejected)" in text
    assert "NoValidHost No valid host was found." in text
    assert "where nova-scheduler -> nova-conductor" in text
    assert "host none is known" in text
    assert "grep for req-b8da6dd9-2b2c-41c9-8109-5e9666cbabaa" in text
    assert "instance de16702c-22a7-4450-b144-1f912f546193" in text


@pytest.mark.parametrize("name", ["plain", "kvm-volume", "novalidhost"])
def test_it_fits_into_eighty_columns(explain, recording, name):
    _, lines, _ = explain(recording(name))
    assert [line for line in lines if len(line) > 80] == []


def test_a_failing_boot_names_its_host_and_its_earlier_attempts(explain, write_trace):
    _, lines, _ = explain(write_trace(Boot(failed_hosts=("h1",), host="h2", stop="driver")))
    assert "  host      h2" in lines
    assert "  before    attempt 1 on h1 stopped at CF-28 (rejected)" in lines
    assert any(line.startswith("states: building/scheduling") for line in lines)


def test_every_other_failure_is_told_too(explain, write_trace):
    _, lines, _ = explain(write_trace(Boot(stop="driver", released=False)))
    assert any(line.startswith("Failed as well: CF-RELEASE") for line in lines)


def test_an_expected_failure_is_told_as_such(explain, write_trace):
    expect = Expectation("CF-10", "rejected", "error")
    _, lines, _ = explain(write_trace(Boot(stop="no_valid_host", scenario="no-host", expect=expect)))
    assert lines[0].startswith("PASS, stopped at CF-10")
    assert any(line.startswith("Failed as its scenario expects: CF-10") for line in lines)
    assert "  scenario  no-host" in lines


def test_a_value_is_shown_where_it_is_seen_first(explain, write_trace):
    _, lines, _ = explain(write_trace(Boot()))
    assert sum("flavor_id=" in line for line in lines) == 1
    assert any("vcpus=2  memory_mb=2048  disk_gb=20" in line for line in lines)


def test_of_many_boots_it_says_how_many_stopped_where_and_tells_the_first_that_failed(explain, write_trace):
    boots = [Boot(), *[Boot(stop="driver")] * 3, Boot(stop="no_valid_host"), *[Boot()] * 20]
    _, lines, _ = explain(write_trace(*boots))
    assert lines[:3] == ["25 boots (21 pass, 4 fail)", "       3 x CF-28 rejected", "       1 x CF-10 rejected"]
    assert sum(line.startswith("  fail ") for line in lines) == 4
    assert "  instance  00000001-0000-4000-8000-000000000008" in lines


def test_of_very_many_that_failed_only_some_are_listed(explain, write_trace):
    _, lines, _ = explain(write_trace(*[Boot(stop="no_valid_host")] * 25))
    assert "  and 5 more that did not pass" in lines


@pytest.mark.parametrize("name", ["00000001", "00000001-0000-4000-8000-000000000008", "req-00000001"])
def test_a_boot_is_found_by_its_instance_or_request(explain, write_trace, name):
    _, lines, _ = explain(write_trace(Boot(), Boot(), Boot()), "--instance", name)
    assert lines[0].startswith("PASS")
    assert "  instance  00000001-0000-4000-8000-000000000008" in lines


def test_a_whole_id_goes_before_one_that_begins_with_it(explain, write_trace):
    trace = write_trace(Boot(), Boot())
    text = trace.read_text().replace("00000000-0000-4000-8000-000000000008", "i1")
    trace.write_text(text.replace("00000001-0000-4000-8000-000000000008", "i10"))
    _, lines, _ = explain(trace, "--instance", "i1")
    assert "  instance  i1" in lines


WRONG = {
    "unknown-instance": (["boot.jsonl", "--instance", "x"], "boot.jsonl: no boot is of instance or request 'x'"),
    "ambiguous": (["boot.jsonl", "--instance", "0000000"], "more than one boot is of '0000000'; name more"),
    "no-file": (["nowhere.jsonl"], "nowhere.jsonl: there is no such file"),
    "broken": (["broken.jsonl"], "broken.jsonl:"),
    "no-boot": (["empty.jsonl"], "empty.jsonl: no boot was found; a boot begins with"),
    "profile": (["boot.jsonl", "--profile", "clasic"], "did you mean 'classic'?"),
    "tolerate": (["boot.jsonl", "--tolerate", "-1"], "'-1' is no number of lines"),
    "no-trace": ([], "the following arguments are required: TRACE"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "line"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_one_line_and_exit_code_4(explain, write_trace, arguments, line):
    write_trace(Boot(stop="driver"), name="empty.jsonl", only="notification")
    write_trace(Boot(), name="broken.jsonl").write_text('{"trace":"cloudflow/1"}\n{"seq":\n')
    write_trace(Boot(), Boot())
    code, lines, error = explain(*arguments)
    assert (code, lines) == (4, [])
    assert error.startswith("ERROR: ")
    assert error.count("\n") == 1
    assert line in error


def test_broken_lines_that_are_skipped_are_named(explain, write_trace):
    trace = write_trace(Boot())
    head, rest = trace.read_text().split("\n", 1)
    trace.write_text(f"{head}\nnonsense\n{rest}")
    code, lines, _ = explain(trace, "--tolerate", "1")
    assert code == 0
    assert lines[0].startswith("skipped ")


def test_a_capture_that_is_not_there_is_one_line(capsys):
    assert main(["convert", "nowhere", "-o", "recorded.jsonl"]) == 4
    assert "nowhere: there is no such folder" in capsys.readouterr().err
