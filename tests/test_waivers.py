"""Waivers: each rule of section 6 of the contract."""

import datetime
import json
from pathlib import Path

import pytest
from msgspec import structs

from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.factories import Boot
from pytest_cloudflow.verdicts import ClauseVerdict
from pytest_cloudflow.waivers import load_waivers

TODAY = datetime.date(2030, 6, 15)
GOOD = '[[waiver]]\nclause = "CF-10"\nreason = "bug 1"\nuntil = 2030-06-15\n'
FAILED = ClauseVerdict("CF-10", "hosts", "fail", "rejected", "no host")
PASSED = ClauseVerdict("CF-10", "hosts", "pass")


@pytest.fixture
def waivers(tmp_path):
    def load(text, today=TODAY):
        path = tmp_path / "waivers.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_waivers(path, today)

    return load


def test_a_failure_that_is_waived_bears_the_waivers_reason_and_its_own_message(waivers):
    clause = waivers(GOOD).apply(FAILED, None)
    assert (clause.verdict, clause.reason, clause.message) == ("waived", "bug 1", "no host")


def test_it_holds_on_its_last_day_and_not_after(waivers):
    late = waivers(GOOD, TODAY + datetime.timedelta(days=1))
    assert late.apply(FAILED, None) == FAILED
    assert "expired on 2030-06-15" in late.faults()[0]
    assert waivers(GOOD).faults() == []


def test_another_clause_is_not_waived(waivers):
    other = structs.replace(FAILED, id="CF-11")
    assert waivers(GOOD).apply(other, None) == other


def test_an_expected_failure_needs_no_waiver(waivers):
    expected = structs.replace(FAILED, expected=True)
    assert waivers(GOOD).apply(expected, None) == expected


def test_a_scenario_limits_it(waivers):
    some = waivers(GOOD + 'scenario = "image"\n')
    assert some.apply(FAILED, "image").verdict == "waived"
    assert some.apply(FAILED, "volume-boot").verdict == "fail"
    assert some.apply(FAILED, None).verdict == "fail"


def test_a_clause_that_passes_in_every_boot_it_covers_is_a_fault(waivers):
    some = waivers(GOOD + 'scenario = "image"\n')
    some.apply(PASSED, "image")
    some.apply(FAILED, "volume-boot")
    assert some.faults() != []
    assert "CF-10 in scenario image is waived and passes" in some.faults()[0]
    assert some.faults(among=["CF-11"]) == []


@pytest.mark.parametrize("word", ["fail", "inconclusive"])
def test_it_is_none_where_one_boot_did_not_pass(waivers, word):
    some = waivers(GOOD)
    some.apply(PASSED, None)
    some.apply(structs.replace(FAILED, verdict=word), None)
    assert some.faults() == []


def test_a_waiver_that_covers_no_boot_is_left_alone(waivers):
    assert waivers(GOOD + 'scenario = "image"\n').faults() == []


