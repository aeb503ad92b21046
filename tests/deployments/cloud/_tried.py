"""A cloud that is up, and what the machine looked like before."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deployments.openstack._folders import Folders
from deployments.openstack._record import Record, read_record

ROOT = Path(__file__).resolve().parents[3]
WATCHED = ("/etc", "/usr/sbin", "/usr/bin", "/usr/lib/systemd", "/var/lib/dpkg")
"""What a cloud must leave as it was."""

Files = dict[str, tuple[int, int, int]]


@dataclass(frozen=True)
class Tried:
    """A cloud that is up."""

    folders: Folders
    before: Files

    @property
    def record(self) -> Record:
        record = read_record(self.folders)
        assert record is not None
        return record

    def do(self, *words: str) -> subprocess.CompletedProcess[str]:
        given = [words[0], "--data", str(self.folders.data), *words[1:]]
        command = [sys.executable, "-m", "deployments.openstack", *given]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done

    @contextmanager
    def down(self) -> Iterator[str]:
        """Has it down for as long as the block runs; what was said as it went down."""
        said = self.do("down").stderr
        try:
            yield said
        finally:
            self.do("up", "--on-this-machine")

    def pids(self) -> dict[str, int]:
        """By name of the process."""
        return {file.stem: int(file.read_text().split()[0]) for file in self.folders.run.glob("*.pid")}


def files(folders: tuple[str, ...] = WATCHED) -> Files:
    """What lies there: mode, size and time of each file."""
    found = {}
    for folder in folders:
        for path in Path(folder).rglob("*"):
            stat = path.lstat()
            found[str(path)] = (stat.st_mode, stat.st_size, stat.st_mtime_ns)
    return found
