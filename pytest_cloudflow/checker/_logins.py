"""Remembers logins, by the token that each issued, for the boots that will show it (CONTRACT section 4)."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

import msgspec

from ..trace._events import Event

_T = TypeVar("_T")

DAY = 86_400.0
MOST = 100_000

Login = tuple[Event, ...]

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Event).decode


class Logins:
    """The last 100,000 logins of the last day; the oldest are forgotten first.

    They are kept encoded, which takes a quarter of the room; a plain dict would walk over all it has forgotten to find
    its oldest.
    """

    def __init__(self) -> None:
        self._asked: OrderedDict[str, tuple[float, Event]] = OrderedDict()
        self._issued: OrderedDict[str, tuple[float, tuple[bytes, ...]]] = OrderedDict()
        self._unasked: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def take(self, event: Event, now: float) -> None:
        """Takes in a request to, or a response of, POST /v3/auth/tokens."""
        exchange = event.exchange
        if type(exchange) is not str:
            return
        if event.kind == "request":
            self._request(exchange, event, now)
        else:
            self._response(exchange, event, now)

    def _request(self, exchange: str, event: Event, now: float) -> None:
        """A request may come after its response in the stream, and even have happened after it."""
        answered = self._unasked.pop(exchange, None)
        if answered is None or answered[1] not in self._issued:
            self._remember(self._asked, exchange, (now, event), now)
            return
        when, login = self._issued[answered[1]]
        self._issued[answered[1]] = (when, (*login, _encode(event)))

    def _response(self, exchange: str, event: Event, now: float) -> None:
        asked = self._asked.pop(exchange, None)
        token = event.facts.issued_token
        key = token if type(token) is str else f"refused {exchange}"
        if asked is None:
            self._remember(self._unasked, exchange, (now, key), now)
        login = (asked[1], event) if asked is not None else (event,)
        self._remember(self._issued, key, (now, tuple(map(_encode, login))), now)

    def of(self, tokens: list[str]) -> Login:
        """The login that issued the first of these tokens that any login issued; `()` if none did."""
        for token in tokens:
            found = self._issued.get(token)
            if found is not None:
                return tuple(map(_decode, found[1]))
        return ()

    def unanswered(self, before: int) -> Login:
        """The last login of the client before that `seq` whose answer was not seen."""
        mine = [event for _, event in self._asked.values() if event.seq < before and event.source == "client"]
        return (max(mine, key=lambda event: event.seq),) if mine else ()

    def since(self, seq: int) -> Login:
        """The client's logins after that `seq` that were refused or not answered."""
        refused = [login for key, (_, login) in self._issued.items() if key.startswith("refused ")]
        events = [_decode(event) for login in refused for event in login]
        events += [event for _, event in self._asked.values()]
        return tuple(sorted((e for e in events if e.seq > seq and "client" in (e.source, e.target)), key=_seq))

    @staticmethod
    def _remember(store: OrderedDict[str, tuple[float, _T]], key: str, value: tuple[float, _T], now: float) -> None:
        store[key] = value
        store.move_to_end(key)
        while len(store) > MOST or now - next(iter(store.values()))[0] > DAY:
            store.popitem(last=False)


def _seq(event: Event) -> int:
    return event.seq
