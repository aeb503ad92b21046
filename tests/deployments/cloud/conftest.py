"""An OpenStack of the tests' own, up as long as they run: by `./dev openstack test` alone, since it takes minutes."""

import os
from collections.abc import Iterator

import openstack
import pytest
from openstack.connection import Connection

from deployments.openstack._folders import Folders

from ._tried import Tried, files


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    if os.environ.get("CLOUDFLOW_OPENSTACK") != "up":
        pytest.skip("needs an OpenStack, which takes minutes: ./dev openstack test")
    tried = Tried(Folders(tmp_path_factory.mktemp("cloud")), files())
    try:
        tried.do("up", "--on-this-machine")
        yield tried
    finally:
        tried.do("down", "--wipe")


@pytest.fixture
def demo(cloud: Tried, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(cloud.folders.data / "clouds.yaml"))
    with openstack.connect(cloud="cloudflow") as connection:
        yield connection
