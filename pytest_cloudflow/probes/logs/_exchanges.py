"""What a service logs of the requests that it makes, where `default_log_levels` has keystoneauth at DEBUG.

```
keystoneauth.session  REQ: curl -g -i -X POST http://h1:9696/v2.0/ports -H "X-Auth-Token: {SHA256}5ae6…" … -d '{…}'
keystoneauth.session  RESP: [201] … X-Openstack-Request-Id: req-…
keystoneauth.session  RESP BODY: {"port": …}
keystoneauth.session  POST call to network for http://h1:9696/v2.0/ports used request id req-…
```
keystoneauth masks tokens by their SHA-256, of which a trace keeps the first digits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from msgspec import UNSET
from msgspec.structs import replace

from ...trace._events import Event
from .._fields import token
from .._http_facts import Side, exchange_facts
from .._seen import Seen
from ..http_exchanges import body_failure, plain_path
from ._line import Line

_ASKED = re.compile(r"REQ: curl \S+(?: -i)? -X (?P<method>[A-Z]+) (?P<url>\S+)")
_ANSWERED = re.compile(r"RESP: \[(?P<status>\d{3})\]")
_BODY = "RESP BODY: "
_HEADER = r'-H "{}: (?:{{SHA256}})?(?P<value>[^"]+)"'
_TOKEN = re.compile(_HEADER.format("X-Auth-Token"), re.IGNORECASE)
_SERVICE = re.compile(_HEADER.format("X-Service-Token"), re.IGNORECASE)
_SUBJECT = re.compile(_HEADER.format("X-Subject-Token"), re.IGNORECASE)
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


class ExchangesLog:
    """Reads one file.

    :param component: whose log it is.
    """

    def __init__(self, component: str, clock: str) -> None:
        self._component = component
        self._clock = clock
        self._asked: dict[tuple[object, ...], Event] = {}
        self._answered: dict[tuple[object, ...], Event] = {}
        self.seen_any = False

    def read(self, line: Line) -> Iterator[Seen]:
        """What a record says of an exchange."""
        if not line.logger.startswith(_LOGGERS):
            return
        text = _SOURCE.sub("", line.whole)
        work = (line.pid, line.requests)
        if asked := _ASKED.match(text):
            yield from self._told(work)
            self._asked[work] = event = self._request(line, asked, text)
            self.seen_any = True
            yield self._by(event, line)
        elif (answered := _ANSWERED.match(text)) and work in self._asked:
            self._answered[work] = self._response(line, self._asked.pop(work), int(answered["status"]), text)
        elif text.startswith(_BODY) and work in self._answered:
            self._answered[work] = _with_body(self._answered[work], _json(text.removeprefix(_BODY)))
            yield from self._told(work)

    def end(self) -> Iterator[Seen]:
        """Answers of which no body was told."""
        for work in tuple(self._answered):
            yield from self._told(work)

    def _told(self, work: tuple[object, ...]) -> Iterator[Seen]:
        answered = self._answered.pop(work, None)
        if answered is not None:
            yield Seen(answered, actor=str(answered.source))

    def _request(self, line: Line, asked: re.Match[str], text: str) -> Event:
        method, path = asked["method"], plain_path(urlsplit(asked["url"]).path)
        data = _DATA.search(text)
        instance, facts = exchange_facts(Side(method, path, _json(data["data"]) if data else None, answer=False))
        subject = _shown(_SUBJECT, text)
        target = next((component for pattern, component in _PATHS if pattern.search(path)), None)
        return Event(
            seq=0, time=line.time, clock=self._clock, channel="http", kind="request", source=self._component,
            target=target or UNSET, request_id=line.requests[0] if line.requests else UNSET,
            instance_id=instance or line.instance or UNSET, exchange=f"{self._clock}:{line.number}", method=method,
            path=path, token=_shown(_TOKEN, text), service_token=_shown(_SERVICE, text),
            facts=replace(facts, subject_token=subject) if subject else facts,
        )  # fmt: skip

    @staticmethod
    def _response(line: Line, asked: Event, status: int, text: str) -> Event:
        facts = exchange_facts(Side(str(asked.method), str(asked.path), None, answer=True))[1]
        own = _OWN_ID.search(text)
        facts = replace(facts, subject_token=asked.facts.subject_token)
        if status >= 400:
            facts = replace(facts, failure=body_failure(None, status))
        return replace(
            asked, kind="response", time=line.time, source=asked.target, target=asked.source, status=status,
            request_id=own["id"] if own else asked.request_id, facts=facts,
        )  # fmt: skip

    def _by(self, event: Event, line: Line) -> Seen:
        subject = event.facts.subject_token
        return Seen(
            event,
            actor=self._component,
            server=event.target if isinstance(event.target, str) else None,
            acts_under=line.requests,
            subject=subject if isinstance(subject, str) else None,
        )


def _with_body(answered: Event, body: Any) -> Event:
    instance, facts = exchange_facts(Side(str(answered.method), str(answered.path), body, answer=True))
    facts = replace(facts, subject_token=answered.facts.subject_token, failure=answered.facts.failure)
    if (answered.status or 0) >= 400 and body is not None:
        facts = replace(facts, failure=body_failure(body, int(answered.status or 0)))
    return replace(answered, facts=facts, instance_id=instance or answered.instance_id)


def _shown(pattern: re.Pattern[str], text: str) -> Any:
    """A token as a trace keeps it; `None` where none was shown, and not known where it was masked by stars."""
    found = pattern.search(text)
    return token(found["value"]) if found else None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None  # left out by keystoneauth, or cut off
