"""Factories: traces of boots that conform, and of boots that fail the way FLOW.md lets them fail.

They import nothing of the reference implementation: what they say of a boot is written down here once more, from
FLOW.md and section 4 of the contract, so that the checker can be held against them.

>>> header, events = trace_of(tell(Boot(volumes=2)))
>>> events[0].path
'/v3/auth/tokens'
"""

from ._boots import Boot, Noise, Stop
from ._clocks import ONE_CLOCK, ClockEach, Clocks, OneClock
from ._ids import Ids, IdSource, Login, RandomIds
from ._scribe import Told
from ._tell import boot_events, tell
from ._traces import WATCHED, Trace, header_of, interleave, trace_of

__all__ = [
    "ONE_CLOCK",
    "WATCHED",
    "Boot",
    "ClockEach",
    "Clocks",
    "IdSource",
    "Ids",
    "Login",
    "Noise",
    "OneClock",
    "RandomIds",
    "Stop",
    "Told",
    "Trace",
    "boot_events",
    "header_of",
    "interleave",
    "tell",
    "trace_of",
]
