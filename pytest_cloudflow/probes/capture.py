"""A recorded boot: the folder in which recorders left what they saw, as one trace.

```
FOLDER/firehose.jsonl        RabbitMQ's firehose           (firehose.py)
FOLDER/notifications.jsonl   notifications                 (notifications.py)
FOLDER/http/<api>.jsonl      exchanges of one API, a file each (http_exchanges.py)
```
Each may be compressed (`.jsonl.gz`), and each may be absent: what was not recorded is not watched. Everything is read
before anything is written, since an act may be tied only by what is seen after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from ..errors import UsageError
from ..trace._events import Event, Header, Watched
from ..trace._writer import TraceWriter
from ._causes import in_order, tied
from ._components import Components
from ._jsonlines import ENDINGS, find, records
from ._seen import Seen
from .firehose import Firehose
from .http_exchanges import HttpExchanges
from .notifications import Notifications

PROFILE = "openstack"
MAX_SKEW = 0.01
"""Seconds. On one machine all recorders read one clock, but they read it when a record reaches them: in recorded boots
the recorder of the bus and the one of notifications stamp the same message up to 6.3 ms apart, in either order."""
SETTLE = 1.0
"""Seconds. A recording is stopped by hand once its boot has ended: the recorded boots have 1.3 to 3.7 s after that."""

_FIREHOSE = "firehose"
_NOTIFICATIONS = "notifications"
_HTTP = "http"


def read_capture(folder: Path, components: Components | None = None) -> tuple[Header, list[Event]]:
    """The trace that the recorders' files in `folder` make: its header, and its events in the order of time.

    :param components: which process is which component, where a deployment names them differently.
    :raises UsageError: there is no such folder, or no capture in it.
    :raises TraceError: a file cannot be read or a record is broken; it names the file and the line.
    """
    capture = _Capture(folder, components or Components())
    events = tied(in_order(capture.seen()), MAX_SKEW)
    numbered = [replace(event, seq=number) for number, event in enumerate(events, 1)]
    return capture.header(numbered[0].time if numbered else 0.0), numbered


def convert(folder: Path, out: str) -> None:
    """Writes the trace of a capture to `out` (`.jsonl`, `.jsonl.gz`, `.jsonl.zst`).

    The observation is taken to have ended with its last record.

    :raises UsageError: there is no capture, or nothing can be written there.
    :raises TraceError: the capture is broken.
    """
    header, events = read_capture(folder)
    with TraceWriter(out, header) as trace:
        for event in events:
            trace.write(event)
        trace.close(events[-1].time if events else None)


class _Capture:
    def __init__(self, folder: Path, components: Components) -> None:
        self._components = components
        self._name = folder.resolve().name
        if not folder.is_dir():
            raise UsageError("there is no such folder", str(folder), "name the folder of a capture")
        self._firehose = find(folder, _FIREHOSE)
        self._notifications = find(folder, _NOTIFICATIONS)
        self._apis = dict(self._http(folder / _HTTP))
        if not (self._firehose or self._notifications or self._apis):
            mend = "it holds firehose.jsonl, notifications.jsonl, http/<api>.jsonl, or some of them"
            raise UsageError("there is no capture in this folder", str(folder), mend)

    def header(self, started: float) -> Header:
        """What was watched: HTTP at the APIs that have a file, be it empty."""
        watched: Watched = {}
        if self._apis:
            apis = {self._components.of(api) for api in self._apis}
            watched["http"] = sorted(api for api in apis if api)
        if self._firehose:
            watched["rpc"] = ["*"]
        if self._notifications or self._firehose:
            watched |= {"notification": ["*"], "state": ["*"]}
        target = f"capture:{self._name}"
        return Header(
            target=target, profile=PROFILE, started=started, max_skew=MAX_SKEW, settle=SETTLE,
            validation_cache={}, watched=watched,
        )  # fmt: skip

    def seen(self) -> Iterator[Seen]:
        """Everything that the files show, file by file."""
        notifications = Notifications(self._components)
        if self._notifications:
            for line, record in records(self._notifications):
                yield from notifications.see(record, f"{self._notifications}:{line}")
        if self._firehose:
            firehose = Firehose(self._components, None if self._notifications else notifications)
            for line, record in records(self._firehose):
                yield from firehose.see(record, f"{self._firehose}:{line}")
        yield from notifications.changes()
        for api, path in self._apis.items():
            exchanges = HttpExchanges(api, self._components)
            for line, record in records(path):
                yield from exchanges.see(record, f"{path}:{line}", line)

    def _http(self, folder: Path) -> Iterator[tuple[str, Path]]:
        """The APIs with a file, and the file. What is left out of the cloud is left out here."""
        for path in sorted(folder.glob("*")):
            ending = next((each for each in ENDINGS if path.name.endswith(each)), None)
            api = path.name.removesuffix(ending) if ending else ""
            if api and not self._components.leaves_out(api):
                yield api, path
