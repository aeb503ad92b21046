"""Where everything of a cloud lies, below one folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pytest_cloudflow.errors import UsageError

_LONGEST_SOCKET = 107
"""Bytes that the path of a Unix socket may have."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders below `data`, all made with mode 0700.

    :param data: the cloud's own folder, absolute.
    """

    data: Path

    @property
    def packages(self) -> Path:
        """Debian packages, unpacked: `usr/bin`, `usr/lib` and so on."""
        return self.data / "packages"

    @property
    def environment(self) -> Path:
        """The virtual environment that OpenStack runs in."""
        return self.data / "environment"

    @property
    def etc(self) -> Path:
        """Configuration, written anew by each `up`."""
        return self.data / "etc"

    @property
    def state(self) -> Path:
        """What the services keep: databases, images, volumes, disks of servers."""
        return self.data / "state"

    @property
    def run(self) -> Path:
        """Process ids and sockets."""
        return self.data / "run"

    @property
    def logs(self) -> Path:
        """The services' logs, `NAME.log`."""
        return self.data / "logs"

    @property
    def output(self) -> Path:
        """What processes print, `NAME.out`, and the logs of the database, the broker and the tools."""
        return self.data / "output"

    @property
    def traces(self) -> Path:
        """What the WSGI middleware writes."""
        return self.data / "traces"

    @property
    def done(self) -> Path:
        """What need not be done again, a file each."""
        return self.data / "done"

    @property
    def record(self) -> Path:
        """What this cloud is: its hosts, ports and passwords."""
        return self.data / "cloud.json"

    def make(self) -> None:
        """Makes the folders.

        :raises UsageError: they cannot be made, or are so deep that no socket fits in.
        """
        socket = self.run / "libvirt" / "virtlogd-admin-sock"
        if len(str(socket).encode()) > _LONGEST_SOCKET:
            room = _LONGEST_SOCKET - len(str(socket).encode()) + len(str(self.data).encode())
            raise UsageError("too long a path for sockets", f"--data {self.data}", f"name one of {room} bytes at most")
        try:
            for folder in (self.data, self.etc, self.state, self.run, self.logs, self.output, self.traces, self.done):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"cannot be made: {error.strerror}", f"--data {self.data}", "name another") from error


def write_private(path: Path, text: str) -> None:
    """Writes a file that its owner alone may read; it replaces another one at once or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.half")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    half.write_text(text)
    half.replace(path)
