"""libvirt and QEMU, from packages that are only unpacked, beside whatever libvirt the machine may run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..packages import Packages
from . import view
from ._cloud import Cloud
from ._folders import Folders
from ._processes import Processes
from ._waiting import Waiting

NAME = "libvirtd"
VIEW = Path(view.__file__)


def _kept(folders: Folders) -> Path:
    return folders.state / "libvirt"


class Hypervisor:
    """libvirt's daemon, whose sockets, settings and domains are all the cloud's own."""

    def __init__(self, cloud: Cloud, packages: Packages) -> None:
        self._cloud = cloud
        self._packages = packages

    @property
    def settings(self) -> Path:
        """What libvirt takes for /etc/libvirt."""
        return _kept(self._cloud.folders) / "etc"

    def start(self, processes: Processes) -> None:
        """Starts it, in its view of the machine."""
        folders = self._cloud.folders
        view.make_places(_kept(folders))
        (folders.run / "libvirt").mkdir(exist_ok=True)
        seen = [sys.executable, VIEW, folders.data, self._packages.root, _kept(folders)]
        own = ["--config", folders.etc / "libvirtd.conf", "--pid-file", folders.run / "libvirtd.own"]
        program = "/usr/sbin/libvirtd"
        unshare = shutil.which("unshare") or "unshare"
        command = [unshare, "--mount", "--", *map(str, seen), program, *map(str, own)]
        processes.start(NAME, command, self._packages.environment())

    def wait(self, processes: Processes, waiting: Waiting) -> None:
        """Until it answers."""
        log = processes.output(NAME)
        waiting.until(self._answers, "libvirt answers", log=log, lives=lambda: processes.runs(NAME))

    def _answers(self) -> bool:
        command = [str(self._packages.root / "usr/bin/virsh"), "-c", self._cloud.libvirt_uri, "version"]
        return subprocess.run(command, env=self._packages.environment(), capture_output=True).returncode == 0


def end_domains(folders: Folders) -> int:
    """Ends the servers that still run, as their hypervisor no longer does; how many there were."""
    ended = 0
    for file in (_kept(folders) / "run" / "qemu").glob("*.pid"):
        pid = int(file.read_text())
        if str(folders.data) in _command(pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            ended += 1
    return ended


def end_devices(folders: Folders, packages: Packages) -> None:
    """Takes away the network devices that nova made for servers which were never deleted."""
    for device in _devices(folders):
        if Path("/sys/class/net", device).exists():
            subprocess.run(
                [packages.root / "sbin/ip", "link", "delete", device], env=packages.environment(), check=True
            )


def _devices(folders: Folders) -> Iterator[str]:
    for file in (_kept(folders) / "etc" / "qemu").glob("*.xml"):
        for target in ElementTree.parse(file).iterfind("devices/interface/target"):
            yield target.get("dev", "")


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
