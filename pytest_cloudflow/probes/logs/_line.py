"""Lines of oslo.log (https://docs.openstack.org/oslo.log/latest/configuration/), by its default formats.

```
2026-11-23 08:51:55.408 32009 DEBUG nova.compute.manager [None req-… USER PROJECT - - …] [instance: …] text
2017-05-16 00:00:04.500 2931 INFO nova.compute.manager [req-… USER PROJECT - - -] [instance: …] text
```
journald and syslog put their own time, host and unit before it, or in its place:
`Nov 23 08:51:55.408 h1 nova-compute[32009]:`.
A line that begins otherwise goes on with the one before, and so does one that begins so and has no context in brackets:
oslo.log begins each line of a traceback anew.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

MAX_LINE = 1 << 20
"""Characters of a line with all that goes on with it; what is beyond that is dropped."""

_OWN = re.compile(
    r"(?P<stamp>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]\d+)(?P<zone>Z|[+-]\d\d:?\d\d)?\s+"
    r"(?P<pid>\d+)?\s*(?P<level>TRACE|DEBUG|INFO|AUDIT|WARNING|WARN|ERROR|CRITICAL)\s+(?P<logger>[\w.]+)\s+"
)
_JOURNAL = re.compile(
    r"(?P<stamp>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?)\s+\S+\s+(?P<unit>[\w@.-]+)\[(?P<pid>\d+)\]:\s+"
)
_REST = re.compile(r"(?P<level>TRACE|DEBUG|INFO|AUDIT|WARNING|WARN|ERROR|CRITICAL)\s+(?P<logger>[\w.]+)\s+")
_CONTEXT = re.compile(r"\[(?P<context>[^\]]*)\]\s?")
_REQUEST = re.compile(r"req-[0-9a-f-]{36}")
_INSTANCE = re.compile(r"\[instance: (?P<instance>[0-9a-f-]{36})\]\s?")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m|#033\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a log.

    :param time: UNIX seconds, by the clock of the host that wrote it.
    :param requests: its own request id before the one that it was called with.
    :param number: of its first line in the file, from 1.
    :param bare: whether it has no context in brackets.
    """

    time: float
    level: str
    logger: str
    text: str
    number: int
    pid: int | None = None
    requests: tuple[str, ...] = ()
    instance: str | None = None
    bare: bool = False
    more: list[str] = field(default_factory=list)

    @property
    def whole(self) -> str:
        """The text with what goes on with it."""
        return "\n".join((self.text, *self.more))


class Lines:
    """Puts records together out of the lines of one file, as they come."""

    def __init__(self) -> None:
        self._open: Line | None = None
        self._size = 0
        self._number = 0

    def take(self, text: str) -> Iterator[Line]:
        """The record that was complete before this line, if one was."""
        self._number += 1
        text = _COLOUR.sub("", text.rstrip("\r\n"))
        begun = _begun(text, self._number)
        if begun is not None and self._goes_on(begun):
            text, begun = begun.text, None
        if begun is not None:
            yield from self.end()
            self._open, self._size = begun, len(text)
        elif self._open is not None and self._size < MAX_LINE:
            self._open.more.append(_goes_on(text))
            self._size += len(text)

    def _goes_on(self, begun: Line) -> bool:
        before = self._open
        if before is None or not begun.bare:
            return False
        return (before.logger, before.level, before.pid) == (begun.logger, begun.level, begun.pid)

    def end(self) -> Iterator[Line]:
        """The record that is open."""
        if self._open is not None:
            yield self._open
        self._open = None


def _begun(text: str, number: int) -> Line | None:
    """The record that begins with this line; `None` if none does."""
    own = _OWN.match(text)
    if own is not None:
        pid = int(own["pid"]) if own["pid"] else None
        return _record(text[own.end() :], _moment(own["stamp"], own["zone"]), own["level"], own["logger"], pid, number)
    journal = _JOURNAL.match(text)
    if journal is None:
        return None
    rest = text[journal.end() :]
    inner = _begun(rest, number)
    if inner is not None:
        return replace(inner, pid=inner.pid or int(journal["pid"]))
    head = _REST.match(rest)
    if head is None:
        return None
    return _record(
        rest[head.end() :],
        _journal_moment(journal["stamp"]),
        head["level"],
        head["logger"],
        int(journal["pid"]),
        number,
    )


def _record(rest: str, moment: float, level: str, logger: str, pid: int | None, number: int) -> Line:
    context = None if rest.startswith("[instance:") else _CONTEXT.match(rest)
    requests: tuple[str, ...] = ()
    if context is not None:
        found = _REQUEST.findall(context["context"])
        requests = tuple(dict.fromkeys(reversed(found)))  # the global one stands first
        rest = rest[context.end() :]
    instance = _INSTANCE.match(rest)
    if instance is not None:
        rest = rest[instance.end() :]
    uuid = instance["instance"] if instance else None
    return Line(moment, level, logger, rest, number, pid, requests, uuid, context is None and instance is None)


def _goes_on(text: str) -> str:
    """A line of the same record: oslo.log begins those of a traceback anew; journald, every one."""
    journal = _JOURNAL.match(text)
    return text[journal.end() :] if journal else text


def _moment(stamp: str, zone: str | None) -> float:
    """A stamp without a zone is local time: of this machine, as far as anybody can know."""
    try:
        return datetime.fromisoformat(stamp.replace(",", ".") + (zone or "")).timestamp()
    except ValueError:
        return 0.0


def _journal_moment(stamp: str) -> float:
    """Journald's short form has no year: the last one in which that day has been."""
    now = time.localtime()
    form = "%Y %b %d %H:%M:%S.%f" if "." in stamp else "%Y %b %d %H:%M:%S"
    for year in (now.tm_year, now.tm_year - 1):
        try:
            moment = datetime.strptime(f"{year} {stamp}", form).timestamp()
        except ValueError:
            continue
        if moment <= time.time() + 86_400:
            return moment
    return 0.0
