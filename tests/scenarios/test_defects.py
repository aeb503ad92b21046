"""Each scenario fails on a cloud that is wrong in what the scenario is about.

A scenario that must fail is only worth something if a cloud that lets the boot through, or does not end it, or keeps
what it took, does not pass it.
"""

from contextlib import suppress

import pytest

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.scenarios import REFUSED, SURVIVED, TROUBLED, named
from pytest_cloudflow.verdicts import FAIL

from . import _defects as defects
from .conftest import judged, take_through

SERVICES = ("glance", "neutron", "cinder")
AILMENTS = ("away", "slow", "500", "401", "garbage")
DEFECTS = {
    "one-host-fails": [defects.no_other_host],
    "scheduler-lost": [defects.lost_with_its_taker],
    "conductor-lost": [defects.lost_with_its_taker],
    "cast-redelivered": [defects.flag_forgotten],
    "wrong-password": [defects.any_password],
    "no-token": [defects.everybody_let_in],
    "forged-token": [defects.everybody_let_in],
    "expired-token": [defects.everybody_let_in],
    "revoked-token": [defects.everybody_let_in],
    "role-that-may-not": [defects.all_are_members],
    "malformed-request": [defects.malformed_is_an_error],
    "no-such-image": [defects.believes],
    "no-such-flavor": [defects.any_flavor],
    "no-such-network": [defects.believes],
    "no-such-volume": [defects.believes],
    "foreign-image": [defects.believes],
    "foreign-network": [defects.believes],
    "foreign-volume": [defects.believes],
    "too-big": [defects.nothing_filtered, defects.error_unsaid_by_api],
    **{f"keystone-{ailment}": [defects.everybody_let_in] for ailment in AILMENTS},
    "no-quota": [defects.no_quota],
    "volume-in-use": [defects.believes],
    "scheduler-silent": [defects.error_unsaid_by_api],
    "hosts-disabled": [defects.nothing_filtered, defects.error_unsaid_by_api],
    "hosts-full": [defects.nothing_filtered, defects.error_unsaid_by_api],
    "cast-lost": [defects.violation("cast-forgotten")],
    "compute-silent": [defects.violation("cast-forgotten")],
    "compute-lost": [defects.violation("cast-forgotten")],
    "conductor-silent": [defects.never_begun],
    "cast-twice": [defects.built_twice],
    **{f"{service}-{ailment}": [defects.everything_kept] for service in SERVICES for ailment in AILMENTS},
    **{f"token-ends-at-{service}": [defects.everything_kept] for service in SERVICES},
    "no-addresses": [defects.everything_kept, defects.violation("error-unsaid")],
    "volume-taken": [defects.everything_kept, defects.violation("error-unsaid")],
    "hypervisor-refuses": [defects.everything_kept, defects.violation("error-unsaid"), defects.violation("ports-kept")],
    "hypervisor-dies": [defects.everything_kept, defects.violation("error-unsaid")],
}
DELETED = [each.name for each in TROUBLED if each.name.startswith("deleted-")]
CASES = [(name, place) for name, found in DEFECTS.items() for place in range(len(found))]


@pytest.mark.parametrize(("name", "place"), CASES, ids=[f"{name}-{place + 1}" for name, place in CASES])
def test_a_cloud_that_is_wrong_there_does_not_pass(make, name, place):
    boots = []
    with suppress(TargetError):  # what does not go away afterwards is said too, once the boots are judged
        boots.extend(judged(DEFECTS[name][place](make), *named([name])))
    assert {boot.verdict for boot in boots} == {FAIL}


@pytest.mark.parametrize("name", DELETED)
def test_a_server_that_cannot_be_deleted_on_its_way_is_said_to_stay(make, name):
    with pytest.raises(TargetError, match="does not go away"):
        take_through(defects.servers_kept(make), *named([name]))


def test_there_is_one_for_each():
    assert sorted([*DEFECTS, *DELETED]) == sorted(each.name for each in SURVIVED + REFUSED + TROUBLED)
