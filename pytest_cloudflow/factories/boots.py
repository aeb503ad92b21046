"""Boots and traces as factories of factory-boy: the scenarios of the kit, and each way in which a boot may fail.

>>> BootFactory(two_networks_two_volumes=True).volumes
2
>>> BootFactory(no_valid_host=True).stop
'no_valid_host'
>>> TraceFactory(no_valid_host=True).events[0].scenario
'no-valid-host'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from factory.base import Factory
from factory.random import randgen

from ..trace import CHANNELS, Event, Expectation, Header
from ._boots import Boot, Stop
from ._ids import RandomIds
from ._tell import tell
from ._traces import Trace, header_of, interleave
from .bodies._body import computed, trait

APART = 50.0
"""Seconds between the beginnings of two boots of a trace."""
LATER = 1000.0
"""Seconds of observation after the last event: enough for every window to close."""
_SHAPES: Mapping[tuple[bool, int, int], str] = MappingProxyType(
    {
        (True, 1, 0): "image",
        (True, 1, 1): "image-volume",
        (True, 2, 2): "two-networks-two-volumes",
        (False, 1, 1): "volume-boot",
    }
)
"""Scenarios by image, networks and volumes."""


class Outcome(NamedTuple):
    """What a boot that fails is charged with: the clause it stops at, and the reason."""

    clause: str
    reason: str


OUTCOMES: Mapping[str, Outcome] = MappingProxyType(
    {
        "wrong_password": Outcome("CF-02", "rejected"),
        "no_token": Outcome("CF-03", "rejected"),
        "revoked_token": Outcome("CF-05", "rejected"),
        "role": Outcome("CF-07", "rejected"),
        "quota": Outcome("CF-07", "rejected"),
        "no_valid_host": Outcome("CF-10", "rejected"),
        "silent_scheduler": Outcome("CF-09", "missing"),
        "silent_compute": Outcome("CF-13", "missing"),
        "silent_conductor": Outcome("CF-15", "missing"),
        "image_down": Outcome("CF-21", "missing"),
        "image_unavailable": Outcome("CF-21", "rejected"),
        "image_missing": Outcome("CF-21", "rejected"),
        "image_unvalidated": Outcome("CF-20", "rejected"),
        "network_down": Outcome("CF-24", "missing"),
        "network_unavailable": Outcome("CF-24", "rejected"),
        "network_refused": Outcome("CF-24", "rejected"),
        "network_unvalidated": Outcome("CF-23", "rejected"),
        "volume_down": Outcome("CF-27", "missing"),
        "volume_unavailable": Outcome("CF-27", "rejected"),
        "volume_refused": Outcome("CF-27", "rejected"),
        "volume_unvalidated": Outcome("CF-26", "rejected"),
        "driver": Outcome("CF-28", "rejected"),
    }
)
"""By the trait that makes a boot fail: section 3 *Stops* of the contract, for a trace in which all was watched."""


class BootFactory(Factory[Boot]):
    """A boot to be told; all that `Boot` takes can be given, and scenarios and failures have traits.

    Without any: from an image, on one network, with no volume. The shapes: `image_volume`, `two_networks_two_volumes`,
    `volume_boot`. The failures: each `Stop` by its name (`no_valid_host=True`); with `expected=True` beside it the
    scenario declares that failure, so that the boot conforms. And `kept=True`: a boot that fails gives nothing back;
    `endless=True`: it does not end in error; `rescheduled=True`: the first host fails, the second attempt is good.
    """

    class Meta:
        """What it makes."""

        model = Boot
        exclude = ("expected",)

    expected = False
    image = True
    networks = 1
    volumes = computed(lambda boot: int((boot.stop or "").startswith("volume_")))
    stop = None
    scenario = computed(lambda boot: _scenario(boot))
    expect = computed(lambda boot: _expectation(boot.stop) if boot.expected and boot.stop else None)

    Params = type(
        "Params",
        (),
        {
            **{name: trait(stop=name) for name in get_args(Stop)},
            "image_volume": trait(volumes=1),
            "two_networks_two_volumes": trait(networks=2, volumes=2),
            "volume_boot": trait(image=False, volumes=1),
            "auto_network": trait(networks=0, auto=True),
            "no_network": trait(networks=0),
            "kept": trait(released=False),
            "endless": trait(ends=False),
            "rescheduled": trait(failed_hosts=("h2",)),
        },
    )

    if TYPE_CHECKING:  # factory-boy's metaclass says nothing of what a call gives

        def __new__(cls, **said: Any) -> Boot:  # type: ignore[misc]  # calling the class makes a boot, and no factory
            """A boot."""


class TraceFactory(BootFactory):
    """A trace in memory: of one boot, described as for `BootFactory`, or of those in `boots`.

    :param boots: boots, told 50 seconds apart; none: the one that is described.
    :param channels: those that were watched; of the others nothing is in the trace, and the header says so.
    :param later: seconds of observation after the last event; by default all windows are closed.

    Its ids are drawn, so that two traces share none.
    """

    class Meta:
        """What it makes."""

        model = Trace

    boots: Sequence[Boot] = ()
    channels: Sequence[str] = CHANNELS
    later = LATER

    @classmethod
    def _build(cls, model_class: type[Trace], *_args: Any, **said: Any) -> Trace:
        boots, channels, later = (said.pop(name) for name in ("boots", "channels", "later"))
        events = _events(boots or [Boot(**said)], channels)
        header = header_of(events)
        watched = {channel: places for channel, places in header.watched.items() if channel in channels}
        seen = Header(target=header.target, started=header.started, watched=watched)
        return model_class(seen, events, header.started if not events else events[-1].time + later)

    @classmethod
    def _create(cls, model_class: type[Trace], *args: Any, **said: Any) -> Trace:
        return cls._build(model_class, *args, **said)

    if TYPE_CHECKING:

        def __new__(cls, **said: Any) -> Trace:  # type: ignore[misc]  # as above
            """A trace."""


def _events(boots: Iterable[Boot], channels: Iterable[str]) -> tuple[Event, ...]:
    seen = {*channels, "kit"}
    apart = (replace(boot, start=boot.start + APART * place) for place, boot in enumerate(boots))
    told = interleave(*(tell(boot, RandomIds(randgen)) for boot in apart))
    return tuple(each.event for each in told if each.event.channel in seen)


def _scenario(boot: Any) -> str | None:
    """What the kit calls it: a failing boot by its failure."""
    if boot.stop:
        return str(boot.stop).replace("_", "-")
    return _SHAPES.get((boot.image, boot.networks, boot.volumes))


def _expectation(stop: str) -> Expectation:
    return Expectation(*OUTCOMES[stop])  # type: ignore[arg-type]  # its reasons are words of the table above
