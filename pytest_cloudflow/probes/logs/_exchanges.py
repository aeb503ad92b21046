"""What a service logs of the requests that it makes, where `default_log_levels` has keystoneauth at DEBUG.

```
keystoneauth.session  REQ: curl -g -i -X POST http://h1:9696/v2.0/ports -H "X-Auth-Token: {SHA256}5ae6…" … -d '{…}'
keystoneauth.session  RESP: [201] … X-Openstack-Request-Id: req-…
keystoneauth.session  RESP BODY: {"port": …}
keystoneauth.session  POST call to network for http://h1:9696/v2.0/ports used request id req-…
```
keystoneauth masks tokens by their SHA-256, of which a trace keeps the first digits. Several threads may ask under one
request id; which answer is whose, the last line tells.

What a service asks keystone is left out: it has tokens validated before it knows under which request it acts, and its
log has the id of the one before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from msgspec import UNSET
from msgspec.structs import replace

from ...trace._events import Event
from .._fields import json_of, token
from .._http_facts import Side, exchange_facts
from .._seen import Seen
from ..http_exchanges import answer_facts, plain_path
from ._line import Line

_ASKED = re.compile(r"REQ: curl \S+(?: -i)? -X (?P<method>[A-Z]+) (?P<url>\S+)")
_ANSWERED = re.compile(r"RESP: \[(?P<status>\d{3})\]")
_BODY = "RESP BODY: "
_HEADER = r'-H "{}: (?:{{SHA256}})?(?P<value>[^"]+)"'
_TOKEN = re.compile(_HEADER.format("X-Auth-Token"), re.IGNORECASE)
_SERVICE = re.compile(_HEADER.format("X-Service-Token"), re.IGNORECASE)
_PAIRED = re.compile(r"(?P<method>[A-Z]+) call to \S+ for (?P<url>\S+) used request id (?P<id>req-[0-9a-f-]{36})")
_DATA = re.compile(r" -d '(?P<data>.*)'(?: \w+ /\S+:\d+)?$", re.DOTALL)
_SOURCE = re.compile(r" _http_log_\w+ /\S+:\d+$")
_OWN_ID = re.compile(r"x-openstack-request-id: (?P<id>req-[0-9a-f-]{36})", re.IGNORECASE)
_LOGGERS = ("keystoneauth", "keystoneclient", "glanceclient", "cinderclient", "neutronclient")
_PATHS = (
    (re.compile(r"^/v3/auth/tokens"), "keystone"),
    (re.compile(r"/ports(/|$)|/networks(/|$)|/subnets(/|$)|/floatingips|/security-groups|^/v2\.0/"), "neutron-server"),
    (re.compile(r"^/v2/(images|schemas)"), "glance-api"),
    (re.compile(r"/volumes(/|$)|/attachments(/|$)|^/v3/"), "cinder-api"),
    (re.compile(r"^/(allocation|resource_|traits|usages)"), "placement"),
    (re.compile(r"^/v2\.1/"), "nova-api"),
)
"""APIs by their paths: where they are, a log need not say."""

_Work = tuple[int | None, tuple[str, ...]]


@dataclass(slots=True)
class _Answer:
    """An answer, before it is known to what."""

    time: float
    status: int
    body: Any = None


class ExchangesLog:
    """Reads one file.

    :param component: whose log it is.

    :ivar places: hosts and ports that it asked.
    """

    def __init__(self, component: str, clock: str) -> None:
        self._component = component
        self._clock = clock
        self._asked: dict[_Work, list[tuple[str, str, Event]]] = defaultdict(list)
        self._answered: dict[_Work, dict[str, _Answer]] = defaultdict(dict)
        self.seen_any = False
        self.places: set[str] = set()

    def read(self, line: Line) -> Iterator[Seen]:
        """What a record says of an exchange."""
        if not line.logger.startswith(_LOGGERS):
            return
        text, work = _SOURCE.sub("", line.whole), (line.pid, line.requests)
        if asked := _ASKED.match(text):
            yield from self._ask(line, asked, text)
        elif answered := _ANSWERED.match(text):
            own = _OWN_ID.search(text)
            if own is not None:
                self._answered[work][own["id"]] = _Answer(line.time, int(answered["status"]))
        elif text.startswith(_BODY) and self._answered[work]:
            next(reversed(self._answered[work].values())).body = json_of(text.removeprefix(_BODY))
        elif paired := _PAIRED.match(text):
            yield from self._pair(work, paired)

    def end(self) -> Iterator[Seen]:
        """Of what was asked and not answered, no more is known."""
        return iter(())

    def _ask(self, line: Line, asked: re.Match[str], text: str) -> Iterator[Seen]:
        event = self._request(line, asked, text)
        self.seen_any = True
        self.places.add(urlsplit(asked["url"]).netloc)
        if event.target != "keystone":
            self._asked[line.pid, line.requests].append((asked["method"], asked["url"], event))
            server = event.target if isinstance(event.target, str) else None
            yield Seen(event, actor=self._component, server=server, acts_under=line.requests)

    def _pair(self, work: _Work, paired: re.Match[str]) -> Iterator[Seen]:
        """The answer to the first that was asked so and is not answered."""
        answer = self._answered[work].pop(paired["id"], None)
        wanted = (paired["method"], paired["url"])
        for place, (method, url, asked) in enumerate(self._asked[work]):
            if (method, url) == wanted and answer is not None:
                del self._asked[work][place]
                yield Seen(_response(asked, answer, paired["id"]), actor=str(asked.target))
                return

    def _request(self, line: Line, asked: re.Match[str], text: str) -> Event:
        method, path = asked["method"], plain_path(urlsplit(asked["url"]).path)
        data = _DATA.search(text)
        instance, facts = exchange_facts(Side(method, path, json_of(data["data"]) if data else None, answer=False))
        target = next((component for pattern, component in _PATHS if pattern.search(path)), None)
        return Event(
            seq=0, time=line.time, clock=self._clock, channel="http", kind="request", source=self._component,
            target=target or UNSET, request_id=line.requests[0] if line.requests else UNSET,
            instance_id=instance or line.instance or UNSET, exchange=f"{self._clock}:{line.number}", method=method,
            path=path, token=_shown(_TOKEN, text), service_token=_shown(_SERVICE, text), facts=facts,
        )  # fmt: skip


def _response(asked: Event, answer: _Answer, own: str) -> Event:
    """The answer, with what its body shows."""
    instance, facts = exchange_facts(Side(str(asked.method), str(asked.path), answer.body, answer=True))
    return replace(
        asked, kind="response", time=answer.time, source=asked.target, target=asked.source, status=answer.status,
        request_id=own, instance_id=instance or asked.instance_id,
        facts=answer_facts(facts, answer.status, answer.body),
    )  # fmt: skip


def _shown(pattern: re.Pattern[str], text: str) -> Any:
    """A token as a trace keeps it; `None` where none was shown, and not known where it was masked by stars."""
    found = pattern.search(text)
    return token(found["value"]) if found else None
