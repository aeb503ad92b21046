"""Clients that nobody here wrote, before a cloud in a process of its own."""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

Openstack = Callable[..., str]


@pytest.fixture(scope="module")
def openstack(clouds_yaml: Path) -> Openstack:
    """The `openstack` command, unmodified; what it prints."""
    command = shutil.which("openstack", path=sysconfig.get_path("scripts"))
    if command is None:
        pytest.skip("python-openstackclient is not installed")

    def run(*arguments: str, cloud: str = "reference") -> str:
        known = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
        environment = {**known, "OS_CLIENT_CONFIG_FILE": str(clouds_yaml), "OS_CLOUD": cloud}
        done = subprocess.run(
            [command, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"openstack {' '.join(arguments)}: {done.stderr}"
        return done.stdout.strip()

    return run
