"""Factories: traces of boots that conform, and of boots that fail the way FLOW.md lets them fail.

They import nothing of the reference implementation: what they say of a boot is written down here once more, from
FLOW.md and section 4 of the contract, so that the checker can be held against them.

>>> header, events = trace_of(tell(Boot(volumes=2)))
>>> events[0].path
'/v3/auth/tokens'

Beside these stand factories of factory-boy: request bodies in `bodies`, boots and traces in `boots`. Their names can be
imported from here as well; factory-boy is imported when the first of them is asked for, and not before.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ._boots import Boot, Noise, Stop
from ._clocks import ONE_CLOCK, ClockEach, Clocks, OneClock
from ._ids import Ids, IdSource, Login, RandomIds
from ._scribe import Told
from ._tell import boot_events, tell
from ._traces import WATCHED, Trace, header_of, interleave, trace_of

if TYPE_CHECKING:
    from .bodies import (
        ABSENT,
        FlavorFactory,
        HostFactory,
        ImageFactory,
        LoginFactory,
        NetworkFactory,
        PortFactory,
        ProjectFactory,
        ServerFactory,
        SubnetFactory,
        UserFactory,
        VolumeFactory,
    )
    from .boots import OUTCOMES, BootFactory, Outcome, TraceFactory

_BOOTS = ("OUTCOMES", "BootFactory", "Outcome", "TraceFactory")
_BODIES = (
    "ABSENT", "FlavorFactory", "HostFactory", "ImageFactory", "LoginFactory", "NetworkFactory", "PortFactory",
    "ProjectFactory", "ServerFactory", "SubnetFactory", "UserFactory", "VolumeFactory",
)  # fmt: skip

__all__ = [
    "ABSENT",
    "ONE_CLOCK",
    "OUTCOMES",
    "WATCHED",
    "Boot",
    "BootFactory",
    "ClockEach",
    "Clocks",
    "FlavorFactory",
    "HostFactory",
    "IdSource",
    "Ids",
    "ImageFactory",
    "Login",
    "LoginFactory",
    "NetworkFactory",
    "Noise",
    "OneClock",
    "Outcome",
    "PortFactory",
    "ProjectFactory",
    "RandomIds",
    "ServerFactory",
    "Stop",
    "SubnetFactory",
    "Told",
    "Trace",
    "TraceFactory",
    "UserFactory",
    "VolumeFactory",
    "boot_events",
    "header_of",
    "interleave",
    "tell",
    "trace_of",
]


def __getattr__(name: str) -> object:
    """The factories of factory-boy, imported when they are asked for."""
    if name in _BOOTS or name in _BODIES:
        return getattr(import_module(".boots" if name in _BOOTS else ".bodies", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
