"""What the observation itself was: what was watched, what was missed there, and what is to be known of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ..verdicts import Gap
from ._subject import Subject


def watched_words(watched: dict[str, list[str]]) -> str:
    """The channels, each with its components where not all were watched."""
    words = [c if "*" in places else f"{c} ({', '.join(places)})" for c, places in watched.items() if places]
    return ", ".join(words) or "nothing"


def remarks(subject: Subject) -> Iterator[str]:
    """What is told beside what was watched, a line each."""
    yield from map(_missed, subject.gaps)
    yield from subject.notes


def _missed(gap: Gap) -> str:
    where = watched_words({gap.channel: list(gap.components)})
    if gap.times == 1:
        return f"missed something of {where}, at {moment(gap.last)}: what is absent there is not observable"
    when = f"{gap.times} times from {moment(gap.first)} to {moment(gap.last)}"
    return f"missed something of {where}, {when}: what is absent there is not observable"


def moment(seconds: float) -> str:
    """UNIX seconds as `2026-11-23 06:30:12 UTC`."""
    return f"{datetime.datetime.fromtimestamp(seconds, datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"
