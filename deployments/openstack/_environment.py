"""The virtual environment that OpenStack runs in, with the versions that a release file pins."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from pytest_cloudflow.errors import TargetError, UsageError

from ..steps import Say, run_tool
from ._folders import Folders, write_private

RELEASES = Path(__file__).parent / "releases"
DRIVERS = Path(__file__).parent / "drivers"
PROJECT = Path(__file__).parents[2]

_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?==")
_SERVICES = ("keystone", "glance", "openstack-placement", "nova", "neutron", "cinder")


def read_release(path: Path) -> str:
    """The pins of a release: a requirements file, `NAME==VERSION` a line.

    :raises UsageError: it cannot be read, or does not pin every service.
    """
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("cannot be read", f"--release {path}", "name a requirements file") from error
    pinned = {match.group(1).lower() for line in text.splitlines() if (match := _PIN.match(line))}
    lacking = [name for name in _SERVICES if name not in pinned]
    if lacking:
        mend = f"pin {', '.join(_SERVICES)} and what they need, NAME==VERSION a line"
        raise UsageError(f"no version of {lacking[0]}", f"--release {path}", mend)
    return text


def without(text: str, name: str) -> str:
    """The pins without one package."""
    kept = [line for line in text.splitlines() if not ((match := _PIN.match(line)) and match.group(1).lower() == name)]
    return "\n".join(kept) + "\n"


class Environment:
    """The virtual environment of one cloud."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.program("python")

    def program(self, name: str) -> Path:
        """One of its programs, such as nova-manage."""
        return self._folders.environment / "bin" / name

    def install(self, pins: str, build: Mapping[str, str], say: Say) -> None:
        """Makes it, with exactly what is pinned, the drivers and the kit.

        :param build: what the building of C extensions needs in its environment.
        :raises TargetError: something cannot be installed.
        """
        if find_spec("uv") is None:
            raise TargetError("uv is not installed", "up", "pip install uv, or use ./dev openstack")
        say("installs OpenStack from the Python package index")
        pinned = self._folders.etc / "requirements.txt"
        write_private(pinned, pins)
        if not self.python.exists():
            base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
            self._uv("venv", "--quiet", "--allow-existing", "--python", base, self._folders.environment, build=build)
        self._pip("-r", pinned, build=build)
        self._pip("--no-deps", "--editable", DRIVERS, "--editable", PROJECT, build=build)
        say(f"OpenStack is installed into {self._folders.environment}")

    def _pip(self, *what: str | Path, build: Mapping[str, str]) -> None:
        self._uv("pip", "install", "--quiet", "--python", self.python, *what, build=build)

    def _uv(self, *words: str | Path, build: Mapping[str, str]) -> None:
        log = self._folders.output / "install.out"
        run_tool("installing OpenStack", [sys.executable, "-m", "uv", *words], {**os.environ, **build}, log)
