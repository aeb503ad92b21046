"""A cloud in a process of its own, and the clients that nobody here wrote."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Openstack = Callable[..., str]


@pytest.fixture(scope="module")
def clouds_yaml(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """`python -m reference_impl serve`; what it prints, in a file."""
    path = tmp_path_factory.mktemp("served") / "clouds.yaml"
    command = [sys.executable, "-m", "reference_impl", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        lines = []
        for line in served.stdout:
            lines.append(line)
            if line.startswith("    region_name") and len(lines) > 12:
                break
        path.write_text("".join(lines))
        yield path
        served.terminate()
        assert served.wait(timeout=30) == 0
        assert served.stderr is not None
        assert served.stderr.read() == ""


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
