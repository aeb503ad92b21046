"""An OpenStack of the tests' own, up as long as they run: by `./dev openstack test` alone, since it takes minutes.

`CLOUDFLOW_OPENSTACK` is `up`, or the folder of a cloud that is up and stays so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deployments.openstack._folders import Folders

from ._tried import Tried, files

if TYPE_CHECKING:
    from openstack.connection import Connection


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    wanted = os.environ.get("CLOUDFLOW_OPENSTACK")
    if not wanted:
        pytest.skip("needs an OpenStack, which takes minutes: ./dev openstack test")
    if wanted != "up":
        yield Tried(Folders(Path(wanted)), files())
        return
    tried = Tried(Folders(tmp_path_factory.mktemp("cloud")), files())
    try:
        tried.do("up", "--on-this-machine")
        yield tried
    finally:
        tried.do("down", "--wipe")


@pytest.fixture
def connected(cloud: Tried, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Connection]:
    """A connection to one of the clouds of its `clouds.yaml`."""
    import openstack

    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(cloud.folders.data / "clouds.yaml"))
    return lambda name: openstack.connect(cloud=name)


@pytest.fixture
def demo(connected: Callable[[str], Connection]) -> Iterator[Connection]:
    with connected("cloudflow") as connection:
        yield connection


@pytest.fixture
def admin(connected: Callable[[str], Connection]) -> Iterator[Connection]:
    with connected("cloudflow-admin") as connection:
        yield connection


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """openstacksdk warns of what it will change itself."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning"))
