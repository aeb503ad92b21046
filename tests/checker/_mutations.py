"""Changes to a told boot: an event dropped, moved, doubled, or made to say something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from pytest_cloudflow.factories import Boot, Told, tell

STEP = 0.01


def told(**said: Any) -> list[Told]:
    """A told boot; see `Boot` for what may be said."""
    return tell(Boot(**said))


def drop(boot: Sequence[Told], *marks: str) -> list[Told]:
    """All events with these marks are gone."""
    for mark in marks:
        _index(boot, mark)
    return [each for each in boot if each.mark not in marks]


def drop_nth(boot: Sequence[Told], mark: str, nth: int) -> list[Told]:
    index = _index(boot, mark, nth)
    return [*boot[:index], *boot[index + 1 :]]


def change(
    boot: Sequence[Told], mark: str, nth: int = 0, facts: Mapping[str, Any] | None = None, **fields: Any
) -> list[Told]:
    """The event with this mark says something else."""
    index = _index(boot, mark, nth)
    event = boot[index].event
    if facts:
        fields["facts"] = replace(event.facts, **facts)
    changed = boot[index]._replace(event=replace(event, **fields))
    return [*boot[:index], changed, *boot[index + 1 :]]


def change_all(boot: Sequence[Told], marks: Sequence[str], **said: Any) -> list[Told]:
    """Several events say something else."""
    for mark in marks:
        boot = change(boot, mark, **said)
    return list(boot)


def move(boot: Sequence[Told], mark: str, before: str = "", after: str = "", nth: int = 0) -> list[Told]:
    """The event with this mark happens before the first, or after the last, event with another mark."""
    index = _index(boot, mark, nth)
    rest = [*boot[:index], *boot[index + 1 :]]
    place = _index(rest, before) if before else _last(rest, after) + 1
    return retimed([*rest[:place], boot[index], *rest[place:]])


def again(boot: Sequence[Told], *marks: str, after: str = "", nth: int = 0, **fields: Any) -> list[Told]:
    """The events with these marks happen once more, after the last of them or of another mark."""
    copies = [boot[_index(boot, mark, nth)] for mark in marks]
    changed = [each._replace(event=replace(each.event, **fields)) for each in copies]
    place = _last(boot, after or marks[-1]) + 1
    return retimed([*boot[:place], *changed, *boot[place:]])


def until(boot: Sequence[Told], mark: str) -> list[Told]:
    """What was seen up to and with the last event of this mark."""
    return list(boot[: _last(boot, mark) + 1])


def since(boot: Sequence[Told], mark: str) -> list[Told]:
    """What was seen from the first event of this mark on."""
    return list(boot[_index(boot, mark) :])


def retimed(boot: Sequence[Told]) -> list[Told]:
    """Each event has the time of its place. Of use with one clock."""
    return list(_retimed(boot, boot[0].at if boot else 0.0))


def _retimed(boot: Sequence[Told], start: float) -> Iterator[Told]:
    start = min([start, *(each.at for each in boot)])
    for number, each in enumerate(boot):
        at = round(start + number * STEP, 6)
        yield each._replace(event=replace(each.event, time=at), at=at)


def _index(boot: Sequence[Told], mark: str, nth: int = 0) -> int:
    found = [index for index, each in enumerate(boot) if each.mark == mark]
    if len(found) <= nth:
        raise LookupError(f"there is no event {nth} with the mark {mark}")
    return found[nth]


def _last(boot: Sequence[Told], mark: str) -> int:
    return len(boot) - 1 - _index(list(reversed(boot)), mark)
