"""The story of a boot, for someone under pressure: what went wrong, where, what to look for; then all that happened."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import UNSET

from ..trace import Event
from ..verdicts import FAIL, PASS, BootVerdict, ClauseVerdict
from ._choice import Choice, first_failed
from ._terminal import boot_words, clause_lines, columns, folded, headline, not_reached, plain, state_lines, wrap

_SHOWN = (
    "user_id", "project_id", "image_id", "flavor_id", "vcpus", "memory_mb", "disk_gb", "network_id", "network_ids",
    "port_id", "fixed_ips", "volume_id", "volume_ids", "attachment_id", "host", "hosts", "domain",
)  # fmt: skip
_BLANK = " " * 13
_UNDER = " " * 28
"""Where a step's title begins."""


def explain(boots: Iterable[BootVerdict], name: str | None, source: str) -> Iterator[str]:
    """The story of one boot: of that instance or request, or the first that failed, or the first.

    :raises UsageError: there is no such boot.
    """
    choice = Choice(name)
    for boot in boots:
        choice.take(boot)
    boot = choice.choose(source)
    if choice.total > 1 and name is None:
        yield from _overview(choice, columns())
    yield from story(boot)


def _overview(choice: Choice, width: int) -> Iterator[str]:
    """What became of many boots: how many stopped at what, and the first of those to look at."""
    yield f"{choice.total} boots{boot_words(choice.verdicts)}"
    for (clause, reason), count in choice.failures.most_common():
        yield f"  {count:>6} x {clause} {reason}"
    for boot in choice.rows:
        first = first_failed(boot)
        why = f"  {first.id} {first.reason}" if first is not None else ""
        yield plain(f"  {boot.verdict:<12} {boot.instance_id or boot.request_id or '-'}{why}")
    hidden = choice.total - choice.verdicts.get(PASS, 0) - len(choice.rows)
    if hidden:
        yield f"  and {hidden} more that did not pass"
    yield from wrap("Told here: the first that failed, or else the first. Another one: --instance ID", width)
    yield ""


def story(boot: BootVerdict) -> Iterator[str]:
    """All that is known of the boot: first what went wrong and what to look for, then step by step."""
    width = columns()
    first = first_failed(boot)
    yield headline(boot)
    if first is not None:
        yield ""
        yield from wrap(f"What went wrong first: {first.id}, {first.title} ({first.reason})", width)
        yield from folded(first.message or "", width, "  ", "  ")
    yield ""
    yield from _where(boot, first, width)
    yield from _also(boot, first, width)
    yield ""
    yield from _steps(boot, width)
    yield from state_lines(boot, width)


def _where(boot: BootVerdict, first: ClauseVerdict | None, width: int) -> Iterator[str]:
    """What somebody needs who goes on in the logs."""
    if first is not None and (at := _last(first)) is not None:
        yield plain(f"  where     {_ends(at)}, {_since(boot, at)} after the boot began")
    yield plain(f"  host      {_host(boot, first) or 'none is known'}")
    for number, attempt in enumerate(boot.attempts, 1):
        why = f" ({attempt.reason})" if attempt.reason else ""
        yield plain(f"  before    attempt {number} on {attempt.host or 'no host'} stopped at {attempt.stopped_at}{why}")
    yield plain(f"  grep for  {boot.request_id or 'no request id is known'}")
    yield plain(f"  instance  {boot.instance_id or 'none is known'}")
    began = datetime.datetime.fromtimestamp(boot.started, datetime.UTC)
    yield f"  began     {began:%Y-%m-%d %H:%M:%S}.{began.microsecond // 1000:03d} UTC"
    if boot.scenario:
        yield plain(f"  scenario  {boot.scenario}")
    for event in first.witness if first is not None else ():
        said = f"seq {event.seq}, after {_since(boot, event)}, clock {event.clock}: {_act(event)}"
        yield from folded(said, width, "  witness   ", " " * 12)


def _also(boot: BootVerdict, first: ClauseVerdict | None, width: int) -> Iterator[str]:
    """What else failed, each in full."""
    for clause in boot.clauses:
        if clause.verdict == FAIL and clause is not first:
            yield ""
            expected = "Failed as its scenario expects" if clause.expected else "Failed as well"
            yield from wrap(f"{expected}: {clause.id}, {clause.title} ({clause.reason})", width)
            yield from folded(clause.message or "", width, "  ", "  ")


def _steps(boot: BootVerdict, width: int) -> Iterator[str]:
    shown: set[str] = set()
    for beyond, clauses in groupby(boot.clauses, lambda clause: clause.reason == "not_reached"):
        if beyond:
            yield not_reached(list(clauses), _BLANK)
            continue
        for clause in clauses:
            when = f"{_since(boot, clause.evidence[0]):>11}  " if clause.evidence else _BLANK
            yield from clause_lines(clause, width, when)
            yield from folded("  ".join(_news(clause, shown)), width, _UNDER, _UNDER)


def _news(clause: ClauseVerdict, shown: set[str]) -> Iterator[str]:
    """The values that the evidence shows and no step before it did."""
    for event in clause.evidence:
        if isinstance(event.status, int) and event.status >= 400:
            yield f"status={event.status}"
        for name in ("server", *_SHOWN):
            value = event.server if name == "server" else getattr(event.facts, name)
            if value is UNSET or value is None or value == []:
                continue
            text = f"{name}={','.join(value) if isinstance(value, list) else value}"
            if text not in shown:
                shown.add(text)
                yield text


def _host(boot: BootVerdict, first: ClauseVerdict | None) -> str | None:
    """The host that what went wrong names, or else the last that was chosen."""
    wrong = first.witness + first.evidence if first is not None else ()
    told = [event for clause in boot.clauses for event in clause.evidence]
    return next((host for event in (*wrong, *reversed(told)) if (host := _host_of(event))), None)


def _host_of(event: Event) -> str | None:
    host = event.facts.host
    if isinstance(host, str):
        return host
    return event.server if event.topic == "compute" and isinstance(event.server, str) else None


def _last(clause: ClauseVerdict) -> Event | None:
    events = clause.witness or clause.evidence
    return events[-1] if events else None


def _since(boot: BootVerdict, event: Event) -> str:
    return f"{(event.time - boot.started) * 1000:.1f} ms"


def _ends(event: Event) -> str:
    source, target = (value if isinstance(value, str) else None for value in (event.source, event.target))
    return f"{source or 'unknown'} -> {target}" if target else source or "unknown"


def _act(event: Event) -> str:
    """The event in a few words."""
    said = (event.channel, event.mode or event.kind if event.channel == "rpc" else event.kind)
    more = (event.method, event.path, event.table, event.operation, event.vm_state, event.task_state, event.status)
    words = [str(word) for word in (*said, *more) if word is not UNSET and word is not None]
    return f"{' '.join(words)} ({_ends(event)})"
