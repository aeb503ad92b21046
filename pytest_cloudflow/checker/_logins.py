"""Remembers logins, by the token that each issued, for the boots that will show it (CONTRACT section 4)."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, NamedTuple, TypeVar

import msgspec

from ..trace._events import Event, Watched

_T = TypeVar("_T", bound=tuple[Any, ...])
"""What is remembered, with when it was (trace time) in front."""

DAY = 86_400.0
MOST = 100_000

Login = tuple[Event, ...]

_ENDS = {"*", "client", "keystone"}

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Event).decode


class Awaited(NamedTuple):
    """A login without an answer; `lost`: it may have had one, for something was missed before the boot request."""

    exchange: str
    lost: bool


class Logins:
    """The last 100,000 logins of the last day; the oldest are forgotten first.

    They are kept encoded, which takes a quarter of the room; a plain dict would walk over all it has forgotten to find
    its oldest.
    """

    def __init__(self) -> None:
        self._asked: OrderedDict[str, tuple[float, Event]] = OrderedDict()
        self._issued: OrderedDict[str, tuple[float, tuple[bytes, ...]]] = OrderedDict()
        self._unasked: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._unanswered: OrderedDict[str, tuple[float, int, int]] = OrderedDict()
        self._shown: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._gaps = 0

    def take(self, event: Event, now: float) -> None:
        """Takes in a request to, or a response of, POST /v3/auth/tokens."""
        exchange = event.exchange
        if type(exchange) is not str:
            return
        if event.kind == "request":
            self._request(exchange, event, now)
        else:
            self._response(exchange, event, now)

    def shown(self, event: Event, now: float) -> None:
        """Notes since when the client shows a token that no login is known to have issued."""
        token = event.token
        if type(token) is str and token not in self._shown and token not in self._issued:
            self._remember(self._shown, token, (now, event.seq), now)

    def missed(self, missed: Watched) -> None:
        """Something was missed there: a login whose answer was not seen by then may have had one."""
        if not _ENDS.isdisjoint(missed.get("http", ())):
            self._gaps += 1

    def _request(self, exchange: str, event: Event, now: float) -> None:
        """A request may come after its response in the stream, and even have happened after it."""
        answered = self._unasked.pop(exchange, None)
        if answered is None or answered[1] not in self._issued:
            self._remember(self._asked, exchange, (now, event), now)
            if event.source == "client":
                self._remember(self._unanswered, exchange, (now, event.seq, self._gaps), now)
            return
        when, login = self._issued[answered[1]]
        self._issued[answered[1]] = (when, (*login, _encode(event)))

    def _response(self, exchange: str, event: Event, now: float) -> None:
        asked = self._asked.pop(exchange, None)
        self._unanswered.pop(exchange, None)
        token = event.facts.issued_token
        key = token if type(token) is str else f"refused {exchange}"
        if asked is None:
            self._remember(self._unasked, exchange, (now, key), now)
        login = (asked[1], event) if asked is not None else (event,)
        self._remember(self._issued, key, (now, tuple(map(_encode, login))), now)

    def of(self, asked: Event | None, tokens: list[str]) -> Login:
        """The login that issued the token which the boot request showed, whoever logged in.

        Of the other tokens shown in the boot, services may have got some for themselves: those lead to a login only if
        it was the client's. `()` if there is none.
        """
        if asked is not None and type(asked.token) is str and (login := self._login(asked.token)):
            return login
        logins = (self._login(token) for token in tokens)
        return next((login for login in logins if any(_of_client(event) for event in login)), ())

    def _login(self, token: str) -> Login:
        found = self._issued.get(token)
        return tuple(map(_decode, found[1])) if found is not None else ()

    def unasked(self, login: Login) -> bool:
        """Whether the request of that login may have been missed."""
        return bool(self._gaps) and bool(login) and all(event.kind != "request" for event in login)

    def awaited(self, boot: Event) -> Awaited | None:
        """The client's last login that no answer was seen of, and that may have issued the token of this boot request.

        It serves the first boot after it alone, and none whose token was there before it.
        """
        token = boot.token if type(boot.token) is str else ""
        if token in self._issued:
            return None
        since = self._shown.get(token, (0.0, boot.seq))[1]
        for exchange, (_, seq, gaps) in reversed(self._unanswered.items()):
            if seq < since:
                del self._unanswered[exchange]
                return Awaited(exchange, gaps < self._gaps)
        return None

    def still(self, awaited: Awaited) -> Login:
        """That login, if no answer came since."""
        found = self._asked.get(awaited.exchange)
        return (found[1],) if found is not None else ()

    def since(self, seq: int) -> Login:
        """The client's logins after that `seq` that were refused or not answered."""
        refused = [login for key, (_, login) in self._issued.items() if key.startswith("refused ")]
        events = [_decode(event) for login in refused for event in login]
        events += [event for _, event in self._asked.values()]
        return tuple(sorted((e for e in events if e.seq > seq and _of_client(e)), key=_seq))

    @staticmethod
    def _remember(store: OrderedDict[str, _T], key: str, value: _T, now: float) -> None:
        store[key] = value
        store.move_to_end(key)
        while len(store) > MOST or now - next(iter(store.values()))[0] > DAY:
            store.popitem(last=False)


def _of_client(event: Event) -> bool:
    return "client" in (event.source, event.target)


def _seq(event: Event) -> int:
    return event.seq
