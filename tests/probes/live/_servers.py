"""Database servers of the tests' own, on free ports of loopback, from Debian's packages (`deployments/servers.py`)."""

import os
import pwd
import shutil
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from deployments import servers
from deployments.openstack._waiting import Waiting


def program(name: str) -> Path:
    """Where a program is; the test is skipped if it is nowhere, or not for who must run it."""
    found = servers.find(name)
    if found is None:
        pytest.skip(f"needs {name}: ./dev test unpacks it, where there is apt")
    if os.geteuid() == 0 and (closed := [each for each in found.parents if not each.stat().st_mode & stat.S_IXOTH]):
        pytest.skip(f"{name} does not run as root, and nobody else may go through {closed[0]}")
    return found


def run(command: Sequence[object], user: str | None, *, given: str | None = None) -> None:
    """Runs a program to its end; it must come out well. What it starts and leaves may keep its output open."""
    words = [str(word) for word in command]
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            words, input=given, user=user, group=_group(user), env=servers.environment(),
            stdout=said, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        said.seek(0)
        assert done.returncode == 0, said.read()


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
def running(command: Sequence[object], ready: str, user: str | None) -> Iterator[None]:
    """A server, from when it says that it is ready. What it says goes to a file: a pipe that nobody reads fills up."""
    words = [str(word) for word in command]
    with (
        tempfile.NamedTemporaryFile() as printed,
        subprocess.Popen(
            words, stdout=printed, stderr=subprocess.STDOUT, user=user, group=_group(user), env=servers.environment()
        ) as server,
    ):
        said = Path(printed.name)
        try:
            over = Waiting().reached(lambda: ready in said.read_text() or server.poll() is not None, 120)
            assert over, said.read_text()
            assert ready in said.read_text(), said.read_text()
            yield
        finally:
            server.terminate()
            server.wait(timeout=60)


def _group(user: str | None) -> int | None:
    return None if user is None else pwd.getpwnam(user).pw_gid
