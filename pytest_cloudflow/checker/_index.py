"""What one boot's events are, put together: exchanges, messages, acts and states, by what a profile calls them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import UNSET

from ..trace._events import Event, Text

if TYPE_CHECKING:
    from ._plan import Plan


class Exchange:
    """An HTTP request and its response; either may not have been seen."""

    __slots__ = ("cause", "id", "key", "request", "response", "used")

    def __init__(self, event: Event, key: str | None) -> None:
        self.id = event.exchange
        self.key = key
        self.cause = event.cause
        self.request: Event | None = None
        self.response: Event | None = None
        self.used = False

    def events(self) -> list[Event]:
        """The request and the response, as far as they were seen."""
        return [event for event in (self.request, self.response) if event is not None]

    def error(self) -> Event | None:
        """The response, where it tells of an error."""
        response = self.response
        return response if response is not None and is_error(response) else None


class Message:
    """A message, its deliveries, the reply to it, and that reply's deliveries.

    `used`, as with an exchange: whether a step has named it; an event serves one step only.
    """

    __slots__ = ("cause", "delivers", "id", "key", "publish", "reply", "reply_delivers", "used")

    def __init__(self, event: Event, key: str | None) -> None:
        self.id = event.message_id
        self.key = key
        self.cause: Text = UNSET
        self.publish: Event | None = None
        self.reply: Event | None = None
        self.delivers: list[Event] = []
        self.reply_delivers: list[Event] = []
        self.used = False

    @property
    def deliver(self) -> Event | None:
        """The first delivery."""
        return self.delivers[0] if self.delivers else None

    @property
    def reply_deliver(self) -> Event | None:
        """The first delivery of the reply."""
        return self.reply_delivers[0] if self.reply_delivers else None

    def events(self) -> list[Event]:
        """The publish, the deliveries and the reply, as far as they were seen."""
        return [event for event in (self.publish, *self.delivers, self.reply) if event is not None]

    def error(self) -> Event | None:
        """The reply, where it tells of a failure."""
        reply = self.reply or self.reply_deliver
        return reply if reply is not None and is_error(reply) else None


Unit = Exchange | Message


def is_error(event: Event) -> bool:
    """Whether an answer (response, reply) or a driver's event tells of a failure."""
    status = event.status
    if type(status) is int and status >= 400:
        return True
    return bool(event.facts.failure) or event.kind == "error"


class Index:
    """The events of one boot (or one attempt of it), in trace order, by what they are."""

    __slots__ = ("acts", "changes", "events", "exchanges", "messages", "of_key", "under")

    def __init__(self, plan: Plan, events: Iterable[Event]) -> None:
        self.events = events
        self.exchanges: dict[object, Exchange] = {}
        self.messages: dict[object, Message] = {}
        self.of_key: dict[str, list[Unit]] = {}
        self.under: dict[tuple[str, Text], list[Unit]] = {}
        self.acts: dict[str, list[Event]] = {}
        self.changes: list[Event] = []
        for event in events:
            channel = event.channel
            if channel == "http":
                self._http(plan, event)
            elif channel == "rpc":
                self._rpc(plan, event)
            elif channel == "state":
                self.changes.append(event)
            else:
                self._act(event, channel)

    def _http(self, plan: Plan, event: Event) -> None:
        exchange = self.exchanges.get(event.exchange)
        if exchange is None:
            key = plan.http_key(event)
            exchange = self.exchanges[event.exchange] = Exchange(event, key)
            if key is not None:
                self.of_key.setdefault(key, []).append(exchange)
                self._under(key, exchange)
        if event.kind == "request":
            if exchange.request is None:
                exchange.request = event
        elif exchange.response is None:
            exchange.response = event

    def _rpc(self, plan: Plan, event: Event) -> None:
        message = self.messages.get(event.message_id)
        if message is None:
            key = plan.rpc_key(event)
            message = self.messages[event.message_id] = Message(event, key)
            if key is not None:
                self.of_key.setdefault(key, []).append(message)
        reply = event.mode == "reply"
        if event.kind == "deliver":
            (message.reply_delivers if reply else message.delivers).append(event)
        elif reply:
            if message.reply is None:
                message.reply = event
        elif message.publish is None:
            message.publish = event
            message.cause = event.cause
            if message.key is not None:
                self._under(message.key, message)

    def _act(self, event: Event, channel: str) -> None:
        key = f"{event.kind} {event.table}" if channel == "db" else event.kind
        acts = self.acts.get(key)
        if acts is None:
            self.acts[key] = [event]
        else:
            acts.append(event)

    def _under(self, key: str, unit: Unit) -> None:
        place = (key, unit.cause)
        units = self.under.get(place)
        if units is None:
            self.under[place] = [unit]
        else:
            units.append(unit)

    def candidates(self, key: str, cause: Text) -> list[Unit]:
        """The units of that key under that cause; if there are none, those whose cause is not known."""
        units = self.under.get((key, cause))
        if units is not None:
            return units
        return [unit for unit in self.of_key.get(key, ()) if unit.cause is UNSET]

    def unseen(self, cause: Text) -> bool:
        """Whether nothing else is known of the exchange or message that is named as a cause."""
        return cause is UNSET or (cause is not None and cause not in self.exchanges and cause not in self.messages)
