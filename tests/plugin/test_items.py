"""The items of the suite: their ids, how they are chosen, and what each verdict becomes (section 1 of the contract)."""

import pytest

from pytest_cloudflow.factories import Boot
from pytest_cloudflow.verdicts import CLAUSES

from ._said import said, words

IDS = [f"cloudflow::test_clause[{clause}]" for clause in CLAUSES]


def ids(result):
    return [line for line in result.outlines if line.startswith("cloudflow::")]


def test_ids_are_exactly_one_for_each_clause_and_collecting_touches_no_target(run):
    result = run("nowhere.jsonl", "--collect-only", "-q")
    assert ids(result) == IDS
    assert result.ret == 0
    assert "37 tests collected" in str(result.stdout)


def test_without_a_path_only_the_suite_is_run(run, write_trace, pytester):
    pytester.makepyfile("def test_own(): pass")
    pytester.makeini("[pytest]\ntestpaths = .")
    result = run(write_trace(Boot()))
    assert words(result) == {"passed": 36, "skipped": 1}


def test_with_a_path_both_are_run(run, write_trace, pytester):
    path = pytester.makepyfile("def test_own(): pass")
    result = run(write_trace(Boot()), path, "-v")
    assert words(result) == {"passed": 37, "skipped": 1}


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        (["-k", "CF-08"], ["CF-08"]),
        (["-k", "CF-08 or CF-END"], ["CF-08", "CF-END"]),
        (["cloudflow::test_clause[CF-08]"], ["CF-08"]),
        (["cloudflow::test_clause[CF-08]", "cloudflow::test_clause[CF-END]"], ["CF-08", "CF-END"]),
        (["cloudflow::test_clause"], list(CLAUSES)),
        (["cloudflow"], list(CLAUSES)),
        (["--deselect", "cloudflow::test_clause[CF-08]"], [clause for clause in CLAUSES if clause != "CF-08"]),
    ],
)
def test_items_are_chosen_as_any_test_is(run, arguments, left):
    result = run("nowhere.jsonl", "--collect-only", "-q", *arguments)
    assert ids(result) == [f"cloudflow::test_clause[{clause}]" for clause in left]


def test_a_named_item_is_counted_alone(run, write_trace):
    result = run(write_trace(Boot()), "cloudflow::test_clause[CF-08]")
    assert "collected 1 item" in str(result.stdout)
    assert words(result) == {"passed": 1}


def test_an_id_that_names_nothing_is_said_in_a_line(run, write_trace):
    result = run(write_trace(Boot()), "cloudflow::test_clause[CF-99]")
    assert result.ret == 4
    assert "CF-99" in said(result)


def test_a_folder_of_the_suites_name_is_a_path(run, write_trace, pytester):
    pytester.mkpydir("cloudflow").joinpath("test_own.py").write_text("def test_own(): pass")
    assert words(run(write_trace(Boot()), "cloudflow")) == {"passed": 37, "skipped": 1}


def test_junit_names_the_clauses(run, write_trace, pytester):
    run(write_trace(Boot(stop="no_valid_host")), "--junitxml=junit.xml")
    text = (pytester.path / "junit.xml").read_text()
    assert all(f'classname="cloudflow" name="test_clause[{clause}]"' in text for clause in CLAUSES)


@pytest.mark.parametrize("option", ["-n", "--tx"])
def test_under_xdist_it_is_one_line_and_exit_code_4(run, write_trace, pytester, option):
    dest = {"-n": ("numprocesses", "2"), "--tx": ("tx", "popen")}[option]
    pytester.makeconftest(
        f"""
        def pytest_addoption(parser):
            parser.addoption("--spread", dest={dest[0]!r})
        """
    )
    result = run(write_trace(Boot()), "--spread", dest[1])
    assert result.ret == 4
    assert "xdist" in said(result)


def test_a_failing_item_tells_the_explanation_and_nothing_of_python(run, write_trace):
    text = str(run(write_trace(Boot(), Boot(stop="driver"), Boot(stop="driver"))).stdout)
    assert "rejected: expected step 28 to succeed" in text
    assert "in instance 00000001-0000-4000-8000-000000000008, request req-00000001" in text
    assert "and in 1 more of 3 boots" in text
    assert 'witness: {"seq":' in text
    assert ".py" not in text.split("FAILURES")[1].split("short test summary")[0]


def test_skipped_items_tell_why_and_come_from_no_file_of_the_kit(run, write_trace):
    text = str(run(write_trace(Boot(volumes=0)), "-rs").stdout)
    assert "cloudflow:1: not_applicable: no_volume" in text
    assert "_items.py" not in text


def test_a_clause_that_is_open_in_one_boot_and_required_is_skipped(run, write_trace):
    """It passed in the other boot; but the run ends with 8 for it, and the item has to show that."""
    trace = write_trace(Boot(), Boot(stop="silent_compute", ends=False), later=0.0)
    result = run(trace, "cloudflow::test_clause[CF-13]", "-rs", "-v")
    assert result.ret == 8
    assert "CF-13 is required at level full and is inconclusive (window_open)" in said(result)
    assert "inconclusive: window_open in instance 00000001-0000-4000-8000-000000000008" in str(result.stdout)


def test_help_and_its_texts_need_no_target(run):
    result = run(None, "--help")
    assert result.ret == 0
    for name in ("target", "profile", "scenario", "report", "record", "waivers", "require", "timeout", "tolerate"):
        assert f"--cloudflow-{name}=" in str(result.stdout)


def test_without_the_option_nothing_happens(pytester, write_trace):
    pytester.makepyfile("def test_own(): pass")
    result = pytester.runpytest_inprocess(f"--cloudflow-target=trace:{write_trace(Boot())}")
    assert words(result) == {"passed": 1}
    assert "cloudflow:" not in str(result.stdout)
