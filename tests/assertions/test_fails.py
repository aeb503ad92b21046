"""`assert_fails`: when it holds, and what it says when it does not."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_cloudflow.assertions import assert_fails
from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.factories import Boot
from pytest_cloudflow.factories.boots import OUTCOMES, BootFactory, TraceFactory


def explained(*given: Any, **said: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        assert_fails(*given, **said)
    return str(caught.value)


@pytest.mark.parametrize("stop", OUTCOMES)
def test_every_failure_is_asserted_by_its_outcome(stop: str) -> None:
    assert_fails(BootFactory(**{stop: True}), *OUTCOMES[stop], alone=True)


def test_any_reason_will_do_where_none_is_named() -> None:
    assert_fails(BootFactory(driver=True), "CF-28")


def test_a_failure_that_its_scenario_expects_is_one() -> None:
    assert_fails(BootFactory(driver=True, expected=True), "CF-28", "rejected")


def test_one_boot_of_many_is_enough() -> None:
    assert_fails([Boot(), Boot(), BootFactory(driver=True)], "CF-28", "rejected")


def test_a_clause_that_passes_is_said_to_pass() -> None:
    assert "CF-28 passes" in explained(Boot(), "CF-28")


def test_another_reason_is_named() -> None:
    text = explained(BootFactory(driver=True), "CF-28", "missing")
    assert text.startswith("CF-28 should have failed (missing), yet it did not so in the boot")
    assert "CF-28 fails, but for another reason (rejected)" in text


def test_what_failed_instead_is_told() -> None:
    text = explained(BootFactory(driver=True), "CF-10", "rejected")
    assert "CF-10 passes" in text
    assert "expected step 28 to succeed" in text


def test_a_clause_that_is_open_is_said_to_be_so() -> None:
    text = explained(TraceFactory(channels=("http",)), "CF-08", "missing")
    assert "CF-08 is inconclusive (not_observable): what shows it was not watched" in text


def test_a_clause_that_does_not_apply_is_said_not_to() -> None:
    assert "CF-25 is not_applicable (no_volume)" in explained(BootFactory(), "CF-25", "missing")


def test_alone_is_alone() -> None:
    boot = BootFactory(driver=True, kept=True)
    assert_fails(boot, "CF-28", "rejected")
    text = explained(boot, "CF-28", "rejected", alone=True)
    assert text.startswith("CF-28 should have failed (rejected) and nothing else")
    assert "CF-RELEASE, " in text


def test_of_many_boots_the_first_few_are_told() -> None:
    text = explained([Boot()] * 5, "CF-28")
    assert text.startswith("CF-28 should have failed, yet it did not so in any of 5 boots")
    assert text.count("CF-28 passes") == 3


def test_no_boot_fails_nothing() -> None:
    assert explained([], "CF-28").startswith("no boot was found")


def test_only_the_boots_of_a_scenario_are_looked_at() -> None:
    trace = [BootFactory(), BootFactory(driver=True)]
    assert_fails(trace, "CF-28", scenario="driver")
    assert "CF-28 passes" in explained(trace, "CF-28", scenario="image")


@pytest.mark.parametrize(("clause", "reason"), [("CF-29", None), ("CF-28", "odd")])
def test_a_clause_or_reason_that_there_is_not_is_an_error(clause: str, reason: str | None) -> None:
    with pytest.raises(UsageError, match=r"CF-29|odd"):
        assert_fails(Boot(), clause, reason)