WRONG = {
    "unknown-clause": (GOOD.replace("CF-10", "CF-99"), "waivers.toml: waiver 1: there is no clause 'CF-99'; CF-01 to"),
    "no-reason": (GOOD.replace('reason = "bug 1"\n', ""), "waiver 1: Object missing required field `reason`"),
    "empty-reason": (GOOD.replace("bug 1", " "), "waivers.toml: waiver 1: a waiver without a reason"),
    "no-until": (GOOD.replace("until = 2030-06-15\n", ""), "missing required field `until`"),
    "no-date": (GOOD.replace("2030-06-15", '"soon"'), "waivers.toml: waiver 1, until: "),
    "second": (GOOD + GOOD + "extra = 1\n", "waivers.toml: waiver 2: Object contains unknown field `extra`"),
    "unknown-table": ("[[waver]]\n", "waivers.toml: Object contains unknown field `waver`; a [[waiver]] has"),
    "one-table": (GOOD.replace("[[waiver]]", "[waiver]"), "a [[waiver]] has clause, reason, until"),
    "broken": ("[[waiver", "waivers.toml: broken TOML"),
    "bytes": (b"\xff", "waivers.toml: not UTF-8 at byte 0"),
    "long": ("#" * (1 << 20) + "\n", "waivers.toml: longer than 1 MiB"),
    "deep": ("a = " + "[" * 5000, "waivers.toml: broken TOML"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_wrong_is_said_in_a_line(waivers, text, line):
    with pytest.raises(UsageError) as caught:
        waivers(text)
    assert line in str(caught.value)
    assert caught.value.exit_code == 4


# in a run


@pytest.fixture
def run(pytester, write_trace):
    def run(text, *boots, arguments=()):
        trace = write_trace(*boots)
        Path("waivers.toml").write_text(text)
        return pytester.runpytest_inprocess(
            "-pno:cacheprovider", "--cloudflow", f"--cloudflow-target=trace:{trace}",
            "--cloudflow-waivers=waivers.toml", "--cloudflow-report=report.json", *arguments,
        )  # fmt: skip

    return run


def waiver(clause, until="9999-12-31", more=""):
    return f'[[waiver]]\nclause = "{clause}"\nreason = "known since May"\nuntil = {until}\n{more}'


KEPT = Boot(stop="driver", released=False)
"""Its driver fails, and what it took is not given back."""


def test_waived_is_xfailed_and_stands_in_the_report(run):
    result = run(waiver("CF-RELEASE") + waiver("CF-28"), Boot(), KEPT, arguments=["-rx"])
    assert result.parseoutcomes()["xfailed"] == 2
    assert "waived: known since May" in str(result.stdout)
    report = json.loads(Path("report.json").read_text())
    clauses = {clause["id"]: clause for clause in report["boots"][1]["clauses"]}
    assert (clauses["CF-RELEASE"]["verdict"], clauses["CF-RELEASE"]["reason"]) == ("waived", "known since May")
    assert "expected" in clauses["CF-RELEASE"]["message"]
    assert report["summary"]["waived"] == 2
    assert [entry["clause"] for entry in report["waivers"]] == ["CF-RELEASE", "CF-28"]
    assert report["waivers"][0]["until"] == "9999-12-31"


def test_what_lies_beyond_a_waived_stop_is_still_open(run):
    assert run(waiver("CF-28"), Boot(), Boot(stop="driver")).ret == 8


def test_another_failure_is_not_hidden_by_it(run):
    assert run(waiver("CF-RELEASE"), Boot(), KEPT).ret == 1


def test_with_runxfail_it_fails(run):
    result = run(waiver("CF-28"), Boot(), Boot(stop="driver"), arguments=["--runxfail"])
    assert result.ret == 1
    assert "rejected: expected step 28" not in str(result.stderr)


def test_an_expired_waiver_fails_the_run(run):
    result = run(waiver("CF-28", "2020-01-01"), Boot())
    assert result.ret == 1
    assert "ERROR: waivers.toml: the waiver of CF-28 expired on 2020-01-01; renew or remove it" in str(result.stdout)
    report = json.loads(Path("report.json").read_text())
    assert (report["verdict"], len(report["faults"])) == ("fail", 1)


def test_a_waiver_of_what_passes_fails_the_run_unless_it_was_not_selected(run):
    result = run(waiver("CF-28"), Boot())
    assert result.ret == 1
    assert "ERROR: waivers.toml: CF-28 is waived and passes; remove the waiver" in str(result.stdout)
    assert run(waiver("CF-28"), Boot(), arguments=["-k", "CF-08"]).ret == 0


def test_a_scenarios_waiver_leaves_the_others_failing(run):
    stop = Boot(stop="driver", scenario="image")
    text = waiver("CF-28", more='scenario = "image"\n')
    assert run(text, stop).ret == 8
    assert run(text, stop, Boot(stop="driver", scenario="image-volume")).ret == 1
