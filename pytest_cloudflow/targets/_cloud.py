"""A cloud that nobody here made, while it is used and watched (see `_live.Observed`)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace

from msgspec import structs

from ..probes._causes import in_order, tied
from ..probes._components import Components
from ..probes._seen import Seen
from ..probes.live import Probe, Together
from ..probes.live.api import ApiProbe
from ..scenarios import User
from ..trace import Event, Header, Recorder
from ._account import of_region
from ._assumed import SERVICES
from ._cloud_user import LiveUser
from ._deployment import CloudOptions
from ._finding import find
from ._ledger import Ledger
from ._ours import ours
from ._region import Region
from ._stranger import Stranger
from ._trouble import troubled

PROFILE = "openstack"

_STAMPED = frozenset({"client", "http", "sql"})
"""Clocks of what is stamped, to the microsecond, by whoever does it."""


class OpenStackCloud:
    """Logs in, finds what servers are made from, and watches.

    :param name: of a cloud of `clouds.yaml`.
    :param probes: those that are configured; the client's own is always there.
    :param timeout: one boot's window in seconds.
    :raises UsageError: there is no such cloud.
    :raises TargetError: it cannot be reached or used, or a probe cannot watch.
    """

    def __init__(
        self, name: str, options: CloudOptions, probes: Sequence[Probe], components: Components, *, timeout: float
    ) -> None:
        self.events: list[Event] = []
        self.recorder = Recorder(time.time, [self.events.append])
        self._components = components
        self._options = options
        self._api = ApiProbe()
        self._together = Together([*probes, self._api])
        with ExitStack() as stack:
            self._region = Region(name, self._api)
            stack.callback(self._region.close)
            self._resources = find(self._region.connection, options)
            self._ledger = Ledger(name)
            stack.callback(self._ledger.clean, self._region.connection)
            stack.callback(self._stop_watching)
            self._together.open(self._ledger.changing)
            self._open = stack.pop_all()
        self.prefix = self._ledger.prefix
        self.header = self._header(name, timeout)

    def user(self) -> User:
        """Somebody who boots servers by openstacksdk."""
        region, options = self._region, self._options
        stranger = Stranger(region.way(), of_region(region))
        looks = int(self.header.boot_timeout / options.poll) + 2
        return LiveUser(
            region.connection, self._resources, stranger, lambda: time.sleep(options.poll), looks, self._ledger, options
        )

    def begin(self) -> None:
        """A scenario begins: with a token of its own, and with nothing of what was before."""
        self._region.forget_token()
        self._together.take()
        self._api.forget()

    def settle(self) -> None:
        """Waits as long as a boot is given to settle."""
        time.sleep(self.header.settle)

    def take_in(self) -> None:
        """Records what the probes have seen of our own boots."""
        seen = [self._components.unified(each) for each in self._together.take()]
        recognised = self._api.recognised(seen)
        clocked = map(_by_one_clock, recognised) if self._options.one_machine else recognised
        events = tied(in_order(clocked), self._options.max_skew)
        for event in ours(events, self._api):
            self.recorder.take(event)

    def trouble(self, name: str) -> AbstractContextManager[None]:
        """Has it suffer something for a while, by the commands that are configured."""
        return troubled(name, self._options.troubles)

    def close(self) -> None:
        """Stops watching, and removes what may still be there of what was made."""
        self._open.close()

    def _stop_watching(self) -> None:
        """Has everything be as it was found."""
        self._together.close()
        self._ledger.restored()

    def _header(self, name: str, timeout: float) -> Header:
        cache = self._options.validation_cache
        return Header(
            target=f"openstack:{name}",
            profile=PROFILE,
            started=time.time(),
            max_skew=self._options.max_skew,
            boot_timeout=timeout,
            settle=self._options.settle,
            validation_cache={} if cache == 0 else dict.fromkeys(SERVICES, cache),
            watched=self._together.watched,
        )


def _by_one_clock(seen: Seen) -> Seen:
    """What a machine stamps itself bears the clock of that machine."""
    if seen.event.clock.partition("@")[0] not in _STAMPED:
        return seen
    return replace(seen, event=structs.replace(seen.event, clock="machine"))
