"""The story of a boot, for someone under pressure: what went wrong first, then all that happened, step by step."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator

from ..errors import UsageError
from ..trace import Event
from ..verdicts import FAIL, PASS, BootVerdict, ClauseVerdict
from ._json import encode_event
from ._terminal import MARKS, headline, wrap

MOST_ROWS = 20
MOST_NAMED = 5


def explain(boots: Iterable[BootVerdict], instance: str | None, source: str) -> Iterator[str]:
    """The story of one boot: of that instance, or the first that failed, or the first.

    :raises UsageError: there is no such boot.
    """
    seen = _Seen(instance)
    for boot in boots:
        seen.take(boot)
    boot = seen.choose(source)
    if seen.total > 1 and instance is None:
        yield from seen.table()
    yield from story(boot)


class _Seen:
    """What has to be kept of the boots to choose one; a trace may hold a million."""

    def __init__(self, instance: str | None) -> None:
        self._instance = instance
        self._named: list[BootVerdict] = []
        self._first: BootVerdict | None = None
        self._rows: list[str] = []
        self._passed: list[str] = []
        self._ids: list[str] = []
        self._failed = False
        self.total = 0

    def take(self, boot: BootVerdict) -> None:
        self.total += 1
        if boot.instance_id is not None and len(self._ids) < MOST_NAMED:
            self._ids.append(boot.instance_id)
        if self._instance is not None:
            if boot.instance_id is not None and boot.instance_id.startswith(self._instance):
                self._named = [*self._named[:1], boot]
            return
        if self._first is None or (boot.verdict == FAIL and not self._failed):
            self._first = boot
        self._failed = self._failed or boot.verdict == FAIL
        rows = self._passed if boot.verdict == PASS else self._rows
        if len(rows) < MOST_ROWS:
            rows.append(_row(boot))

    def choose(self, source: str) -> BootVerdict:
        if self.total == 0:
            mend = "a boot begins with POST …/servers or an insert into instances"
            raise UsageError("no boot was found", source, mend)
        if self._instance is None:
            assert self._first is not None
            return self._first
        if len(self._named) == 1:
            return self._named[0]
        what = "more boots than one are" if self._named else "no boot is"
        there = [str(boot.instance_id) for boot in self._named] or self._ids
        raise UsageError(f"{what} of instance {self._instance}", source, f"there is {', '.join(there)}")

    def table(self) -> Iterator[str]:
        yield f"{self.total} boots"
        shown = (self._rows + self._passed)[:MOST_ROWS]
        yield from shown
        if self.total > len(shown):
            yield f"  and {self.total - len(shown)} more"
        yield ""


def _row(boot: BootVerdict) -> str:
    first = _first_failed(boot)
    why = f"  {first.id} {first.reason}" if first is not None else ""
    return f"  {boot.verdict:<12} {boot.instance_id or boot.request_id or '-'}{why}"


def story(boot: BootVerdict) -> Iterator[str]:
    """All that is known of the boot."""
    width = shutil.get_terminal_size().columns
    yield f"boot of instance {boot.instance_id or 'unknown'}, request {boot.request_id or 'unknown'}"
    if boot.scenario:
        yield f"scenario {boot.scenario}"
    yield headline(boot)
    first = _first_failed(boot)
    if first is not None:
        yield ""
        yield from wrap(f"What went wrong first: {first.id} ({first.reason}): {first.message}", width)
        yield from (f"  {encode_event(event)}" for event in first.witness)
    yield ""
    for number, attempt in enumerate(boot.attempts, 1):
        yield f"attempt {number} on {attempt.host or 'no host'} stopped at {attempt.stopped_at} ({attempt.reason})"
    for clause in boot.clauses:
        yield from _told(clause, boot.started, width)


def _first_failed(boot: BootVerdict) -> ClauseVerdict | None:
    """The clause the boot stopped at, or of those that failed the one whose evidence came first."""
    failed = [clause for clause in boot.clauses if clause.verdict == FAIL and not clause.expected]
    stop = next((clause for clause in failed if clause.id == boot.stopped_at), None)
    return stop or min(failed, key=lambda clause: min((e.seq for e in _events(clause)), default=0), default=None)


def _events(clause: ClauseVerdict) -> tuple[Event, ...]:
    return clause.witness or clause.evidence


def _told(clause: ClauseVerdict, started: float, width: int) -> Iterator[str]:
    when = f"+{(clause.evidence[0].time - started) * 1000:9.1f} ms" if clause.evidence else " " * 13
    why = f"  [{clause.reason}]" if clause.reason else ""
    yield f"{when}  {MARKS[clause.verdict]:<6} {clause.id:<10} {clause.title}{why}"
    data = _data(clause)
    if data:
        yield from wrap(f"{' ' * 32}{data}", width)


def _data(clause: ClauseVerdict) -> str:
    """The decisive values that the evidence shows."""
    shown: dict[str, object] = {}
    for event in clause.evidence:
        for name in ("status", "server"):
            value = getattr(event, name)
            if isinstance(value, int | str):
                shown[name] = value
        for name in ("host", "image_id", "flavor_id", "network_id", "volume_id", "port_id", "fixed_ips"):
            value = getattr(event.facts, name)
            if isinstance(value, str):
                shown[name] = value
            elif isinstance(value, list) and value:
                shown[name] = ",".join(value)
    return "  ".join(f"{name}={value}" for name, value in shown.items())
