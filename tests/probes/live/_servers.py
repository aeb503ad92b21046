"""Database servers of the tests' own, on free ports of loopback, from the programs that a distribution installs."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

_OWN = [*map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), "/usr/sbin"]
PATH = os.pathsep.join([*_OWN, os.environ.get("PATH", "")])


def program(name: str, package: str) -> str:
    """Where a program is; the test is skipped if it is nowhere."""
    found = shutil.which(name, path=PATH)
    if found is None:
        pytest.skip(f"needs {name} (apt-get install {package})")
    return found


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def somebody(*names: str) -> str | None:
    """Servers do not run as root: a user who may run them, or `None` where we are none too."""
    if os.geteuid() != 0:
        return None
    found = [name for name in (*names, "nobody") if name in {each.pw_name for each in pwd.getpwall()}]
    return found[0]


@contextmanager
def folder(user: str | None) -> Iterator[Path]:
    """A folder of that user's, that goes when the test goes."""
    with tempfile.TemporaryDirectory(prefix="cloudflow-") as name:
        if user is not None:
            shutil.chown(name, user)
        yield Path(name)


@contextmanager
def running(command: Sequence[str], ready: str, user: str | None) -> Iterator[Path]:
    """A server, from when it says that it is ready."""
    with subprocess.Popen(
        command, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True, user=user, group=_group(user)
    ) as server:
        assert server.stdout is not None
        said = []
        for line in server.stdout:
            said.append(line)
            if ready in line:
                break
        else:
            raise AssertionError("".join(said))
        try:
            yield Path(server.args[0])
        finally:
            server.terminate()
            server.communicate(timeout=60)


def _group(user: str | None) -> int | None:
    return None if user is None else pwd.getpwnam(user).pw_gid
