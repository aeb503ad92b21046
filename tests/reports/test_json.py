"""The JSON report, `cloudflow/1` (section 5 of the contract)."""

import json
from collections import Counter
from pathlib import Path

import pytest

from pytest_cloudflow.factories import Boot
from pytest_cloudflow.reports import _spool
from pytest_cloudflow.trace import Expectation
from pytest_cloudflow.verdicts import CLAUSES

KEYS = [
    "report",
    "kit",
    "target",
    "profile",
    "require",
    "watched",
    "started",
    "finished",
    "verdict",
    "summary",
    "waivers",
    "boots",
]
BOOT = ["scenario", "instance_id", "request_id", "verdict", "stopped_at", "attempts", "clauses", "states"]
CLAUSE = ["id", "title", "verdict", "reason", "expected", "message", "evidence", "unchecked", "witness"]


@pytest.fixture
def report(pytester, write_trace):
    def report(*boots, arguments=(), **given):
        trace = write_trace(*boots, **given)
        pytester.runpytest_inprocess(
            "-pno:cacheprovider", "--cloudflow", f"--cloudflow-target=trace:{trace}",
            "--cloudflow-report=report.json", *arguments,
        )  # fmt: skip
        return json.loads(Path("report.json").read_text())

    return report


def test_it_has_the_keys_of_the_contract_and_no_others(report):
    said = report(Boot(), Boot(failed_hosts=("h2",), stop="driver"))
    assert sorted(said) == sorted(KEYS)
    assert said["report"] == "cloudflow/1"
    assert said["profile"] == {"name": "classic", "revision": "1"}
    assert said["require"] == "full"
    assert said["started"] <= said["finished"]
    for boot in said["boots"]:
        assert sorted(boot) == sorted(BOOT)
        assert [clause["id"] for clause in boot["clauses"]] == list(CLAUSES)
        assert all(sorted(clause) == sorted(CLAUSE) for clause in boot["clauses"])
        assert all(
            sorted(state) == ["power_state", "seq", "task_state", "time", "vm_state"] for state in boot["states"]
        )
    assert said["boots"][1]["attempts"] == [{"host": "h2", "stopped_at": "CF-28", "reason": "rejected"}]


def test_evidence_is_by_number_and_the_witness_inline(report):
    (boot,) = report(Boot(stop="driver"))["boots"]
    clause = next(each for each in boot["clauses"] if each["id"] == "CF-28")
    assert all(isinstance(seq, int) for seq in clause["evidence"])
    assert clause["witness"][0]["channel"] == "hypervisor"
    assert (boot["verdict"], boot["stopped_at"]) == ("fail", "CF-28")


def test_the_summary_counts_what_is_listed(report):
    expect = Expectation("CF-10", "rejected", "error")
    said = report(Boot(), Boot(stop="no_valid_host", scenario="no-host", expect=expect), Boot(stop="driver"))
    assert said["summary"] == Counter(clause["verdict"] for boot in said["boots"] for clause in boot["clauses"])
    assert [boot["verdict"] for boot in said["boots"]] == ["pass", "pass", "fail"]
    expected = [clause["id"] for clause in said["boots"][1]["clauses"] if clause["expected"]]
    assert expected == ["CF-10"]
    assert said["verdict"] == "fail"


def test_boots_are_listed_in_the_order_in_which_they_were_judged(report):
    said = report(Boot(), Boot(stop="driver"), Boot())
    assert [boot["instance_id"][:8] for boot in said["boots"]] == ["00000000", "00000001", "00000002"]
    assert "listed" not in said


def test_of_very_many_boots_only_those_that_did_not_pass_are_listed(report, monkeypatch):
    monkeypatch.setattr(_spool, "MOST_LISTED", 3)
    said = report(Boot(), Boot(stop="driver"), Boot(), Boot(), Boot(stop="no_valid_host"))
    assert said["listed"] == "not_passed"
    assert [boot["stopped_at"] for boot in said["boots"]] == ["CF-28", "CF-10"]
    assert sum(said["summary"].values()) == 5 * 37


def test_it_is_readable_by_its_owner_alone_and_takes_the_place_of_an_older_one(report):
    Path("report.json").write_text("older")
    Path("report.json").chmod(0o644)
    assert report(Boot())["verdict"] == "pass"
    assert Path("report.json").stat().st_mode & 0o777 == 0o600
    assert not list(Path().glob(".*.part"))


def test_a_link_stays_a_link(report):
    Path("elsewhere.json").write_text("")
    Path("report.json").symlink_to("elsewhere.json")
    report(Boot())
    assert Path("report.json").is_symlink()
    assert json.loads(Path("elsewhere.json").read_text())["verdict"] == "pass"
