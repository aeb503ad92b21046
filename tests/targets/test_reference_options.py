"""What may stand behind `reference?`; nothing is touched before the target is opened."""

import subprocess
import sys

import pytest

from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.targets import find_target
from pytest_cloudflow.targets._account import Credentials
from pytest_cloudflow.targets.reference import Options


def test_the_plain_name_is_enough():
    target = find_target("reference")
    assert target.name == "reference"
    assert target.scenarios[0].name == "image"


def test_the_scenarios_can_be_chosen():
    assert [scenario.name for scenario in find_target("reference", ["volume-boot"]).scenarios] == ["volume-boot"]


def test_an_unknown_scenario_is_refused_at_once():
    with pytest.raises(UsageError, match="unknown scenario 'nothing'"):
        find_target("reference", ["nothing"])


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nova:s3cret@db.test/nova",
        "postgresql://nova:s3cret/s3cret@db.test/nova",
        "postgresql%3A%2F%2Fnova:s3cret@db.test/nova",
        "postgresql://db.test/nova?user=nova",
    ],
)
def test_user_info_is_shown_nowhere(url):
    target = find_target(f"reference?seed=7&database={url}")
    assert target.name == "reference?seed=7&database=postgresql://db.test/nova"
    assert "s3cret" not in "".join(target.about())


def test_no_value_that_is_handed_on_shows_a_secret():
    account = Credentials("http://keystone/v3", "demo", "s3cret", "demo", "Default")
    options = Options(database="postgresql://nova:s3cret@db.test/nova", hypervisor="qemu+ssh://u:s3cret@h/system")
    assert "s3cret" not in repr(account) + str(account) + repr(options) + str(options)
    assert "demo" in repr(account)


@pytest.mark.parametrize(
    "spec", ["reference?seed=s3cret", "reference?password=s3cret", "openstack:u:s3cret@cloud", "other:u:s3cret@h"]
)
def test_what_is_refused_shows_no_secret(spec):
    with pytest.raises(UsageError) as refused:
        find_target(spec)
    assert "s3cret" not in str(refused.value).replace("seed=s3cret", "")


def test_a_hypervisor_from_the_environment_is_shown_by_its_name(monkeypatch):
    monkeypatch.setenv("HYPERVISOR", "qemu+ssh://root:s3cret@host/system")
    target = find_target("reference?hypervisor=env:HYPERVISOR")
    assert "s3cret" not in target.name + "".join(target.about())
    assert "env:HYPERVISOR" in target.about()[0]


def test_a_value_can_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("NOVA_DB", "sqlite:////tmp/nova.db")
    assert find_target("reference?database=env:NOVA_DB").name == "reference?database=env:NOVA_DB"


def test_an_environment_without_it_is_said(monkeypatch):
    monkeypatch.delenv("NOVA_DB", raising=False)
    with pytest.raises(UsageError, match="there is no NOVA_DB in the environment"):
        find_target("reference?database=env:NOVA_DB")


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ("reference?brokker=amqp://h", "brokker"),
        ("reference?seed=many", "seed"),
        ("reference?", "nothing stands behind the question mark"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(spec, found):
    with pytest.raises(UsageError, match=found) as refused:
        find_target(spec)
    assert "database, hypervisor, seed" in str(refused.value)


def test_the_seed_that_was_drawn_is_told():
    assert "seed 7" in find_target("reference?seed=7").about()[0]
    assert find_target("reference").about() != find_target("reference").about()


def test_finding_it_imports_nothing_of_the_reference():
    code = (
        "import sys; from pytest_cloudflow.targets import find_target; find_target('reference').about(); "
        "print([name for name in sys.modules if name.split('.')[0] in ('reference_impl', 'kombu', 'sqlalchemy')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
