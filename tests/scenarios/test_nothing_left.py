"""Whatever comes of a scenario, nothing of it is left: in no component, on no host."""

import pytest

from pytest_cloudflow.scenarios import SCENARIOS, named

from ._counts import counts
from .conftest import take_through

IN_ERROR = [each.name for each in SCENARIOS if each.expect is not None and each.expect.ends == "error"]
UNKNOWN = {"neutron-slow": "ports", "cinder-slow": "attachments"}
"""What was made for a boot that was never told of it: it is found when the server is deleted."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.name)
def test_nothing_is_left_once_it_is_over(make, scenario):
    cloud = make()
    before = counts(cloud)
    take_through(cloud, scenario)
    assert counts(cloud) == before


@pytest.mark.parametrize("name", IN_ERROR)
def test_a_boot_in_error_has_given_back_what_it_took_before_anybody_deletes_it(make, name):
    cloud = make()
    before, user = counts(cloud), cloud.user()
    found, delete = [], user.delete

    def deleting(server):
        found.append(counts(cloud))
        delete(server)

    user.delete, cloud.user = deleting, lambda: user
    take_through(cloud, *named([name]))
    kept = {
        what
        for what in ("domains", "ports", "attachments", "vcpus", "memory", "disk")
        if found[0][what] != before[what]
    }
    assert kept == ({UNKNOWN[name]} if name in UNKNOWN else set())
