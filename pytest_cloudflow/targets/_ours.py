"""Of all that happens on a cloud, what happens for our own boots: somebody else's are not ours to judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from ..trace import Event


class Known(Protocol):
    """By what our own are known."""

    @property
    def requests(self) -> set[str]:
        """The ids that the cloud gave to our own requests."""

    @property
    def tokens(self) -> set[str]:
        """Fingerprints of the tokens that we were given."""

    @property
    def instances(self) -> set[str]:
        """The servers that we asked for."""


def ours(events: Iterable[Event], known: Known) -> Iterator[Event]:
    """The events that are about our servers, bear the id of one of our requests, or were caused by such.

    :param events: in the order of time, with their causes.
    """
    works: set[object] = set()
    for event in events:
        if _is_ours(event, known, works):
            works.update(each for each in (event.exchange, event.message_id) if isinstance(each, str))
            yield event


def _is_ours(event: Event, known: Known, works: set[object]) -> bool:
    return (
        event.channel == "kit"
        or event.source == "client"
        or event.instance_id in known.instances
        or event.request_id in known.requests
        or event.exchange in works
        or event.message_id in works
        or event.cause in works
    )
