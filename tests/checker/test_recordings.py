"""Boots of a real OpenStack, judged: what is seen holds, what fails is pinned to its step, what was not watched says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_cloudflow.checker import Checker
from pytest_cloudflow.probes.capture import read_capture
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.trace import Event, Header
from pytest_cloudflow.verdicts import BootVerdict, ClauseVerdict

RECORDINGS = Path(__file__).parents[1] / "recordings"
OPENSTACK = load_profile("openstack")
UNWATCHED = {"CF-06", "CF-16", "CF-28", "CF-ADDRESS"}
"""Nobody looked at the databases and the hypervisor, and no answer that shows the addresses was recorded."""


def judged(header: Header, events: list[Event]) -> BootVerdict:
    checker = Checker(OPENSTACK, header)
    verdicts = [verdict for event in events for verdict in checker.feed(event)]
    [verdict] = verdicts + checker.finish(events[-1].time)
    return verdict


@pytest.fixture(scope="module", params=["plain", "kvm-volume"])
def good(request: pytest.FixtureRequest) -> BootVerdict:
    return judged(*read_capture(RECORDINGS / request.param))


@pytest.fixture(scope="module")
def refused() -> dict[str, ClauseVerdict]:
    return {clause.id: clause for clause in judged(*read_capture(RECORDINGS / "novalidhost")).clauses}


def test_no_clause_fails_in_a_good_boot(good: BootVerdict) -> None:
    assert [(clause.id, clause.message) for clause in good.clauses if clause.verdict == "fail"] == []


def test_each_passed_step_and_row_names_its_evidence(good: BootVerdict) -> None:
    passed = [clause for clause in good.clauses if clause.verdict == "pass" and clause.id != "CF-ONCE"]
    assert [clause.id for clause in passed if not clause.evidence] == []
    assert len(passed) >= 25


def test_what_was_not_watched_says_so(good: BootVerdict) -> None:
    open_ = {clause.id: clause.reason for clause in good.clauses if clause.verdict == "inconclusive"}
    assert open_ == dict.fromkeys(UNWATCHED, "not_observable")


def test_all_five_rows_are_seen(good: BootVerdict) -> None:
    rows = [clause.verdict for clause in good.clauses if clause.id.startswith("CF-S")]
    assert rows == ["pass"] * 5


def test_an_image_that_is_not_fetched_is_not_applicable_only_where_it_was_not() -> None:
    fetched = {
        name: [c.verdict for c in judged(*read_capture(RECORDINGS / name)).clauses if c.id in ("CF-19", "CF-20", "CF-21")]
        for name in ("plain", "kvm-volume")
    }
    assert fetched == {"plain": ["not_applicable"] * 3, "kvm-volume": ["pass"] * 3}


def test_no_valid_host_stops_at_the_choice_of_the_host(refused: dict[str, ClauseVerdict]) -> None:
    failed = {id_: clause.reason for id_, clause in refused.items() if clause.verdict == "fail"}
    assert failed == {"CF-10": "rejected"}
    assert "NoValidHost" in str(refused["CF-10"].message)


def test_what_comes_after_the_refusal_is_not_reached(refused: dict[str, ClauseVerdict]) -> None:
    later = [f"CF-{number:02d}" for number in (*range(11, 25), 28)]
    assert {refused[clause].reason for clause in later} == {"not_reached"}


def test_a_refused_boot_ends_in_error_and_keeps_nothing(refused: dict[str, ClauseVerdict]) -> None:
    assert refused["CF-END"].verdict == "pass"
    assert refused["CF-RELEASE"].verdict == "pass"


STEPS = [f"CF-{number:02d}" for number in range(1, 29) if number not in (6, 16, 28)]
NOT_ALONE = {"CF-01", "CF-02", "CF-03", "CF-19"}
"""Without 1 to 3 the boot or its login is not in the trace, or might lie before it; 19 was asked twice there."""
VALIDATIONS = {"CF-20", "CF-23", "CF-26"}
"""Without the user's, the validation of the service's own token is left, which is the wrong one."""


@pytest.mark.parametrize("clause", [clause for clause in STEPS if clause not in NOT_ALONE])
def test_a_real_boot_without_the_evidence_of_a_step_fails_that_step_alone(clause: str) -> None:
    header, events = read_capture(RECORDINGS / "kvm-volume")
    whole = {c.id: c for c in judged(header, events).clauses}
    gone = {event.seq for event in whole[clause].evidence}
    verdict = judged(header, [event for event in events if event.seq not in gone])
    failed = {c.id: c.reason for c in verdict.clauses if c.verdict == "fail"}
    assert failed == {clause: "wrong_data" if clause in VALIDATIONS else "missing"}
