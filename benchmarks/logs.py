"""Traces to measure with: boots of few shapes, and boots of which nearly every one differs.

Few shapes are rendered from templates, so that a million of them can be piped; many shapes are told one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from random import Random

import msgspec

from pytest_cloudflow.factories import WATCHED, Boot, Ids, Noise, RandomIds, Told, interleave, tell
from pytest_cloudflow.trace import FORMAT, Footer, Header

STARTED = 1_760_000_000.0
BATCH = 8
"""Boots that are rendered together, interleaved."""

PACE = 0.01
"""Seconds between two events of a boot."""

STAGGER = 0.11
"""Seconds between the beginnings of two boots of a batch."""

NOISE: tuple[Noise, ...] = ("polls", "logins", "notifications", "fanout", "periodic", "lookups")
FEW = (
    Boot(volumes=0),
    Boot(),
    Boot(networks=2, volumes=2),
    Boot(image=False, no_task=False),
)
"""The shapes of a log of few variants."""

_SERIAL = "5e51a100"
_STAMP = re.compile(rb'\{"seq":(\d+),"time":([0-9.]+)')
_encode = msgspec.json.Encoder().encode


def header() -> bytes:
    """The first line, without its end."""
    return _encode(Header(target="benchmark", started=STARTED, watched=WATCHED))


def footer(events: int, finished: float) -> bytes:
    """The last line, without its end."""
    return _encode(Footer(end=FORMAT, events=events, finished=finished))


def log(boots: int, variants: str, seed: int = 0) -> Iterator[bytes]:
    """A whole trace, in pieces of some hundred lines.

    :param variants: `few` or `many`.
    """
    batches = _few(boots) if variants == "few" else _many(boots, Random(seed))
    yield header() + b"\n"
    events, finished = 0, STARTED
    for lines, number, end in batches:
        events += number
        finished = max(finished, end)
        yield lines
    yield footer(events, finished + 3600.0) + b"\n"


class Template:
    """A batch of boots as text, to be rendered with other ids, numbers and times."""

    def __init__(self, boots: Iterable[Boot]) -> None:
        ids = Ids(_SERIAL)
        told = interleave(*(tell(starting(boot, at * STAGGER), ids) for at, boot in enumerate(boots)))
        lines = b"".join(_encode(each.event) + b"\n" for each in told)
        self.events = len(told)
        self.seconds = told[-1].at - STARTED + PACE
        self._offsets = [each.event.time - STARTED for each in told]
        self._text = _STAMP.sub(b'{"seq":%d,"time":%.6f', lines.replace(b"%", b"%%"))

    def render(self, serial: int, seq: int, start: float) -> bytes:
        """The lines of the batch: its `serial` in every id, its events from `seq` on, its first at `start`."""
        stamps: list[float] = []
        for number, offset in enumerate(self._offsets, start=seq):
            stamps += (number, start + offset)
        return self._text.replace(_SERIAL.encode(), b"%08x" % serial) % tuple(stamps)


def _few(boots: int) -> Iterator[tuple[bytes, int, float]]:
    whole, rest = divmod(boots, BATCH)
    template = Template(FEW[at % len(FEW)] for at in range(BATCH))
    seq, start = 1, STARTED
    for serial in range(whole):
        yield template.render(serial, seq, start), template.events, start + template.seconds
        seq += template.events
        start += template.seconds
    if rest:
        last = Template(FEW[at % len(FEW)] for at in range(rest))
        yield last.render(whole, seq, start), last.events, start + last.seconds


def _many(boots: int, random: Random) -> Iterator[tuple[bytes, int, float]]:
    seq, start, ids = 1, STARTED, RandomIds(random)
    while boots > 0:
        number = min(boots, BATCH)
        told = interleave(*(random_boot(random, ids, start) for _ in range(number)))
        lines = [_encode(msgspec.structs.replace(each.event, seq=seq + at)) for at, each in enumerate(told)]
        end = max(each.at for each in told)
        yield b"\n".join(lines) + b"\n", len(lines), end
        seq, start, boots = seq + len(lines), start + 1.0, boots - number
        start = max(start, end - 0.5)


def random_boot(random: Random, ids: RandomIds, start: float) -> list[Told]:
    """A boot of any lawful shape."""
    hosts = tuple(f"h{random.randrange(10_000)}" for _ in range(random.randint(1, 20)))
    image = random.random() < 0.8
    boot = Boot(
        image=image,
        networks=random.randint(1, 3),
        volumes=random.randint(0 if image else 1, 3),
        host=random.choice(hosts),
        hosts=hosts,
        filters=random.randint(1, 8),
        no_task=random.random() < 0.5,
        service_tokens=random.random() < 0.3,
        noise=tuple(random.sample(NOISE, random.randint(0, 3))),
        start=start + random.random(),
        pace=random.uniform(0.005, 0.02),
    )
    return tell(boot, ids)


def starting(boot: Boot, offset: float) -> Boot:
    """The same boot, begun `offset` seconds after the log."""
    return Boot(**{**vars(boot), "start": STARTED + offset, "pace": PACE})
