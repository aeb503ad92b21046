"""Tells a boot from its first request to its end, as it was asked for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Literal

from msgspec import UNSET

from ..trace import Event, Facts
from ._boots import Boot
from ._compute import build, enter_row, give_back
from ._front import ERROR, SCHEDULING, accept, ask, enter, launch, log_in, schedule
from ._ids import Ids, IdSource
from ._noise import look_at, make_noise
from ._scribe import Fields, Scribe, Told
from ._story import Failed, Halt, Story


def boot_events(boot: Boot, ids: IdSource | None = None) -> list[Event]:
    """The events of `boot` in the order in which they happened, without `seq`."""
    return [told.event for told in tell(boot, ids)]


def tell(boot: Boot, ids: IdSource | None = None) -> list[Told]:
    """The events of `boot` and which step or row each is the evidence of.

    What belongs to an earlier attempt has a mark that begins with `was:`.
    """
    story = Story.of(boot, ids or Ids())
    _kit(story, "begin")
    with suppress(Halt):  # a boot that was refused or stands still: what was told of it is all there is
        _tell(story)
    _kit(story, "end")
    return story.scribe.told


def _tell(story: Story) -> None:
    if story.boot.logs_in:
        log_in(story)
    request = ask(story)
    enter(story, request)
    for number, host in enumerate(story.boot.failed_hosts):
        _fail_on(story, host, request, first=number == 0)
    story.host = story.boot.host
    schedule(story, request)
    if not story.boot.failed_hosts:
        accept(story, request)
    launch(story)
    _build(story)


def _build(story: Story) -> None:
    try:
        build(story)
    except Failed:
        _end_in_error(story)
        return
    make_noise(story)
    if story.boot.looked_at:
        look_at(story, "address", Facts(fixed_ips=list(story.addresses)))


def _end_in_error(story: Story) -> None:
    if story.boot.released:
        give_back(story)
    if story.boot.ends:
        enter_row(story, "error", ERROR)


def _fail_on(story: Story, host: str, request: Event, first: bool) -> None:
    """An attempt on `host`, whose driver fails; all is given back, and the instance is to be scheduled again."""
    begin = len(story.scribe.told)
    story.host = host
    schedule(story, request)
    if first:
        accept(story, request)
    launch(story)
    with suppress(Failed):
        build(replace(story, boot=replace(story.boot, stop="driver")))
    give_back(story)
    enter_row(story, "S1", SCHEDULING)
    _mark_as_earlier(story.scribe, begin)


def _mark_as_earlier(scribe: Scribe, begin: int) -> None:
    """The row that the next attempt starts with is its own."""
    for index in range(begin, len(scribe.told)):
        told = scribe.told[index]
        if told.mark and told.mark != "S1":
            scribe.told[index] = told._replace(mark=f"was:{told.mark}")


def _kit(story: Story, phase: Literal["begin", "end"]) -> None:
    said: Fields = {"scenario": story.boot.scenario, "phase": phase}
    if story.boot.expect is not None and phase == "begin":
        said["expect"] = story.boot.expect
    if story.boot.scenario is not None:
        story.scribe.tell("", "kit", "scenario", UNSET, **said)
