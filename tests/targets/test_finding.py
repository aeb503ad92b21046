"""A target is known by what its name begins with; what is none is told which there are."""

import pytest

from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.targets import find_target


@pytest.mark.parametrize("spec", ["reference", "reference?seed=1", "logs:a:b", "trace:-", "trace:a?b"])
def test_it_is_called_as_the_user_called_it(spec):
    assert find_target(spec).name == spec


@pytest.mark.parametrize(
    "spec",
    ["", ":", "?", "referense", "reference:x", "reference x", "trace", "trace?x", "logs", "openstack", "a:trace:-"],
)
def test_what_is_none_is_told_which_there_are(spec):
    known = r"this version knows reference, openstack:CLOUD, logs:DIR, trace:FILE \(- is standard input\)"
    with pytest.raises(UsageError, match=rf"unknown target .*; {known}"):
        find_target(spec)


@pytest.mark.parametrize(
    ("spec", "what"),
    [
        ("trace:", "trace: names no file; trace:FILE"),
        ("logs:", "logs: names no folder; logs:DIR"),
        ("openstack:", "openstack: names no cloud; openstack:CLOUD"),
        ("openstack:a/b", "openstack: names no cloud; openstack:CLOUD"),
        ("reference?", "nothing stands behind the question mark; reference"),
    ],
)
def test_one_that_lacks_something_says_what(spec, what):
    with pytest.raises(UsageError, match=rf"--cloudflow-target: {what}".replace("?", r"\?")):
        find_target(spec)
