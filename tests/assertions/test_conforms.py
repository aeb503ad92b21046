"""`assert_conforms`: when it holds, and what it says when it does not."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_cloudflow.assertions import assert_conforms, judged
from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.factories import Boot
from pytest_cloudflow.factories.boots import OUTCOMES, BootFactory, TraceFactory
from pytest_cloudflow.trace import Expectation


def explained(given: Any, **said: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        assert_conforms(given, **said)
    return str(caught.value)


def test_it_begins_with_the_boot_and_where_it_stopped() -> None:
    first = explained(BootFactory(no_valid_host=True)).splitlines()[0]
    for part in ("instance ", "request req-", "scenario no-valid-host", "does not conform", "stopped at CF-10"):
        assert part in first


def test_it_tells_the_clause_its_sentence_and_its_witness() -> None:
    lines = explained(BootFactory(no_valid_host=True)).splitlines()
    assert lines[1].startswith("CF-10, ")
    assert lines[2].startswith("  expected step 10 to succeed")
    assert lines[3].startswith("  witness: rpc publish run_instance by nova-scheduler (seq 16), 140.0 ms after")


def test_what_was_not_reached_is_one_line() -> None:
    lines = explained(BootFactory(no_valid_host=True)).splitlines()
    assert lines[4].startswith("CF-11, CF-12, ")
    assert lines[4].endswith("inconclusive (not_reached): the boot did not come that far")
    assert len(lines) == 5


def test_what_went_wrong_first_is_told_first() -> None:
    text = explained(BootFactory(driver=True, kept=True))
    assert text.index("CF-28, ") < text.index("CF-RELEASE, ")


def test_it_holds_nothing_of_python() -> None:
    text = explained([BootFactory(driver=True), BootFactory(no_token=True)])
    for sign in ("Event(", "UNSET", "Traceback", "object at", "Boot(", "None"):
        assert sign not in text


def test_of_many_boots_the_first_few_are_told() -> None:
    text = explained([Boot(), *[BootFactory(driver=True)] * 5])
    assert text.startswith("5 of 6 boots do not conform")
    assert text.count("does not conform; it stopped") == 3
    assert text.endswith("and 2 more")


def test_no_boot_does_not_conform() -> None:
    assert explained([]).startswith("no boot was found")


def test_only_the_boots_of_a_scenario_are_looked_at() -> None:
    trace = [BootFactory(image_volume=True), BootFactory(driver=True)]
    assert_conforms(trace, scenario="image-volume")
    assert "CF-28" in explained(trace, scenario="driver")


def test_a_scenario_without_boots_does_not_conform() -> None:
    assert explained(Boot(), scenario="volume-boot").startswith("no boot of scenario volume-boot was found")


def test_a_scenario_that_there_is_not_is_an_error() -> None:
    with pytest.raises(UsageError, match="unknown scenario 'imagine'"):
        assert_conforms(BootFactory(), scenario="imagine")


WATCHED = ("http", "state")


def test_as_much_is_required_as_was_watched() -> None:
    assert_conforms(TraceFactory(channels=WATCHED))


def test_more_can_be_required_than_was_watched() -> None:
    text = explained(TraceFactory(channels=WATCHED), require="bus")
    assert "nothing failed, but what level bus requires is inconclusive" in text
    assert "CF-08, CF-09, CF-11, CF-12" in text
    assert "inconclusive (not_observable): what shows it was not watched" in text


def test_less_can_be_required_than_was_watched() -> None:
    assert "CF-ADDRESS" in explained(Boot(looked_at=False), require="api")
    assert_conforms(TraceFactory(boots=[Boot(service_tokens=True)]), require="api")


def test_a_server_that_nobody_looked_at_is_said_to_be_so() -> None:
    assert "nobody was seen to look at the finished server" in explained(Boot(looked_at=False))


def test_an_unknown_level_is_an_error() -> None:
    with pytest.raises(UsageError, match="there is no level 'all'"):
        assert_conforms(Boot(), require="all")  # type: ignore[arg-type]


def test_of_judged_boots_as_much_is_required_as_they_show() -> None:
    assert_conforms(judged(TraceFactory(channels=WATCHED)))
    assert "level full" in explained(judged(TraceFactory(channels=WATCHED)), require="full")


@pytest.mark.parametrize("stop", [stop for stop in OUTCOMES if stop != "no_token"])
def test_a_failure_may_be_expected(stop: str) -> None:
    assert_conforms(BootFactory(**{stop: True}), expect=tuple(OUTCOMES[stop]))


def test_a_failure_may_be_declared_by_the_scenario() -> None:
    assert_conforms(BootFactory(no_valid_host=True, expected=True))


def test_an_expected_failure_must_come() -> None:
    text = explained(Boot(), expect=("CF-10", "rejected"))
    assert "the boot was expected to stop at CF-10 (rejected); it did not stop" in text


def test_an_expected_failure_must_be_the_one() -> None:
    text = explained(BootFactory(driver=True), expect=("CF-10", "rejected"))
    assert "expected to stop at CF-10 (rejected); it stopped at CF-28" in text


def test_an_expected_failure_must_be_for_that_reason() -> None:
    assert "CF-28" in explained(BootFactory(driver=True), expect=("CF-28", "missing"))


def test_beside_an_expected_failure_there_is_none() -> None:
    text = explained(BootFactory(driver=True, kept=True), expect=("CF-28", "rejected"))
    assert "it stopped at CF-28, driver data is generated and executed on the hypervisor, as expected" in text
    assert [line[:10] for line in text.splitlines() if line.startswith("CF-")] == ["CF-RELEASE"]


@pytest.mark.parametrize(("stop", "ends"), [("driver", "error"), ("quota", 403), ("wrong_password", 401)])
def test_what_it_ends_in_may_be_expected_too(stop: str, ends: str | int) -> None:
    clause, reason = OUTCOMES[stop]
    assert_conforms(BootFactory(**{stop: True}), expect=Expectation(clause, reason, ends))  # type: ignore[arg-type]
    wrong = Expectation(clause, reason, "active")  # type: ignore[arg-type]
    assert "ending in active" in explained(BootFactory(**{stop: True}), expect=wrong)


@pytest.mark.parametrize("expect", [("CF-29", "missing"), ("CF-10", "odd")])
def test_what_cannot_be_expected_is_an_error(expect: tuple[str, str]) -> None:
    with pytest.raises(UsageError, match=r"CF-29|odd"):
        assert_conforms(Boot(), expect=expect)


def test_pytest_shows_the_test_and_the_explanation_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        from pytest_cloudflow.assertions import assert_conforms
        from pytest_cloudflow.factories import BootFactory

        def test_boot():
            assert_conforms(BootFactory(no_valid_host=True))
    """)
    result = pytester.runpytest_inprocess("-pno:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E * does not conform; it stopped at CF-10, *"])
    result.stdout.no_fnmatch_line("*assertions/_*.py:*")
    result.stdout.no_fnmatch_line("*raise AssertionError*")
