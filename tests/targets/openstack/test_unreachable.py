"""A cloud that cannot be used: one line, the right exit code, nothing touched."""

import pytest
import yaml

from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.probes.live.api import ApiProbe
from pytest_cloudflow.targets._region import PATIENCE, Region


def change(folder, **auth):
    """Another `auth` of the cloud."""
    clouds = yaml.safe_load((folder / "clouds.yaml").read_text())
    clouds["clouds"]["reference"]["auth"] |= auth
    (folder / "clouds.yaml").write_text(yaml.safe_dump(clouds))


def last(said):
    return next(line for line in said.splitlines() if line.startswith("ERROR:"))


def test_not_in_clouds_yaml(judge):
    code, said = judge("--cloudflow-target=openstack:nowhere")
    assert code == 4
    assert "cloud 'nowhere' cannot be used" in last(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("clouds: 5\n", "has no table of clouds"),
        ("clouds:\n  reference: [b\n", "clouds.yaml is no YAML at line"),
        ("", "has no table of clouds"),
        ("clouds:\n  other: {auth: {}}\n", "name a cloud of"),
        ("clouds:\n  reference: {auth: 3}\n", "mend its entry in"),
    ],
)
def test_a_broken_clouds_yaml(judge, folder, text, said):
    (folder / "clouds.yaml").write_text(text)
    code, printed = judge()
    assert code == 4, printed
    assert said in last(printed)
    assert "Traceback" not in printed


def test_a_clouds_yaml_that_is_named_and_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "nowhere.yaml"))
    with pytest.raises(UsageError, match=r"OS_CLIENT_CONFIG_FILE names .*nowhere.yaml, which is not there"):
        Region("reference", ApiProbe())


def test_every_wait_for_an_answer_has_an_end(folder, monkeypatch):
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(folder / "clouds.yaml"))
    region = Region("reference", ApiProbe())
    assert region.connection.session.timeout == PATIENCE
    region.close()
    clouds = yaml.safe_load((folder / "clouds.yaml").read_text())
    clouds["clouds"]["reference"]["api_timeout"] = 7
    (folder / "clouds.yaml").write_text(yaml.safe_dump(clouds))
    region = Region("reference", ApiProbe())
    assert region.connection.session.timeout == 7
    region.close()


def test_a_wrong_password(judge, folder):
    change(folder, password="s3cret-and-wrong")
    code, said = judge()
    assert code == 9
    assert "keystone lets nobody in" in last(said)
    assert "s3cret" not in said


def test_nobody_there(judge, folder):
    change(folder, auth_url="http://127.0.0.1:1/v3")
    code, said = judge()
    assert code == 9
    assert "keystone cannot be asked" in last(said)
    assert "auth_url http://127.0.0.1:1/v3" in last(said)
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("[probes.rabbit]\n", "[probes.rabbit]: unknown probe 'rabbit'"),
        ("[probes.rabbitmq]\nurl = 'x'\n", "[probes.rabbitmq]: "),
        ("[probes.rabbitmq]\namqp = 'env:NOT_SET'\nmanagement = 'x'\n", "there is no NOT_SET in the environment"),
        ("[openstack]\nimages = 'x'\n", "cloudflow.toml: openstack: Object contains unknown field `images`"),
        ("[openstack]\nnetworks = 'x'\n", "cloudflow.toml: openstack: networks: Expected `array`"),
        ("[openstack]\npoll = 0\n", "cloudflow.toml: openstack: poll: Expected"),
        ("[openstack]\nsettle = -1\n", "cloudflow.toml: openstack: settle: Expected"),
        ("[openstack]\nmax_skew = inf\n", "cloudflow.toml: openstack: max_skew: Expected"),
    ],
)
def test_a_table_that_is_wrong(judge, folder, table, line):
    (folder / "cloudflow.toml").write_text(f"target = 'openstack:reference'\n{table}")
    code, said = judge()
    assert code == 4, said
    assert line in last(said)


def test_a_broker_that_is_not_there(judge, folder, left):
    toml = "[probes.rabbitmq]\namqp = 'amqp://u:s3cret@127.0.0.1:1//'\nmanagement = 'http://u:s3cret@127.0.0.1:1'\n"
    (folder / "cloudflow.toml").write_text(f"target = 'openstack:reference'\n{toml}")
    code, said = judge()
    assert code == 9
    assert "[probes.rabbitmq] management: http://127.0.0.1:1 cannot be reached" in last(said)
    assert "s3cret" not in said
    assert left() == []
    assert list((folder / "state/pytest-cloudflow/runs").iterdir()) == []
