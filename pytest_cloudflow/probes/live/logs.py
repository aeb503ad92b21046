"""`[probes.logs]`: what nova-scheduler and nova-compute write to their logs while they are watched.

It needs `debug = True` in `nova.conf` of both: at INFO, nova-scheduler says nothing of how it chose, and of a host with
libvirt nothing of the domain. What a log is silent on is called missing only if it is known to be written at DEBUG.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ...errors import TargetError
from ...trace._events import Watched
from .._components import Components
from .._seen import Seen
from .._tail import Tail
from ..logs import Line, Lines, Reader, reader_of, service_of
from ..logs._level import is_at_debug

_WHERE = "[probes.logs] folder"
_MEND = "a folder that this user may read"


class LogsOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table.

    :param folder: where the logs are, at whatever depth.
    :param all_hosts: whether nova-compute's logs of all hosts are there: then what none of them shows has not happened.
    """

    folder: str
    all_hosts: bool = False


class _File:
    """One log, and who reads it.

    :ivar at_debug: whether it was written at DEBUG by then.
    :raises OSError: it cannot be read.
    :raises TargetError: as `Tail`.
    """

    def __init__(self, path: Path, reader: Reader) -> None:
        self.reader = reader
        self.at_debug = is_at_debug(path)
        self.tail = Tail(path, _WHERE, _MEND)
        self._lines = Lines()

    def take(self) -> Iterator[Seen]:
        """What was written since; the last record is taken to be whole."""
        for line in self._records():
            yield from self.reader.read(line)
        yield from self.reader.end()

    def _records(self) -> Iterator[Line]:
        for text in self.tail.lines():
            yield from self._lines.take(text)
        yield from self._lines.end()


class LogsProbe:
    """Watches the channel `scheduler`, and of `hypervisor` what nova-compute tells."""

    name = "logs"

    def __init__(self, options: LogsOptions, components: Components) -> None:
        self._folder = Path(options.folder)
        self._all_hosts = options.all_hosts
        self._components = components
        self._files: list[_File] = []

    def about(self) -> list[str]:
        """Where it reads, and what has to be set."""
        hosts = "of all hosts" if self._all_hosts else "of some hosts (all_hosts is not set)"
        return [f"logs of nova-scheduler and nova-compute under {self._folder}, at debug = True; {hosts}"]

    def open(self) -> None:
        """Notes where each log ends.

        :raises TargetError: there is no such folder, no log of these services in it, or it may not be read.
        """
        if not self._folder.is_dir():
            raise TargetError(f"there is no folder {self._folder}", _WHERE, "the folder that the services log to")
        try:
            for file in self._found():
                self._files.append(file)
        except OSError as error:
            raise TargetError(f"{error.filename} cannot be read: {error.strerror}", _WHERE, _MEND) from error
        if not self._files:
            mend = "nova-scheduler.log, nova-compute.log and the like"
            raise TargetError(f"no log of nova-scheduler or nova-compute under {self._folder}", _WHERE, mend)

    @property
    def watched(self) -> Watched:
        """What the logs could not be silent on; it is known before anything is booted, and stays so."""
        silent = {file.reader.channel for file in self._files if not file.at_debug}
        told = {file.reader.channel for file in self._files} - silent
        return {channel: ["*"] for channel in sorted(told) if channel != "hypervisor" or self._all_hosts}

    def take(self) -> list[Seen]:
        """See `Probe`."""
        return [seen for file in self._files for seen in file.take()]

    def close(self) -> None:
        """Lets go of the files."""
        for file in self._files:
            file.tail.close()
        self._files.clear()

    def _found(self) -> Iterator[_File]:
        for path in sorted(self._folder.rglob("*")):
            service = service_of(path, self._components) if path.suffix in ("", ".log", ".txt") else None
            if service is None or not path.is_file():
                continue
            component, host = service
            reader = reader_of(component, f"log:{path.name}", host)
            if reader is not None:
                yield _File(path, reader)
