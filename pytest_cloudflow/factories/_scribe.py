"""Writes down one event after the other, with the fields that section 4 of the contract gives each kind.

A response repeats its request, a deliver and a reply their message: the scribe sees to that, so that the teller of a
boot only says what happens. Every event is told with a mark: the step or row whose evidence it is (`"8"`, `"S2"`),
where there are several which of them (`"10.weigh"`, `"20.response"`), or nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import UNSET

from ..trace import NO_FACTS, Event, Facts
from ..trace._events import Channel, Kind, Text
from ._clocks import Clocks
from ._ids import IdSource

TOKENS = "/v3/auth/tokens"
DATABASE = "nova-database"
REPEATED = ("request_id", "instance_id", "exchange", "method", "path", "token", "service_token", "cause")
Triple = tuple[str, str | None, str]


class Told(NamedTuple):
    """An event, and what it is the evidence of."""

    mark: str
    event: Event
    at: float
    """True time, UNIX seconds; the event's own is what its clock showed."""


Fields = dict[str, Any]
"""Fields of an event, by name: those that its teller says. `Event` refuses what it does not know."""


class Scribe:
    """Writes the events of one boot; `seq` is 0 in all of them until they become a trace.

    :param ids: names exchanges and messages.
    :param clocks: stamp the events.
    :param start: true time of the first event, UNIX seconds.
    :param pace: seconds between two events.
    """

    def __init__(self, ids: IdSource, clocks: Clocks, start: float, pace: float) -> None:
        self.ids = ids
        self.told: list[Told] = []
        self.host = ""
        self.request_id: Text = UNSET
        self.instance_id: Text = UNSET
        self._clocks = clocks
        self._time = start
        self._pace = pace

    def wait(self, seconds: float) -> None:
        """Nothing happens for a while."""
        self._time += seconds

    def tell(self, mark: str, channel: Channel, kind: Kind, source: Text, **fields: Any) -> Event:
        """Write down an event of `source`, now. The kit's own events have none."""
        clock, ahead = self._clocks.of(source if isinstance(source, str) else "kit", self.host)
        time = round(self._time + ahead, 6)
        event = Event(seq=0, time=time, clock=clock, channel=channel, kind=kind, source=source, **fields)
        self.told.append(Told(mark, event, self._time))
        self._time += self._pace
        return event

    def ours(self, fields: Fields) -> Fields:
        """`fields`, and the request and instance that they are about, unless they say otherwise."""
        return {"request_id": self.request_id, "instance_id": self.instance_id, **fields}

    def request(self, mark: str, source: str, target: str, method: str, path: str, **fields: Any) -> Event:
        """An HTTP request, the first event of a new exchange."""
        said: Fields = {"token": None, "service_token": None, "cause": None, "exchange": self.ids.uuid(), **fields}
        said |= {"target": target, "method": method, "path": path}
        return self.tell(mark, "http", "request", source, **said)

    def respond(self, mark: str, request: Event, status: int, facts: Facts = NO_FACTS) -> Event:
        """The answer to `request`, which repeats it."""
        repeated = _of(request, *REPEATED)
        source, target = str(request.target), str(request.source)
        return self.tell(mark, "http", "response", source, target=target, status=status, facts=facts, **repeated)

    def validate(self, mark: str, request: Event, own: str, answer: Facts, status: int = 200) -> Event:
        """The service that got `request` has keystone validate each token shown in it.

        :param mark: of the validation of the user's token; its two events get `<mark>.request` and `.response`.
        :param own: the token that the service shows for itself.
        :param answer: what keystone says of the user's token.
        """
        if isinstance(request.service_token, str):
            about = Facts(subject_token=request.service_token)
            self.respond("", self._ask("", request, own, about), 200, about)
        asked = self._ask(mark and f"{mark}.request", request, own, Facts(subject_token=answer.subject_token))
        return self.respond(mark and f"{mark}.response", asked, status, answer)

    def _ask(self, mark: str, request: Event, own: str, subject: Facts) -> Event:
        service, cause = str(request.target), request.exchange
        return self.request(mark, service, "keystone", "GET", TOKENS, token=own, cause=cause, facts=subject)

    def publish(self, mark: str, source: str, target: str, method: str, **fields: Any) -> Event:
        """A call, cast or fanout, published with a new message id."""
        said: Fields = {"message_id": self.ids.uuid(), "server": None, **self.ours(fields)}
        return self.tell(mark, "rpc", "publish", source, target=target, method=method, **said)

    def deliver(self, mark: str, message: Event, redelivered: bool = False) -> Event:
        """`message` is picked from its queue by whom it was sent to."""
        repeated = _of(message, "request_id", "instance_id", "method", "topic", "server", "mode", "message_id")
        repeated |= {"target": None, "cause": None, "redelivered": redelivered}
        return self.tell(mark, "rpc", "deliver", str(message.target), **repeated)

    def reply(self, mark: str, call: Event, facts: Facts = NO_FACTS) -> Event:
        """The reply to `call`: with its method and message id, caused by it."""
        repeated = _of(call, "request_id", "instance_id", "method", "message_id")
        repeated |= {"mode": "reply", "topic": None, "server": None, "cause": call.message_id}
        return self.tell(mark, "rpc", "publish", str(call.target), target=str(call.source), facts=facts, **repeated)

    def read(self, mark: str, source: str, table: str, **fields: Any) -> Event:
        """Rows of `table` are read."""
        said: Fields = {"target": DATABASE, "table": table, "operation": "select", **self.ours(fields)}
        return self.tell(mark, "db", "read", source, **said)

    def write(self, mark: str, source: str, table: str, operation: str, **fields: Any) -> Event:
        """A row of `table` is written."""
        said: Fields = {"target": DATABASE, "table": table, "operation": operation, **self.ours(fields)}
        return self.tell(mark, "db", "write", source, **said)

    def act(self, mark: str, channel: Channel, kind: Kind, source: str, **fields: Any) -> Event:
        """A local act, or one on the hypervisor."""
        said: Fields = {"target": "hypervisor" if channel == "hypervisor" else None, **self.ours(fields)}
        return self.tell(mark, channel, kind, source, **said)

    def state(self, mark: str, source: str, triple: Triple, cause: Text) -> Event:
        """The instance enters a state, written by `source`."""
        vm_state, task_state, power_state = triple
        said: Fields = {"vm_state": vm_state, "task_state": task_state, "power_state": power_state, "cause": cause}
        return self.act(mark, "state", "change", source, **said)


def _of(event: Event, *names: str) -> Fields:
    return {name: getattr(event, name) for name in names if getattr(event, name) is not UNSET}
