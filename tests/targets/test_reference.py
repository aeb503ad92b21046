"""The reference taken through scenarios: every clause that applies holds, on evidence."""

import pytest

from pytest_cloudflow.levels import is_open
from pytest_cloudflow.scenarios import GOOD, REFUSED, SURVIVED, TROUBLED, Scenario, Wanted
from pytest_cloudflow.trace import Expectation
from pytest_cloudflow.verdicts import FAIL, INCONCLUSIVE, NOT_APPLICABLE, PASS

NAMES = [scenario.name for scenario in GOOD]
FAILING = [scenario.name for scenario in REFUSED + TROUBLED]


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_that_applies_passes_and_none_is_open(take_through, name):
    boots, _ = take_through(name)
    assert len(boots) == (10 if name == "ten-at-once" else 1)
    for boot in boots:
        assert boot.scenario == name
        assert {clause.verdict for clause in boot.clauses} <= {PASS, NOT_APPLICABLE}
        assert not [clause.id for clause in boot.clauses if is_open(clause, "full")]
        assert all(clause.evidence for clause in boot.clauses if clause.verdict == PASS and clause.id[3:].isdigit())


def test_what_does_not_apply_is_what_the_scenario_leaves_out(take_through):
    boots, _ = take_through(*NAMES)
    left_out = {boot.scenario: {c.reason for c in boot.clauses if c.verdict == NOT_APPLICABLE} for boot in boots}
    assert left_out == {
        "image": {"no_volume", "no_failure"},
        "image-volume": {"no_failure"},
        "two-networks-two-volumes": {"no_failure"},
        "volume-boot": {"no_image", "no_failure"},
        "ten-at-once": {"no_volume", "no_failure"},
    }


def test_the_same_seed_gives_the_same_run(take_through):
    def told(events):
        return [(e.channel, e.kind, e.source, e.exchange, e.message_id, e.instance_id, e.token) for e in events]

    _, first = take_through("ten-at-once", seed=7)
    _, again = take_through("ten-at-once", seed=7)
    _, other = take_through("ten-at-once", seed=8)
    assert told(first) == told(again)
    assert told(first) != told(other)


def between_13_and_28(events):
    """By instance: the `seq` at which nova-compute picked it up, and at which its domain was started."""
    picked = {
        e.instance_id: e.seq
        for e in events
        if e.kind == "deliver" and e.source == "nova-compute" and e.method == "run_instance"
    }
    started = {e.instance_id: e.seq for e in events if e.channel == "hypervisor" and e.kind == "start"}
    return [(picked[instance], started[instance]) for instance in started]


def test_of_ten_boots_at_once_at_least_two_are_between_13_and_28_together(take_through):
    _, events = take_through("ten-at-once")
    spans = between_13_and_28(events)
    assert len(spans) == 10
    together = [(a, b) for a in spans for b in spans if a is not b and a[0] < b[0] < a[1]]
    assert together


@pytest.mark.parametrize("seed", range(20))
def test_however_the_messages_fall_no_clause_fails(take_through, seed):
    boots, _ = take_through("ten-at-once", "two-networks-two-volumes", seed=seed)
    assert [clause.message for boot in boots for clause in boot.clauses if clause.verdict == FAIL] == []


def test_no_secret_is_in_what_was_observed(take_through):
    _, events = take_through("image")
    tokens = {e.token for e in events if isinstance(e.token, str)}
    assert tokens
    assert all(token.startswith("sha256:") for token in tokens)


@pytest.mark.parametrize("name", [each.name for each in SURVIVED])
def test_a_boot_that_gets_over_what_the_cloud_suffers_conforms(take_through, name):
    [boot], _ = take_through(name)
    assert (boot.stopped_at, boot.verdict) == (None, PASS)
    assert [clause.id for clause in boot.clauses if clause.verdict not in (PASS, NOT_APPLICABLE)] == []


def test_a_boot_whose_first_host_fails_is_built_on_another_and_the_first_has_nothing_left(take_through):
    [boot], _ = take_through("one-host-fails")
    [first] = boot.attempts
    assert (first.stopped_at, first.reason) == ("CF-28", "rejected")
    released = next(clause for clause in boot.clauses if clause.id == "CF-RELEASE")
    assert released.verdict == PASS


def test_a_boot_that_no_host_builds_is_tried_on_three(take_through):
    [boot], _ = take_through("hypervisor-refuses")
    assert len({boot.attempts[0].host, boot.attempts[1].host}) == 2
    assert boot.stopped_at == "CF-28"


@pytest.mark.parametrize("name", FAILING)
def test_a_boot_that_must_fail_stops_where_it_is_expected_and_nothing_else_fails(take_through, name):
    [boot], _ = take_through(name)
    assert boot.scenario == name
    failed = [clause for clause in boot.clauses if clause.verdict == FAIL]
    assert [clause.expected for clause in failed] == [True], [(c.id, c.reason, c.message) for c in failed]
    assert boot.stopped_at in (failed[0].id, None)
    assert (boot.stopped_at is None) == (failed[0].id == "CF-ONCE")
    others = [clause for clause in boot.clauses if clause.verdict not in (PASS, NOT_APPLICABLE, FAIL)]
    assert {clause.reason for clause in others} <= {"not_reached"}


@pytest.mark.parametrize(
    ("trouble", "stop"),
    [
        ("neutron-away", "CF-24"),
        ("neutron-500", "CF-24"),
        ("no-addresses", "CF-24"),
        ("cinder-away", "CF-27"),
        ("cinder-500", "CF-27"),
    ],
)
def test_where_the_first_of_two_is_refused_the_second_is_nobodys_fault(take_through, trouble, stop):
    expect = Expectation(stop, "rejected", "error")
    scenario = Scenario("two", "two of each", (Wanted(networks=2, volumes=2),), trouble=trouble, expect=expect)
    [boot], _ = take_through(scenario)
    assert [(c.id, c.expected) for c in boot.clauses if c.verdict == FAIL] == [(stop, True)]
    assert {c.reason for c in boot.clauses if c.verdict == INCONCLUSIVE} <= {"not_reached"}
