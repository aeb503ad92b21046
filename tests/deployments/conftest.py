"""A cloud that is only written down: its record and its folders, and nothing that runs."""

from pathlib import Path

import pytest

from deployments.openstack._cloud import Cloud
from deployments.openstack._configuration import write_configuration
from deployments.openstack._folders import Folders
from deployments.openstack._rabbitmq import Rabbitmq
from deployments.openstack._record import Record, with_passwords
from deployments.openstack._services import PORTS, accounts
from deployments.packages import Packages


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(tmp_path / "cloud")
    made.make()
    return made


@pytest.fixture
def record() -> Record:
    return Record(
        release="pins.txt",
        computes=("fake1", "kvm1"),
        validation_cache=-1,
        ports={name: 20000 + number for number, name in enumerate(PORTS)},
        passwords=with_passwords({}, accounts()),
    )


@pytest.fixture
def cloud(folders: Folders, record: Record) -> Cloud:
    """Its configuration is written."""
    made = Cloud(folders, record)
    write_configuration(made)
    Rabbitmq(made, Packages(folders.packages, folders.output / "packages.out")).configure()
    return made
