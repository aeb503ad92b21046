"""What machine this is: whether it may be used, and what it can do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

from pytest_cloudflow.errors import UsageError

_MARKS = ("/.dockerenv", "/run/.containerenv", "/run/systemd/container")
_VIEW = ("unshare", "--mount", "mount", "-t", "overlay", "-o", "ro,lowerdir=/usr/bin:/usr/sbin", "overlay")
_GROUPS = ("docker", "kubepods", "lxc", "containerd", "podman")


def in_container(root: Path = Path("/")) -> bool:
    """Whether this is a container, by the marks that container engines leave.

    :param root: where the machine's files are.
    """
    if any((root / mark.lstrip("/")).exists() for mark in _MARKS):
        return True
    try:
        groups = (root / "proc/1/cgroup").read_text()
    except OSError:
        return False
    return any(group in groups for group in _GROUPS)


def check_machine(allowed: bool, root: Path = Path("/")) -> None:
    """Lets a cloud come up in a container, or where its user said so.

    :raises UsageError: it is neither.
    """
    if not allowed and not in_container(root):
        raise UsageError(
            "this is no container, and a cloud takes 3 GiB of memory and 25 processes of the machine",
            "up",
            "run it in a container, or say --on-this-machine",
        )


def lacks_for_kvm() -> str | None:
    """What this machine lacks to run real servers, or `None` if it has all."""
    if os.geteuid() != 0:
        return "root, for network devices and a mount namespace"
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return "/dev/kvm"
    if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        return "/dev/net/tun"
    if shutil.which("cc") is None or not Path(sysconfig.get_path("include"), "Python.h").exists():
        return "a C compiler or Python's headers, to build libvirt-python"
    if subprocess.run([*_VIEW, "/mnt"], capture_output=True, check=False).returncode:
        return "the right to lay folders over one another in a mount namespace (CAP_SYS_ADMIN)"
    return None
