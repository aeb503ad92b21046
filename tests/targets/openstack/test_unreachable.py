"""A cloud that cannot be used: one line, the right exit code, nothing touched."""

import pytest
import yaml


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
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("[probes.rabbit]\n", "[probes.rabbit]: unknown probe 'rabbit'"),
        ("[probes.rabbitmq]\nurl = 'x'\n", "[probes.rabbitmq]: "),
        ("[probes.rabbitmq]\namqp = 'env:NOT_SET'\nmanagement = 'x'\n", "there is no NOT_SET in the environment"),
        ("[openstack]\nimages = 'x'\n", "cloudflow.toml: openstack"),
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
