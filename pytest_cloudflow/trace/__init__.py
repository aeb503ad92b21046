"""The trace: what happened, as one stream of events (CONTRACT section 4).

Read one with :func:`open_trace`, write one with :class:`TraceWriter`, and hand in what is observed to a
:class:`Recorder`.
"""

from ._events import CHANNELS, FORMAT, NO_FACTS, Event, Expectation, Facts, Failure, Footer, Header, fingerprint
from ._masking import mask
from ._open import open_trace
from ._recorder import Fields, Recorder, Sink
from ._sealing import seal
from ._trace import Trace
from ._writer import TraceWriter

__all__ = [
    "CHANNELS",
    "FORMAT",
    "NO_FACTS",
    "Event",
    "Expectation",
    "Facts",
    "Failure",
    "Fields",
    "Footer",
    "Header",
    "Recorder",
    "Sink",
    "Trace",
    "TraceWriter",
    "fingerprint",
    "mask",
    "open_trace",
    "seal",
]
