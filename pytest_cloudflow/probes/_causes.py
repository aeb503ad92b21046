"""Ties what was done to what its doer was serving when it did it: the `cause` of each event.

Two things travel through a boot, and by both an act can be tied to the exchange or message that it serves. What shows
neither is tied by time alone (`_serving.py`).

The request id: as `X-Openstack-Request-Id` with every call of a service to another, as context with every message. A
process that was handed work under an id acts under that id, in its background threads too. The API that an exchange
went to acts under the id it gave the exchange; glance, under the one it was handed.

The token: keystonemiddleware's validations carry no request id. They are made by a service while it serves an exchange
that showed the very token, as the user's or as the service's.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from ..trace._events import Event
from ._seen import Seen
from ._serving import BUSY, Serving, ends, text
from ._works import Work, Works


def tied(seen: Sequence[Seen], skew: float) -> list[Event]:
    """The events with their causes, in the order they are given in, which is that of time.

    :param skew: seconds by which the clocks of two recorders may differ: work may be seen to begin that much later than
        what is done for it.
    """
    return _Causes(seen, skew).events()


def in_order(seen: Iterable[Seen]) -> list[Seen]:
    """By time; what was seen at the same time keeps the order in which it was handed in."""
    return sorted(seen, key=lambda each: each.event.time)


class _Causes:
    def __init__(self, seen: Sequence[Seen], skew: float) -> None:
        self._seen = seen
        self._skew = skew
        self._by_request: dict[tuple[str, str], list[Work]] = {}
        self._by_token: dict[tuple[str, str], Works] = {}
        self._by_exchange: dict[str, Work] = {}
        self._by_call: dict[str, Work] = {}
        self._serving = Serving(skew)
        for each in seen:
            self._take(each)

    def events(self) -> list[Event]:
        requests: dict[str, Event] = {}
        events = []
        for each in self._seen:
            event = self._with_cause(each, requests)
            if event.kind == "request":
                requests[str(event.exchange)] = event
            events.append(event)
        return events

    def _take(self, seen: Seen) -> None:
        """Notes what a process is handed, and when an exchange has ended."""
        event = seen.event
        if event.kind == "response":
            self._end(seen)
        elif event.kind == "publish" and event.mode == "reply" and str(event.message_id) in self._by_call:
            self._by_call[str(event.message_id)].end = event.time
        if seen.server is None or event.kind == "response":
            return
        http = event.channel == "http"
        unit = str(event.exchange if http else event.message_id)
        flavor = text(event.facts.flavor_id)
        work = Work(unit, event.time, text(event.instance_id), text(event.request_id), flavor, by_bus=not http)
        for request in seen.serves:
            self._by_request.setdefault((seen.server, request), []).append(work)
        self._serve(seen, work)
        if http:
            self._by_exchange[unit] = work
            for shown in {event.token, event.service_token}:
                if isinstance(shown, str):
                    self._by_token.setdefault((seen.server, shown), Works()).add(work)

    def _serve(self, seen: Seen, work: Work) -> None:
        """Notes what is served from now on, and under which ids: of a message, those that came with it."""
        request = text(seen.event.request_id)
        work.requests.update(seen.serves, [request] if request else [])
        if seen.event.mode == "call":
            self._by_call[work.id] = work
        self._serving.add(str(seen.server), work, ends=ends(seen.event), method=text(seen.event.method))

    def _end(self, seen: Seen) -> None:
        """Notes that an exchange is over, and the id that its server gave it, if only the response shows that."""
        work = self._by_exchange.get(str(seen.event.exchange))
        if work is None:
            return
        work.end = seen.event.time
        work.instance = work.instance or text(seen.event.instance_id)
        work.requests.update(seen.serves)
        for request in seen.serves if seen.server else ():
            work.request = work.request or request
            works = self._by_request.setdefault((str(seen.server), request), [])
            if work not in works:
                insort(works, work, key=lambda each: each.begin)

    def _with_cause(self, seen: Seen, requests: dict[str, Event]) -> Event:
        event = seen.event
        if event.cause is not UNSET:
            return event
        if event.kind == "response":
            request = requests.get(str(event.exchange))
            return replace(event, cause=request.cause, request_id=request.request_id) if request else event
        if event.kind == "request" and event.request_id is UNSET and event.exchange in self._by_exchange:
            event = replace(event, request_id=self._by_exchange[str(event.exchange)].request or UNSET)
        if event.source == "client":
            return replace(event, cause=None)
        work = self._work(seen)
        if work is None:
            return event
        return replace(event, cause=work.id, request_id=event.request_id if seen.acts_under else work.request or UNSET)

    def _work(self, seen: Seen) -> Work | None:
        if seen.actor is None:
            return None
        time = seen.event.time
        if seen.by_time:
            return self._serving.work(seen)
        if seen.subject is not None and not seen.acts_under:
            return self._validating(seen.actor, seen.subject, time)
        for request in seen.acts_under:
            works = self._by_request.get((seen.actor, request))
            if works:
                return self._latest(works, time, text(seen.event.instance_id))
        return None

    def _latest(self, works: list[Work], time: float, instance: str | None) -> Work | None:
        """What was handed over last; of several instances under one request, what is about the one that is named.

        Where nothing had been handed over by then, what was soon after: its recorder was busy.
        """
        begun = [work for work in works if work.begin <= time]
        if not begun:
            late = max(self._skew, BUSY) if works[0].by_bus else self._skew
            return works[0] if works[0].begin <= time + late else None
        own = [work for work in begun if instance and work.instance == instance]
        return (own or begun)[-1]

    def _validating(self, actor: str, subject: str, time: float) -> Work | None:
        """The exchange for which a token is validated: of several that showed it, the first that still lacks that.

        A service that remembers validations makes none for an exchange whose token it knows. Where several wait,
        which of them asked cannot be told; then the validation stands with the first.
        """
        shown = self._by_token.get((actor, subject))
        near = list(shown.at(time, self._skew)) if shown else []
        serving = [work for work in near if work.begin <= time <= work.end] or near
        lacking = [work for work in serving if subject not in work.done]
        chosen = next(iter(lacking or serving[-1:]), None)
        if chosen is not None:
            chosen.done.add(subject)
        return chosen
