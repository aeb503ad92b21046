"""`[probes.rabbitmq]`: every message of a broker, by its firehose.

What it costs: a copy of each message, to a queue that is bounded. What it changes: tracing of the virtual host is
turned on, only where `allow_tracing` is set, and left as it was found.
"""

from __future__ import annotations

import time

from msgspec import Struct

from ...errors import TargetError
from ...trace._events import Watched
from .._components import Components
from .._jsonlines import Record
from .._seen import Seen
from ..firehose import CLOCK, Firehose
from ..notifications import Notifications
from ._gap import gap, gap_at
from ._management import Management
from ._probe import Note, unheard
from ._tap import HELD, NAME, Bound, Taken, Tap
from ._urls import Secret

TRACE = "amq.rabbitmq.trace"
_OWN = f"deliver.{NAME}"
"""What a probe is handed is traced too."""
_WHERE = "[probes.rabbitmq]"


class RabbitmqOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table.

    :param amqp: `amqp://USER:PASSWORD@HOST:PORT/VHOST`.
    :param management: `http://USER:PASSWORD@HOST:15672`.
    :param allow_tracing: whether tracing may be turned on where it is off.
    :param states: whether nova's notifications pass there with each change of state (see `notifications`): then every
        state is watched. Those that do pass are told in any case.
    :param held: messages that wait for the probe at most; the oldest beyond that are dropped, and said to be missed.
    """

    amqp: Secret
    management: Secret
    allow_tracing: bool = False
    states: bool = False
    held: int = HELD


class RabbitmqProbe:
    """Watches the channels `rpc`, and `notification` as far as it passes there; and `state` where that is sent.

    :raises UsageError: one of the URLs is none.
    """

    name = "rabbitmq"

    def __init__(self, options: RabbitmqOptions, components: Components) -> None:
        self._options = options
        self._components = components
        self._tap = Tap(options.amqp, f"{_WHERE} amqp", held=options.held)
        self._vhost = self._tap.vhost
        self._management = Management(options.management, self._vhost, f"{_WHERE} management")
        self._found: bool | None = None
        self._note: Note = unheard
        self._programs: dict[str, str] = {}
        self._notifications = Notifications(components)
        self._firehose = Firehose(components, self._notifications)
        self._number = 0

    def about(self) -> list[str]:
        """The firehose, and how to undo by hand what is done to the broker."""
        if not self._options.allow_tracing:
            return [f"the firehose of vhost {self._vhost}, if its tracing is on (allow_tracing is not set)"]
        does = "turns tracing on, if it is off, and off again"
        return [f"the firehose of vhost {self._vhost}; {does}; to undo by hand: {self._undo}"]

    def noting(self, note: Note) -> None:
        """See `Changing`."""
        self._note = note

    def open(self) -> None:
        """Turns tracing on, if it is off, and begins to consume.

        :raises TargetError: the broker cannot be reached, or tracing is off and may not be turned on.
        """
        found = self._management.tracing()
        if not found and not self._options.allow_tracing:
            mend = "set allow_tracing = true, or turn it on: rabbitmqctl trace_on"
            raise TargetError(f"tracing of vhost {self._vhost} is off", _WHERE, mend)
        self._tap.open([Bound(TRACE, "publish.#"), Bound(TRACE, "deliver.#")])
        self._found = found
        if not found:
            self._note(self._undo)
            self._management.set_tracing(True)

    @property
    def _undo(self) -> str:
        return f"rabbitmqctl trace_off -p {self._vhost}"

    @property
    def watched(self) -> Watched:
        """Every message of the virtual host."""
        return {"rpc": ["*"], "notification": ["*"], **({"state": ["*"]} if self._options.states else {})}

    def take(self) -> list[Seen]:
        """See `Probe`; where messages were dropped, or somebody has turned tracing off, there is a gap."""
        taken, lost = self._tap.take()
        taken = [message for message in taken if not message.routing_key.startswith(_OWN)]
        self._know_programs(taken)
        seen: list[Seen] = []
        for message in taken:
            self._number += 1
            seen += self._firehose.see(self._record(message), f"{_WHERE} message {self._number}")
        if lost:
            seen.append(gap(CLOCK, taken, self.watched))
        seen += self._unseen(taken)
        return [*seen, *self._notifications.changes()]

    def close(self) -> None:
        """Turns tracing off again, if it was off."""
        try:
            if self._found is False:
                self._management.set_tracing(False)
        finally:
            self._found = None
            self._management.close()
            self._tap.close()

    def _unseen(self, taken: list[Taken]) -> list[Seen]:
        """A gap where tracing has stopped and one where that is found out: for boots that were in flight at either."""
        if self._management.tracing():
            return []
        return [gap_at(when, CLOCK, self.watched) for when in (*(each.time for each in taken[-1:]), time.time())]

    def _know_programs(self, taken: list[Taken]) -> None:
        """Looks up the connections that are new."""
        new = {str(message.headers.get("connection")) for message in taken} - self._programs.keys()
        if new:
            self._programs |= dict.fromkeys(new, "") | self._management.programs()

    def _record(self, message: Taken) -> Record:
        """A record as a capture has them (see `firehose`)."""
        headers = message.headers
        return {
            "ts": message.time,
            "kind": message.routing_key.partition(".")[0],
            "exchange": headers.get("exchange_name"),
            "routing_keys": headers.get("routing_keys"),
            "user": self._process(headers),
            "redelivered": headers.get("redelivered"),
            "payload": message.body,
        }

    def _process(self, headers: dict[str, object]) -> str | None:
        """Who published or consumes: the program of the connection, or the user, whichever is known as a component."""
        program = self._programs.get(str(headers.get("connection")))
        named = [name for name in (program, headers.get("user")) if isinstance(name, str) and name]
        return next((name for name in named if self._components.of(name)), next(iter(named), None))
