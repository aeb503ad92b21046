"""`api`: what the kit's own client sees of a cloud. It needs nothing but the account, and is always there.

Steps 1-3 as the client makes them, the answers that it gets, and the states that a server shows when it is looked at. A
state that came and went between two looks was not seen: the channel `state` is not watched here, so that a row that is
not seen is not observable, and never missing.

A look takes long (a quarter of a second, where nova-api asks neutron each time), and the state it shows held at some
moment of it. One in which a server still builds is told with the beginning of the look, any other with its end: so
neither is told to have come when it may have been otherwise.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace as replaced
from typing import Any
from urllib.parse import urlsplit

import requests
from msgspec import UNSET
from msgspec.structs import replace
from requests.adapters import HTTPAdapter

from ...trace._events import Event, Facts, Watched, fingerprint
from .._fields import failure, json_of, known, mapping, text
from .._http_facts import Side, exchange_facts
from .._seen import Seen
from ..http_exchanges import answer_facts, plain_path
from ..notifications import POWER_NUMBERS

CLOCK = "client"
_MAX_BODY = 1 << 20
_NAMES: Mapping[str, str] = {
    "identity": "keystone",
    "compute": "nova-api",
    "image": "glance-api",
    "network": "neutron-server",
    "block-storage": "cinder-api",
    "volumev3": "cinder-api",
    "placement": "placement",
}
"""Service types (https://service-types.openstack.org) and the components behind them."""
_BUILDING = "building"


class ApiProbe(HTTPAdapter):
    """A client's end of its exchanges. Mounted on the client's session of requests, it tells of each.

    :param now: UNIX seconds.

    :ivar requests, tokens, instances: by which its exchanges, and what follows from them, are known.
    """

    name = "api"

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._now = now
        self._services: dict[str, str] = {}
        self._seen: list[Seen] = []
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self.requests: set[str] = set()
        self.tokens: set[str] = set()
        self.instances: set[str] = set()

    def about(self) -> list[str]:
        """The client's own exchanges."""
        return ["what the client sees: its own exchanges, and states when it looks"]

    def open(self) -> None:
        """There is nothing to open: it sees from when it is mounted."""

    @property
    def watched(self) -> Watched:
        """HTTP at the client's end."""
        return {"http": ["client"]}

    def take(self) -> list[Seen]:
        """See `Probe`."""
        with self._lock:
            seen, self._seen = self._seen, []
        return seen

    def know(self, service: str, url: str) -> None:
        """Says what is behind a URL of the catalog: a service type, such as `compute`."""
        component = _NAMES.get(service)
        if component is not None:
            self._services[_plain(url)] = component

    def forget(self) -> None:
        """Begins anew: what follows belongs to another scenario."""
        self.requests, self.tokens, self.instances = set(), set(), set()
        self.take()

    def recognised(self, seen: Sequence[Seen]) -> Iterator[Seen]:
        """What others saw, with this client named where they could not tell who asked: by the ids and tokens it got.

        Who hands on an id is a service: glance answers under the id that it was handed.
        """
        unknown = {each.event.exchange for each in seen if each.event.source is UNSET and not each.acts_under}
        own = {each.event.exchange for each in seen if self._is_own(each.event)} & unknown
        for each in seen:
            yield replaced(each, event=_by_client(each.event)) if each.event.exchange in own else each

    def _is_own(self, event: Event) -> bool:
        return event.kind == "response" and (
            event.request_id in self.requests or event.facts.issued_token in self.tokens
        )

    def send(self, request: requests.PreparedRequest, **given: Any) -> requests.Response:  # type: ignore[override]
        """Sends it, and tells of the request and of what came back."""
        begin = self._now()
        asked = self._request(request, begin)
        try:
            response = super().send(request, **given)
        except BaseException:
            self._tell(asked, [])
            raise
        self._tell(asked, self._answered(asked, response))
        return response

    def _tell(self, asked: Event, answered: list[Event]) -> None:
        with self._lock:
            self._seen += [_seen(event) for event in (asked, *answered)]

    def _request(self, request: requests.PreparedRequest, begin: float) -> Event:
        url, headers = str(request.url), request.headers
        method, path = str(request.method), plain_path(urlsplit(url).path)
        instance, facts = exchange_facts(Side(method, path, _json(request.body), answer=False))
        subject = headers.get("X-Subject-Token")
        return Event(
            seq=0, time=begin, clock=CLOCK, channel="http", kind="request",
            source="client", target=self._component(url) or UNSET, cause=None,
            instance_id=instance or UNSET, exchange=f"client:{next(self._numbers)}", method=method, path=path,
            token=_print(headers.get("X-Auth-Token")), service_token=None,
            facts=replace(facts, subject_token=_print(subject)) if subject else facts,
        )  # fmt: skip

    def _answered(self, asked: Event, response: requests.Response) -> list[Event]:
        """The response, and the state that it shows."""
        end, body = self._now(), _content(response)
        instance, facts = exchange_facts(Side(str(asked.method), str(asked.path), body, answer=True))
        shown = _print(response.headers.get("X-Subject-Token"))
        answer = replace(
            asked,
            kind="response",
            time=end,
            source=asked.target,
            target="client",
            status=response.status_code,
            request_id=text(response.headers.get("x-openstack-request-id")),
            instance_id=instance or asked.instance_id,
            facts=answer_facts(facts, response.status_code, body, shown, asked.facts.subject_token),
        )
        self._note(answer)
        return [answer, *_states(answer, body, asked.time)]

    def _note(self, answer: Event) -> None:
        """Keeps by what its own exchanges, and what follows from them, can be told from others' on the same cloud."""
        if isinstance(answer.request_id, str):
            self.requests.add(answer.request_id)
        if isinstance(answer.facts.issued_token, str):
            self.tokens.add(answer.facts.issued_token)
        if answer.method == "POST" and str(answer.path).endswith("/servers") and isinstance(answer.instance_id, str):
            self.instances.add(answer.instance_id)

    def _component(self, url: str) -> str | None:
        """By the longest URL of the catalog that it begins with; keystone is known by its path alone."""
        plain = _plain(url)
        found = max((each for each in self._services if plain.startswith(each)), key=len, default=None)
        if found is not None:
            return self._services[found]
        return "keystone" if plain.endswith("/auth/tokens") else None


def _seen(event: Event) -> Seen:
    """What the API does meanwhile is done for the exchange, and for the id that its response shows."""
    if event.channel != "http" or not isinstance(event.target, str):
        return Seen(event)
    if event.kind == "request":
        return Seen(event, server=event.target)
    server = event.source if isinstance(event.source, str) else None
    return Seen(event, server=server, serves=(event.request_id,) if isinstance(event.request_id, str) else ())


def _by_client(event: Event) -> Event:
    """The event with the client at its end."""
    if event.kind == "request":
        return replace(event, source="client")
    return replace(event, target="client")


def _states(answer: Event, body: Any, begin: float) -> list[Event]:
    """The state that a look at a server shows; in error, with the fault."""
    server = mapping(mapping(body).get("server"))
    vm_state = known(server.get("OS-EXT-STS:vm_state"))
    if vm_state is None or answer.method != "GET":
        return []
    fault = mapping(server.get("fault"))
    power = server.get("OS-EXT-STS:power_state")
    return [
        Event(
            seq=0, time=begin if vm_state == _BUILDING else answer.time, clock=CLOCK, channel="state", kind="change",
            instance_id=answer.instance_id, vm_state=vm_state,
            task_state=known(server.get("OS-EXT-STS:task_state")),
            power_state=POWER_NUMBERS.get(power, UNSET) if type(power) is int else UNSET,
            facts=Facts(failure=failure(f"fault {fault.get('code')}", fault.get("message"))) if fault else Facts(),
        )
    ]  # fmt: skip


def _content(response: requests.Response) -> Any:
    """The JSON of an answer; an image's data is left to whoever asked for it."""
    if "json" not in response.headers.get("content-type", "") or len(response.content) > _MAX_BODY:
        return None
    return _json(response.content)


def _json(body: object) -> Any:
    """Of an image, or a proxy's page, nothing."""
    return json_of(body) if isinstance(body, str | bytes) and len(body) <= _MAX_BODY else None


def _print(token: str | bytes | None) -> str | None:
    if isinstance(token, bytes):
        token = token.decode("latin-1")
    return fingerprint(token) if token else None


def _plain(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}".rstrip("/")
