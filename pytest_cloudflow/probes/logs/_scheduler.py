"""nova-scheduler's log at DEBUG: which hosts passed each filter, how they were weighed, which was chosen.

```
nova.filters            Filter ComputeFilter returned 2 host(s)
nova.scheduler.manager  Filtered [(h1, h1) ram: …, (h2, h2) ram: …]
nova.scheduler.manager  Weighed [WeighedHost [host: (h1, h1) ram: …, weight: 1.0], …]
nova.scheduler.manager  [instance: …] Selected host: (h1, h1) ram: …
```
Of a single filter only the number of hosts is told, so that their names are not known; `Filtered` has those that passed
the last. Of a host `(HOST, NODE)`, HOST is the one that messages are cast to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from ...trace._events import Event, Facts
from .._seen import Seen
from ._line import Line

SERVICE = "nova-scheduler"
_RETURNED = re.compile(r"Filter (?P<name>\w+) returned (?P<count>\d+) host")
_NONE = re.compile(r"Filter \w+ returned 0 hosts?")
_HOST = re.compile(r"\((?P<host>[^,()\s]+), [^()]*?\) ram")
_SELECTED = re.compile(r"Selected host: \((?P<host>[^,()\s]+), ")


class SchedulerLog:
    """Reads one file."""

    channel = "scheduler"

    def __init__(self, clock: str) -> None:
        self._clock = clock
        self._weighed: dict[tuple[str, ...], tuple[Line, list[str]]] = {}

    def read(self, line: Line) -> Iterator[Seen]:
        """See `Reader`; weighing is told once it is known which host was chosen."""
        if line.text.startswith("Filter "):
            if _RETURNED.match(line.text) or _NONE.match(line.text):
                none = _NONE.match(line.text) is not None
                yield self._seen(line, "filter", Facts(hosts=[] if none else UNSET))
        elif line.text.startswith("Filtered ["):
            yield self._seen(line, "filter", Facts(hosts=_hosts(line.text)))
        elif line.text.startswith("Weighed ["):
            self._weighed[line.requests] = line, _hosts(line.text)
        elif (selected := _SELECTED.match(line.text)) and line.requests in self._weighed:
            weighed, hosts = self._weighed.pop(line.requests)
            yield self._seen(weighed, "weigh", Facts(host=selected["host"], hosts=hosts), line.instance)

    def end(self) -> Iterator[Seen]:
        """Hosts that were weighed, and none of them chosen so far."""
        for weighed, hosts in self._weighed.values():
            yield self._seen(weighed, "weigh", Facts(hosts=hosts))
        self._weighed.clear()

    def _seen(self, line: Line, kind: Any, facts: Facts, instance: str | None = None) -> Seen:
        event = Event(
            seq=0, time=line.time, clock=self._clock, channel="scheduler", kind=kind, source=SERVICE, target=None,
            request_id=line.requests[0] if line.requests else UNSET,
            instance_id=instance or line.instance or UNSET, facts=facts,
        )  # fmt: skip
        return Seen(event, actor=SERVICE, acts_under=line.requests)


def _hosts(text: str) -> list[str]:
    return [found["host"] for found in _HOST.finditer(text)]
