"""The kill matrix: each violation of the reference fails its clause for its reason, and no other clause."""

from collections import Counter

import pytest

from pytest_cloudflow.checker import judge
from pytest_cloudflow.embedded import ClientName, EmbeddedCloud
from pytest_cloudflow.profiles import load_profile
from pytest_cloudflow.scenarios import named
from pytest_cloudflow.targets._live import Live
from pytest_cloudflow.verdicts import CLAUSES, FAIL, NOT_APPLICABLE, PASS
from reference_impl.violations import VIOLATIONS, Violation

LAWFUL = (PASS, NOT_APPLICABLE)


OF_CLIENTS = [each for each in VIOLATIONS if each.clause in ("CF-01", "CF-02", "CF-03", "CF-05")]


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda each: each.name)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_exactly_one_clause_fails_for_exactly_that_reason(violation: Violation, seed: int) -> None:
    fails_alone(violation, seed)


@pytest.mark.parametrize("violation", OF_CLIENTS, ids=lambda each: each.name)
def test_so_it_does_with_the_client_of_the_reference(violation: Violation) -> None:
    fails_alone(violation, 1, client="own")


def fails_alone(violation: Violation, seed: int, client: ClientName | None = None) -> None:
    """The violation fails its clause, and all others pass, do not apply, or were not reached."""
    cloud = EmbeddedCloud(seed_=seed, hypervisor="builtin", violate=violation.name, client=client)
    [scenario] = named([violation.scenario])
    with Live(cloud, [scenario]) as trace:
        [boot] = list(judge(trace, load_profile("classic")))
    expected = scenario.expect.stopped_at if scenario.expect is not None else None
    clauses = [clause for clause in boot.clauses if clause.id != expected]
    failed = [(clause.id, clause.reason, clause.message) for clause in clauses if clause.verdict == FAIL]
    assert [clause[:2] for clause in failed] == [(violation.clause, violation.reason)], failed
    others = [clause for clause in clauses if clause.id != violation.clause]
    bystanders = [(c.id, c.verdict, c.reason) for c in others if c.verdict not in LAWFUL and c.reason != "not_reached"]
    assert bystanders == []


def test_each_has_a_name_of_its_own_and_a_sentence() -> None:
    assert [name for name, times in Counter(each.name for each in VIOLATIONS).items() if times > 1] == []
    cells = Counter((each.clause, each.reason) for each in VIOLATIONS)
    assert [cell for cell, times in cells.items() if times > 1] == []
    assert [each.name for each in VIOLATIONS if not each.title.endswith(".")] == []
    assert {each.clause for each in VIOLATIONS} <= set(CLAUSES)
