"""The trace: what happened, as one stream of events (CONTRACT section 4)."""

from ._events import CHANNELS, FORMAT, NO_FACTS, Event, Expectation, Facts, Failure, Footer, Header, fingerprint

__all__ = [
    "CHANNELS",
    "FORMAT",
    "NO_FACTS",
    "Event",
    "Expectation",
    "Facts",
    "Failure",
    "Footer",
    "Header",
    "fingerprint",
]
