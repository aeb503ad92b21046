"""Runs a program in a view of the machine of its own, in which packages that were only unpacked look installed.

`view.py DATA PACKAGES KEPT PROGRAM ARGUMENT…`, in a mount namespace of its own: below `/usr` stand the packages before
what the machine has, libvirt's folders, whose places are built into it, are those below KEPT, and the accounts that
Debian's package would have made are there. Nobody else sees any of it. DATA stays where it is, and what it was.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LAID_OVER = ("etc", "var/lib", "var/log", "var/cache", "run")
"""Folders in which libvirt has one of its own."""

ACCOUNTS = {
    "passwd": "libvirt-qemu:x:64055:64055:Libvirt Qemu:/var/lib/libvirt:/usr/sbin/nologin",
    "group": "libvirt-qemu:x:64055:",
}
"""Who runs QEMU if nothing else is said: libvirtd as Debian builds it looks for both before it reads `qemu.conf`."""


def main(data: str, packages: str, kept: str, *command: str) -> None:
    """Makes the view, and becomes the program."""
    held = os.open(data, os.O_PATH)
    _lay_over(Path(packages, "usr"), Path("/usr"))
    for place in LAID_OVER:
        _lay_over(Path(kept, "places"), Path("/", place))
    _bind(f"/proc/self/fd/{held}", Path(data), held)
    for place in LAID_OVER:
        _bind(str(_own(Path(kept), place)), Path("/", place, "libvirt"), held)
    for name in ACCOUNTS:
        _bind(str(Path(kept, name)), Path("/etc", name), held)
    os.execv(command[0], command)


def make_places(kept: Path) -> None:
    """Makes the folders and files that the view is made of."""
    (kept / "places" / "libvirt").mkdir(parents=True, exist_ok=True)
    for place in LAID_OVER:
        _own(kept, place).mkdir(exist_ok=True)
    for name, account in ACCOUNTS.items():
        (kept / name).write_text(_with(Path("/etc", name).read_text(), account))


def _with(there: str, account: str) -> str:
    """A file of accounts, with one more if none of that name is there."""
    name = account.partition(":")[0]
    if any(line.partition(":")[0] == name for line in there.splitlines()):
        return there
    return f"{there.rstrip()}\n{account}\n"


def _own(kept: Path, place: str) -> Path:
    return kept / place.replace("/", "-")


def _lay_over(above: Path, below: Path) -> None:
    """Shows both folders as one, at the place of the second; nobody can write there."""
    subprocess.run(["mount", "-t", "overlay", "-o", f"ro,lowerdir={above}:{below}", "overlay", str(below)], check=True)


def _bind(what: str, place: Path, held: int) -> None:
    subprocess.run(["mount", "--bind", what, str(place)], check=True, pass_fds=(held,))


if __name__ == "__main__":
    main(*sys.argv[1:])
