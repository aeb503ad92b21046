"""A folder of logs: which files are of which service, in which order, and what all of them say together.

Rotated parts (`.1`, `.2.gz`, `-20261123`) are read before the file they were cut from, the oldest first.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from ...errors import TargetError, UsageError
from ...trace._events import Watched
from .._components import Components
from .._seen import Seen
from ._clocks import set_right
from ._compute import ComputeLog
from ._exchanges import ExchangesLog
from ._front import AccessLog, FailureLog
from ._line import Line, Lines
from ._messages import Messages, MessagesLog
from ._scheduler import SchedulerLog
from ._service import service_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_WHERE = "logs"
"""What a folder of logs is called in an error."""
NOVA = ("nova-api", "nova-scheduler", "nova-conductor", "nova-compute")
_ASKERS = {"nova-scheduler", "nova-conductor", "nova-compute"}
"""Services all of whose requests are logged under what they were made for; APIs have tokens validated under no id."""
_ROTATED = re.compile(r"\.(?P<number>\d+)(?:\.\w+)?$|-(?P<date>\d{8})(?:\.\w+)?$")
_OPEN: Mapping[str, Callable[..., Any]] = {
    ".gz": gzip.open,
    ".xz": lzma.open,
    ".bz2": bz2.open,
    ".zst": zstd.open,
}
_BROKEN = (OSError, EOFError, lzma.LZMAError, zlib.error, zstd.ZstdError)


class _Reader(Protocol):
    def read(self, line: Line) -> Iterator[Seen]: ...

    def end(self) -> Iterator[Seen]: ...


@dataclass(frozen=True)
class Log:
    """The parts of one log, the oldest first.

    :param host: that its name tells.
    """

    component: str
    host: str | None
    name: str
    parts: tuple[Path, ...]


_SHOWN_BY = {
    "how nova-scheduler chose": "debug = True",
    "messages": "oslo.messaging=DEBUG,oslo_messaging=DEBUG in default_log_levels, with debug = True",
    "requests": "keystoneauth=DEBUG in default_log_levels, with debug = True",
}
"""What a log has only where its service is told so (docs/logs.md)."""


class LogFolder:
    """Everything that the logs of a folder say.

    :raises UsageError: there is no such folder, no log of nova in it, or the logs are of two clouds.
    :raises TargetError: a log cannot be read.

    :ivar skipped: what could not be read, a line each.
    :ivar off: by how many seconds the clocks of those logs were ahead that were set right.
    """

    def __init__(self, folder: Path, components: Components) -> None:
        if not folder.is_dir():
            raise UsageError(f"there is no folder {folder}", _WHERE, "name the folder that services log to")
        self._components = components
        self._messages = Messages()
        self._rpc: set[str] = set()
        self._http: set[str] = set()
        self._filters = False
        self._asked: dict[str, set[str]] = {}
        self.skipped: list[str] = []
        self.logs = sorted(_logs(folder, components), key=lambda log: log.name)
        if not any(log.component in NOVA for log in self.logs):
            mend = "nova-api.log, nova-compute.log and the like; plain, .gz or .xz, at whatever depth"
            raise UsageError(f"no log of nova is in {folder}", _WHERE, mend)
        self.seen = self._all()

    @property
    def watched(self) -> Watched:
        """What could not have been missed: at services whose log shows that it would be there."""
        blind = set() if self._sees_all_hosts() else {"nova-compute"}
        found = {
            "rpc": sorted(self._rpc - blind),
            "http": sorted((self._http & _ASKERS) - blind),
            "scheduler": ["nova-scheduler"] if self._filters else [],
        }
        return {channel: places for channel, places in found.items() if places}

    def hints(self) -> list[str]:
        """Which settings would have more in these logs, a line each."""
        nova = {log.component for log in self.logs if log.component in NOVA}
        unsaid = {
            "how nova-scheduler chose": set() if self._filters else nova & {"nova-scheduler"},
            "messages": nova - self._rpc,
            "requests": nova - {"nova-conductor"} - self._http,
        }
        return [
            f"{what}: not in the logs of {', '.join(sorted(logs))}; shown by {_SHOWN_BY[what]}"
            for what, logs in unsaid.items()
            if logs
        ]

    def _all(self) -> list[Seen]:
        read = [each for log in self.logs for each in self._of(log)]
        right, off = set_right([self._messages.completed(each) for each in read])
        self.off = {clock.removeprefix("log:"): by for clock, by in off.items()}
        return right

    def _of(self, log: Log) -> Iterator[Seen]:
        clock = f"log:{log.name}"
        messages = MessagesLog(log.component, clock, self._components, self._messages)
        exchanges = ExchangesLog(log.component, clock)
        scheduler = SchedulerLog(clock)
        readers: list[_Reader] = [messages, exchanges, FailureLog(log.component, clock, self._messages)]
        readers += [AccessLog(log.component, clock)] if log.component == "nova-api" else []
        readers += [scheduler] if log.component == "nova-scheduler" else []
        readers += [ComputeLog(clock, log.host)] if log.component == "nova-compute" else []
        for line in self._lines(log):
            self._filters = self._filters or line.logger == "nova.filters"
            for reader in readers:
                yield from reader.read(line)
        for reader in readers:
            yield from reader.end()
        self._know(log, exchanges.places)
        self._rpc |= {log.component} if messages.seen_any else set()
        self._http |= {log.component} if exchanges.seen_any else set()

    def _know(self, log: Log, places: set[str]) -> None:
        """Notes which endpoints nova-api asks: those of one cloud all have some in common.

        :raises UsageError: these have none.
        """
        if log.component != "nova-api" or not places:
            return
        for other, known in self._asked.items():
            if known.isdisjoint(places):
                what = f"{other} and {log.name} are of two clouds: they ask no endpoint in common"
                raise UsageError(what, _WHERE, "name a folder with the logs of one cloud")
        self._asked[log.name] = places

    def _lines(self, log: Log) -> Iterator[Line]:
        lines = Lines()
        for part in log.parts:
            try:
                with _opened(part) as file:
                    for text in file:
                        yield from lines.take(text.decode("utf-8", "replace"))
            except _BROKEN as error:
                if isinstance(error, PermissionError):
                    mend = "a folder that this user may read"
                    raise TargetError(f"cannot be read: {error.strerror}", str(part), mend) from error
                self.skipped.append(f"{part}: broken off: {type(error).__name__}")
        yield from lines.end()

    def _sees_all_hosts(self) -> bool:
        """Whether there is the log of every host that was cast to, as far as the names of files tell."""
        cast_to = {
            str(each.event.server)
            for each in self._messages.sent.values()
            if each.event.topic == "compute" and each.event.server
        }
        logs = [log for log in self.logs if log.component == "nova-compute"]
        return cast_to <= {log.host for log in logs} or (len(logs) == len(cast_to) == 1)


def _logs(folder: Path, components: Components) -> Iterator[Log]:
    """The logs of services, each with its parts."""
    parts: dict[tuple[str, str | None, str], list[Path]] = {}
    for path in _files(folder):
        service = service_of(path, components)
        if service is not None and not components.leaves_out(service[0]):
            base = str(path.relative_to(folder).parent / _plain(path.name))
            parts.setdefault((*service, base), []).append(path)
    for (component, host, name), paths in parts.items():
        yield Log(component, host, name, tuple(sorted(paths, key=_age)))


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _plain(name: str) -> str:
    """The name of the file that a part was cut from."""
    for ending in _OPEN:
        name = name.removesuffix(ending)
    return _ROTATED.sub("", name)


def _age(path: Path) -> tuple[int, str]:
    """Older parts come first: `.2` before `.1`, an earlier date before a later one, and the file itself last."""
    rotated = _ROTATED.search(path.name)
    if rotated is None:
        return 1, ""
    if rotated["date"]:
        return 0, rotated["date"]
    return -int(rotated["number"]), ""


def _opened(path: Path) -> IO[bytes]:
    file: IO[bytes] = _OPEN.get(path.suffix, open)(path, "rb")
    return file


__all__: Sequence[str] = ("Log", "LogFolder")
