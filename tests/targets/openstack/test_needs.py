"""What scenarios need of a cloud that nobody here made is asked for before it is touched."""

import pytest

from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.scenarios import SCENARIOS
from pytest_cloudflow.targets import find_target
from pytest_cloudflow.targets._deployment import CloudOptions, Deployment, Trouble

ALL_ALLOWED = {"negative": True, "destructive": True}
TROUBLES = {each.trouble: Trouble(begin="true", end="true") for each in SCENARIOS if each.trouble is not None}
KNOWN = CloudOptions(
    huge_flavor="m1.huge", foreign=dict.fromkeys(("image", "network", "volume"), "an-id"), troubles=TROUBLES
)
NOT_HERE = ["expired-token", "role-that-may-not"]


@pytest.mark.parametrize("need", ["negative", "destructive"])
def test_a_scenario_waits_for_the_word_that_it_needs(need):
    names = [each.name for each in SCENARIOS if each.needs == need and each.name not in NOT_HERE]
    for name in names:
        with pytest.raises(UsageError, match=f"{name}.*--cloudflow-{need}"):
            find_target("openstack:a", [name], Deployment(cloud=KNOWN, **{**ALL_ALLOWED, need: False}))
    assert len(find_target("openstack:a", names, Deployment(cloud=KNOWN, **{need: True})).scenarios) == len(names)


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("too-big", "huge_flavor"),
        ("foreign-image", "foreign = { image ="),
        ("foreign-network", "foreign = { network ="),
        ("foreign-volume", "foreign = { volume ="),
    ],
)
def test_what_is_to_be_refused_must_be_known(name, mend):
    with pytest.raises(UsageError, match=mend):
        find_target("openstack:a", [name], Deployment(**ALL_ALLOWED))


@pytest.mark.parametrize("name", NOT_HERE)
def test_what_cannot_be_had_there_is_said(name):
    with pytest.raises(UsageError, match=f"{name} cannot be had on this target"):
        find_target("openstack:a", [name], Deployment(cloud=KNOWN, **ALL_ALLOWED))
