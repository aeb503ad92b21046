"""What is written for the services: readable, private, on loopback, and with the kit's points of observation on."""

import configparser
import json
import re
from pathlib import Path

import pytest

from deployments.openstack._cloud import Cloud
from deployments.openstack._configuration import write_configuration
from deployments.openstack._services import PROBE, services


def read(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.read_string(path.read_text())
    return parser


def config(cloud: Cloud, process: str) -> configparser.ConfigParser:
    name = next(each for each in services(cloud.record) if each.name == process)
    return read(name.folder(cloud.folders) / next(iter(name.configs)))


def test_every_file_can_be_read_by_its_owner_alone(cloud: Cloud) -> None:
    files = [path for path in cloud.folders.etc.rglob("*") if path.is_file()]
    assert len(files) > 15
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_every_service_can_read_its_own(cloud: Cloud) -> None:
    for service in services(cloud.record):
        for name in service.configs:
            assert read(service.folder(cloud.folders) / name).sections()


def test_all_that_is_named_is_on_loopback(cloud: Cloud) -> None:
    texts = [path.read_text() for path in cloud.folders.etc.rglob("*") if path.is_file()]
    addresses = {found for text in texts for found in re.findall(r"\d+\.\d+\.\d+\.\d+", text)}
    assert addresses == {"127.0.0.1"}
    assert not any("0.0.0.0" in text or "localhost" in text for text in texts)


@pytest.mark.parametrize("process", ["nova-api", "nova-scheduler", "nova-conductor"])
def test_statements_show_where_the_steps_read_and_write(cloud: Cloud, process: str) -> None:
    found = config(cloud, process)
    assert found["database"]["connection_debug"] == found["api_database"]["connection_debug"] == "50"


def test_nova_compute_has_no_database(cloud: Cloud) -> None:
    assert "database" not in config(cloud, "nova-compute-fake1")


def test_rpc_and_calls_between_services_show_in_every_log(cloud: Cloud) -> None:
    for service in services(cloud.record):
        default = config(cloud, service.name)["DEFAULT"]
        assert default["debug"] == "true"
        assert {"oslo_messaging=DEBUG", "keystoneauth=DEBUG"} <= set(default["default_log_levels"].split(","))
        assert default["log_file"] == f"{cloud.folders.logs}/{service.name}.log"


def test_changes_of_state_are_told_in_both_formats(cloud: Cloud) -> None:
    told = config(cloud, "nova-compute-kvm1")["notifications"]
    assert (told["notify_on_state_change"], told["notification_format"]) == ("vm_and_task_state", "both")


def test_every_process_has_an_account_of_its_own(cloud: Cloud) -> None:
    apis = ["nova-api", "nova-scheduler", "nova-conductor", "cinder-api", "cinder-scheduler", "cinder-volume"]
    users = [config(cloud, name)["DEFAULT"]["transport_url"].split(":")[1].lstrip("/") for name in apis]
    assert users == [name.replace("-", "_") for name in apis]


def test_a_validation_is_not_reused_unless_asked_for(cloud: Cloud) -> None:
    apis = ("nova-api", "glance-api", "neutron-server", "cinder-api", "placement")
    found = {config(cloud, name)["keystone_authtoken"]["token_cache_time"] for name in apis}
    assert found == {"-1"}


def test_only_hosts_called_kvm_run_libvirt(cloud: Cloud) -> None:
    fake, real = config(cloud, "nova-compute-fake1"), config(cloud, "nova-compute-kvm1")
    assert fake["DEFAULT"]["compute_driver"] == "fake.FakeDriverWithoutFakeNodes"
    assert real["DEFAULT"]["compute_driver"] == "libvirt.LibvirtDriver"
    assert real["libvirt"]["connection_uri"] == f"qemu+unix:///system?socket={cloud.folders.run}/libvirt/libvirt-sock"


def test_ten_servers_are_within_the_quota(cloud: Cloud) -> None:
    assert int(config(cloud, "nova-api")["quota"]["instances"]) > 10
    assert int(config(cloud, "cinder-api")["DEFAULT"]["quota_volumes"]) > 10


def test_the_broker_keeps_no_password_in_clear(cloud: Cloud) -> None:
    text = (cloud.folders.etc / "rabbitmq" / "definitions.json").read_text()
    assert not any(password in text for password in cloud.record.passwords.values())
    users = {user["name"]: user["tags"] for user in json.loads(text)["users"]}
    assert users[PROBE] == ["administrator"]
    assert not any(tags for name, tags in users.items() if name != PROBE)


def test_it_is_written_the_same_again(cloud: Cloud) -> None:
    path = cloud.folders.etc / "nova-api" / "nova.conf"
    before = path.read_text()
    write_configuration(cloud)
    assert path.read_text() == before
