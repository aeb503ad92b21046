"""Up, the conformance suite, down: one command for a pipeline."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ..steps import Say
from ._cloud import Cloud
from ._down import take_down
from ._folders import Folders
from ._handed_out import CLOUDS, clouds_file
from ._options import Wanted
from ._up import bring_up

REPORTS = ("build/openstack.html", "build/openstack.json")


def run(folders: Folders, wanted: Wanted, arguments: Sequence[str], say: Say, *, keep: bool = False) -> int:
    """Judges a cloud that lives as long as that takes; the exit code is the judge's.

    :param arguments: for pytest.
    :param keep: leaves the cloud up.
    :raises CloudflowError: it did not come up.
    """
    try:
        return _judge(bring_up(folders, wanted, say), arguments)
    finally:
        if not keep:
            take_down(folders, say)


def _judge(cloud: Cloud, arguments: Sequence[str]) -> int:
    Path("build").mkdir(exist_ok=True)
    reports = [f"--cloudflow-report={Path(name).absolute()}" for name in REPORTS]
    target = f"--cloudflow-target=openstack:{next(iter(CLOUDS))}"
    own = ["--cloudflow", "--noconftest", f"--rootdir={cloud.folders.data}", "-p", "no:cacheprovider", target]
    command = [sys.executable, "-m", "pytest", *own, *reports, *arguments]
    return subprocess.run(command, env=judging(clouds_file(cloud)), check=False).returncode


def judging(clouds: Path) -> dict[str, str]:
    """The environment of a pytest that judges a cloud; what another pytest here is told is not meant for it.

    :param clouds: `clouds.yaml`.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"} | {
        "OS_CLIENT_CONFIG_FILE": str(clouds)
    }
