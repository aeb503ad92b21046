"""What a cloud hands to its users is what openstacksdk and the kit read."""

import shlex
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("openstack", reason="needs openstacksdk")

import msgspec
import openstack.config

from deployments.openstack._cloud import Cloud
from deployments.openstack._folders import Folders
from deployments.openstack._handed_out import clouds_file, command, hand_out, settings_file
from deployments.openstack._record import Record
from pytest_cloudflow._settings import Settings
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live._configured import configured


@pytest.fixture
def handed(cloud: Cloud) -> Cloud:
    hand_out(cloud)
    return cloud


@pytest.mark.filterwarnings("ignore::openstack.warnings.RemovedInSDK60Warning")
@pytest.mark.parametrize(("name", "user"), [("cloudflow", "demo"), ("cloudflow-admin", "admin")])
def test_openstacksdk_finds_both_clouds(handed: Cloud, name: str, user: str) -> None:
    loader = openstack.config.OpenStackConfig(config_files=[str(clouds_file(handed))], load_envvars=False)
    auth = loader.get_one(cloud=name).config["auth"]
    assert (auth["username"], auth["project_name"]) == (user, user)
    assert auth["password"] == handed.password("keystone", user)
    assert auth["auth_url"] == f"http://127.0.0.1:{handed.ports['keystone']}/v3"


@pytest.mark.filterwarnings("ignore::openstack.warnings.RemovedInSDK60Warning")
def test_the_version_of_cinders_api_is_a_text(handed: Cloud) -> None:
    loader = openstack.config.OpenStackConfig(config_files=[str(clouds_file(handed))], load_envvars=False)
    assert loader.get_one(cloud="cloudflow").config["volume_api_version"] == "3.70"


def test_the_command_stands_any_folder(tmp_path: Path, record: Record) -> None:
    cloud = Cloud(Folders(tmp_path / "a b; $(c)'s"), record)
    variable, program, *words = shlex.split(command(cloud))
    assert variable == f"OS_CLIENT_CONFIG_FILE={clouds_file(cloud)}"
    assert program == "pytest"
    assert f"--rootdir={cloud.folders.data}" in words


def test_the_kit_takes_its_settings(handed: Cloud) -> None:
    settings = msgspec.convert(tomllib.loads(settings_file(handed).read_text()), Settings)
    assert settings.target == "openstack:cloudflow"
    assert settings.openstack.networks == ("demo-net", "demo-net-2")
    assert settings.openstack.availability_zone == "kvm"


def test_the_kit_makes_every_probe_that_is_wired(handed: Cloud) -> None:
    settings = msgspec.convert(tomllib.loads(settings_file(handed).read_text()), Settings)
    assert {probe.name for probe in configured(settings.probes, Components())} == set(settings.probes)


def test_the_logs_are_those_of_all_hosts(handed: Cloud) -> None:
    assert tomllib.loads(settings_file(handed).read_text())["probes"]["logs"]["all_hosts"] is True


def test_a_cache_of_validations_is_told_to_the_kit(handed: Cloud) -> None:
    assert tomllib.loads(settings_file(handed).read_text())["openstack"]["validation_cache"] == 0


def test_both_files_are_their_owners_alone(handed: Cloud) -> None:
    assert {path.stat().st_mode & 0o777 for path in (clouds_file(handed), settings_file(handed))} == {0o600}


def test_the_command_shows_no_password(handed: Cloud) -> None:
    assert not any(password in command(handed) for password in handed.record.passwords.values())
