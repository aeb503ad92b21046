"""`[probes.notifications]`: what services tell whoever listens, versioned and unversioned, and the states in it.

The probe listens with a queue of its own, so that whoever else listens still hears everything. States show only where
nova is told to send them (`[notifications] notify_on_state_change = vm_and_task_state`).
"""

from __future__ import annotations

from msgspec import Struct

from ...trace._events import Watched
from .._components import Components
from .._seen import Seen
from ..notifications import CLOCK, Notifications
from ._gap import gap
from ._tap import HELD, Bound, Tap
from ._urls import Secret

_WHERE = "[probes.notifications]"
_PRIORITIES = ("audit", "debug", "info", "warn", "error", "critical", "sample")


class NotificationsOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table.

    :param amqp: `amqp://USER:PASSWORD@HOST:PORT/VHOST`.
    :param exchanges: the control exchanges of the services.
    :param topics: as the services' `[oslo_messaging_notifications] topics`, and nova's versioned ones.
    :param states: whether nova is told to send an update at each change of state; if not, a state that was not told of
        may still have been.
    """

    amqp: Secret
    exchanges: tuple[str, ...] = ("nova", "neutron", "cinder", "glance", "keystone", "openstack")
    topics: tuple[str, ...] = ("notifications", "versioned_notifications")
    states: bool = False
    held: int = HELD


class NotificationsProbe:
    """Watches the channels `notification` and `state`.

    :raises UsageError: the URL is none of a broker.
    """

    name = "notifications"

    def __init__(self, options: NotificationsOptions, components: Components) -> None:
        self._options = options
        self._notifications = Notifications(components)
        self._tap = Tap(options.amqp, f"{_WHERE} amqp", held=options.held)
        self._number = 0

    def about(self) -> list[str]:
        """Which topics of which exchanges."""
        topics, exchanges = ", ".join(self._options.topics), ", ".join(self._options.exchanges)
        return [f"{topics} of the exchanges {exchanges}, by a queue of its own"]

    def open(self) -> None:
        """Begins to listen.

        :raises TargetError: the broker cannot be reached, or has none of the exchanges.
        """
        keys = [f"{topic}.{priority}" for topic in self._options.topics for priority in _PRIORITIES]
        there = self._tap.there(self._options.exchanges)
        self._tap.open([Bound(exchange, key) for exchange in there for key in keys])

    @property
    def watched(self) -> Watched:
        """Every notification; and every state, if nova sends them."""
        return {"notification": ["*"], **({"state": ["*"]} if self._options.states else {})}

    def take(self) -> list[Seen]:
        """See `Probe`."""
        taken, lost = self._tap.take()
        seen: list[Seen] = []
        for message in taken:
            self._number += 1
            record = {"ts": message.time, "exchange": message.exchange, "payload": message.body}
            seen += self._notifications.see(record, f"{_WHERE} message {self._number}")
        if lost:
            seen.append(gap(CLOCK, taken, self.watched))
        return [*seen, *self._notifications.changes()]

    def close(self) -> None:
        """Stops listening."""
        self._tap.close()
