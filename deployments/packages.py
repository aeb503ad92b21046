"""Debian packages, unpacked into a folder of their own.

Nothing is installed: no daemon is started, no file of the machine is touched, and apt keeps its lists here as well. A
library that the machine has is used from the machine.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pytest_cloudflow.errors import TargetError

from .steps import Say, run_tool

SERVERS = ("rabbitmq-server", "mariadb-server-core", "mariadb-client-core", "qemu-utils")
KVM = (
    "libvirt-daemon",
    "libvirt-daemon-driver-qemu",
    "libvirt-clients",
    "libvirt-dev",
    "qemu-system-x86",
    "iproute2",
    "pkg-config",
)

_OWN = re.compile(
    r"erlang-|rabbitmq-|mariadb-|galera-|postgresql|libpq|libvirt|qemu-|seabios|ipxe-qemu|pkgconf|pkg-config|libpkgconf"
)
"""Packages that are unpacked even where the machine has them, so that their parts fit together."""

_LEFT_OUT = re.compile(r"(lib)?python3|perl|dpkg$|tar$|cron|usrmerge|iso-codes|adduser|logrotate")
"""Packages that others depend on and that no server needs to run."""


class Packages:
    """The packages of one folder.

    :param root: where they are unpacked.
    :param log: what apt and dpkg say.
    """

    def __init__(self, root: Path, log: Path) -> None:
        self.root = root
        self._log = log
        self._apt = root.parent / "apt"

    def unpack(self, wanted: Sequence[str], say: Say) -> None:
        """Downloads what is wanted, with what it needs and the machine lacks, and unpacks it.

        :raises TargetError: there is no apt, or it cannot be downloaded.
        """
        say(f"downloads Debian packages: {' '.join(wanted)}")
        self._prepare()
        self._run("the list of Debian packages", [*self._apt_get(), "-q", "update"])
        names = needed(self._closure(wanted), _installed())
        archives = self._apt / "archives"
        archives.mkdir(parents=True, exist_ok=True)
        self._run("the download of Debian packages", [*self._apt_get(), "-q", "download", *names], archives)
        for archive in sorted(archives.glob("*.deb")):
            self._run(f"unpacking {archive.name}", ["dpkg-deb", "-x", archive, self.root])
            archive.unlink()
        self._relocate()
        say(f"{len(names)} Debian packages are unpacked into {self.root}")

    def environment(self) -> dict[str, str]:
        """What programs of these packages need in their environment."""
        folders = [self.root / folder for folder in ("usr/sbin", "usr/bin", "sbin", "bin")]
        machine = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        return {
            "PATH": os.pathsep.join([*map(str, folders), *machine]),
            "LD_LIBRARY_PATH": os.pathsep.join(map(str, self.libraries())),
            "LC_ALL": "C.UTF-8",
        }

    def for_building(self) -> dict[str, str]:
        """What the building of C extensions against these packages needs in its environment."""
        folders = [str(library / "pkgconfig") for library in self.libraries()]
        return {**self.environment(), "PKG_CONFIG_PATH": os.pathsep.join(folders)}

    def libraries(self) -> list[Path]:
        """Where the shared libraries are."""
        triplet = f"{platform.machine()}-linux-gnu"
        return [self.root / "usr/lib" / triplet, self.root / "lib" / triplet, self.root / "usr/lib"]

    def _prepare(self) -> None:
        for folder in ("lists/partial", "cache/archives/partial", "log"):
            (self._apt / folder).mkdir(parents=True, exist_ok=True)
        self.root.mkdir(parents=True, exist_ok=True)

    def _apt_get(self) -> list[str]:
        """apt-get, with all that it keeps in a folder of ours, on a machine that has nothing installed."""
        options = {
            "Dir::State": self._apt,
            "Dir::State::lists": self._apt / "lists",
            "Dir::State::status": "/dev/null",
            "Dir::Cache": self._apt / "cache",
            "Dir::Log": self._apt / "log",
            "Debug::NoLocking": "true",
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
            "Acquire::Retries": 2,
        }
        return ["apt-get", *(word for key, value in options.items() for word in ("-o", f"{key}={value}"))]

    def _closure(self, wanted: Sequence[str]) -> list[str]:
        """The packages wanted, and all that they depend on."""
        command = [*self._apt_get(), "install", "-s", "-q", "--no-install-recommends", *wanted]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        if told.returncode:
            lines = [line for line in told.stderr.splitlines() if line.startswith("E:")]
            raise TargetError(lines[0] if lines else "apt-get failed", "Debian packages", "see /etc/apt")
        return [line.split()[1] for line in told.stdout.splitlines() if line.startswith("Inst ")]

    def _relocate(self) -> None:
        """Says in the unpacked files that name their own place where that is now."""
        erl = self.root / "usr/lib/erlang/bin/erl"
        _replace(erl, "=/usr/lib/erlang\n", f"={self.root}/usr/lib/erlang\n")
        for library in self.libraries():
            for config in library.glob("pkgconfig/libvirt*.pc"):
                _replace(config, "prefix=/usr\n", f"prefix={self.root}/usr\n")

    def _run(self, what: str, command: Sequence[str | Path], folder: Path | None = None) -> None:
        run_tool(what, command, os.environ, self._log, folder)


def needed(closure: Iterable[str], installed: Iterable[str]) -> list[str]:
    """Which packages of a closure are unpacked: those that the machine lacks, and those that are ours anyway."""
    there = frozenset(installed)
    return [name for name in closure if _OWN.match(name) or (name not in there and not _LEFT_OUT.match(name))]


def _installed() -> list[str]:
    command = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError as error:
        raise TargetError("no dpkg here", "Debian packages", "a Debian of the last few years is needed") from error
    return [name for status, _, name in (line.partition(" ") for line in told.splitlines()) if status == "installed"]


def _replace(path: Path, old: str, new: str) -> None:
    if path.is_file() and old in (text := path.read_text()):
        path.write_text(text.replace(old, new))


def variables(packages: Packages, **more: str | Path) -> Mapping[str, str]:
    """The environment of a program of these packages, and what it needs besides."""
    return {**packages.environment(), **{key: str(value) for key, value in more.items()}}
