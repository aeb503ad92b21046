"""Ties events to boots, in one pass, and says when a boot's window has closed (CONTRACT section 4).

A boot exists where a boot request, an insert into `instances` or a scenario says so. Its events are those tied by
exchange, message and cause from its request, or by its instance. Memory grows with the boots in flight.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable

from msgspec import UNSET

from ..trace._events import Event, Expectation, Header, Text, Watched
from ._boot import Act, Boot
from ._gaps import Gaps
from ._logins import Logins
from ._orphans import Orphans
from ._plan import Plan
from ._time import TraceTime
from ._watch import Watch

_ACTING = ("DELETE", "POST")


class Flights:
    """The boots in flight.

    :ivar gaps: what was missed so far, whether or not a boot was in flight.
    """

    def __init__(self, plan: Plan, header: Header) -> None:
        self.gaps = Gaps()
        self._plan = plan
        self._header = header
        self._time = TraceTime(max(header.boot_timeout, header.settle), header.settle)
        self._watch = Watch((header.watched,))
        self._owners: dict[Text, Boot] = {}
        self._instances: dict[Text, Boot] = {}
        self._boots: dict[Boot, None] = {}
        self._missed: list[tuple[float, Watched]] = []
        self._losing: Watched | None = None
        self._logins = Logins()
        self._orphans = Orphans(max(header.settle, header.max_skew, 1.0))
        self._deadlines: list[tuple[float, int, Boot]] = []
        self._pushed = 0
        self._first_seq: int | None = None
        self._scenario: Event | None = None
        self._scenario_boots = 0
        self._scenario_watch = self._watch

    def take(self, event: Event) -> list[Boot]:
        """Takes in one event; the boots whose window it closes."""
        now = self._time.advance(event)
        if self._first_seq is None:
            self._first_seq = event.seq
        done: list[Boot] = []
        if event.channel == "kit":
            done = self._kit(event, now)
        elif event.method in _ACTING and (acted_on := self._acted_on(event)) is not None:
            done = self._user_acts(acted_on, event)
        elif event.method == "POST" and self._is_login(event):
            self._logins.take(event, now)
        else:
            if event.source == "client" and event.kind == "request":
                self._logins.shown(event, now)
            owner = self._owners.get
            boot = owner(event.exchange) or owner(event.message_id) or owner(event.cause)
            boot = boot or self._instances.get(event.instance_id) or self._begun(event, now)
            if boot is not None:
                self._add(boot, event, now)
            else:
                self._orphans.keep(event, now)
        if self._deadlines and self._deadlines[0][0] <= now:
            done += self._due(now)
        return done

    def finish(self, finished: float | None) -> list[Boot]:
        """The boots that are left when the trace ends."""
        now = self._time.now if finished is None else self._time.until(finished)
        for boot in self._boots:
            boot.closed = self._over(boot, now) or self._silent(boot, finished)
        return [self._close(boot, boot.closed) for boot in list(self._boots)]

    def _add(self, boot: Boot, event: Event, now: float) -> None:
        """The event is the boot's, and with it all that waits for what it names, and for what that names, and so on."""
        resting = boot.ended
        owners, instances = self._owners, self._instances
        waited: list[Event] = []
        while True:
            instance = event.instance_id
            other = instances.get(instance)
            if other is not boot and other is not None and other.unasked:
                self._merge(other, boot)
            boot.add(event, now)
            if event.method == "POST" and self._is_boot(event):
                self._asked(boot, event, now)
            for key in (event.exchange, event.message_id, event.cause):
                if key not in owners and type(key) is str:
                    owners[key] = boot
                    boot.keys.append(key)
                    waited += self._orphans.adopt(key)
            if other is None and type(instance) is str:
                instances[instance] = boot
                boot.instances.append(instance)
                waited += self._orphans.adopt(f"instance {instance}")
            if not waited:
                break
            event = waited.pop()
        if boot.ended != resting:
            boot.leapt = self._time.leapt
            if resting is None:
                self._watch_over(boot)

    def _merge(self, entered: Boot, boot: Boot) -> None:
        """What an entry began of which it was not known whose it is turns out to be the boot's."""
        boot.absorb(entered)
        self._owners.update(dict.fromkeys(entered.keys, boot))
        self._instances.update(dict.fromkeys(entered.instances, boot))
        del self._boots[entered]

    def _asked(self, boot: Boot, event: Event, now: float) -> None:
        """The boot request, or its answer; a boot that is refused ends there: no instance follows."""
        if event.kind == "request" and boot.asked is None:
            boot.asked = event
            boot.awaited = self._logins.awaited(event)
        elif type(event.status) is int and event.status >= 400:
            boot.ended = now

    def _is_boot(self, event: Event) -> bool:
        return event.method == "POST" and self._plan.http_key(event) == self._plan.boot

    def _is_login(self, event: Event) -> bool:
        return event.channel == "http" and self._plan.http_key(event) == self._plan.login

    def _begun(self, event: Event, now: float) -> Boot | None:
        """A new boot, if the event says that there is one."""
        boots = event.channel == "http" and self._is_boot(event)
        inserts = event.channel == "db" and event.table == "instances" and event.operation == "insert"
        return self._open(event, now) if boots or (inserts and event.kind == "write") else None

    def _open(self, event: Event, now: float) -> Boot:
        boot = Boot(self._watched_by(event, now), now)
        boot.unasked = event.channel == "db" and event.cause is UNSET
        boot.opens_trace = event.seq == self._first_seq
        boot.near_start = now < self._header.boot_timeout
        if self._scenario is not None:
            self._scenario_boots += 1
            boot.scenario = self._scenario.scenario if isinstance(self._scenario.scenario, str) else None
            expect = self._scenario.expect
            boot.expect = expect if isinstance(expect, Expectation) else None
        self._boots[boot] = None
        self._watch_over(boot)
        return boot

    def _watched(self) -> Watch:
        """What is watched from now on."""
        return self._watch if self._losing is None else self._watch.without(self._losing)

    def _watched_by(self, event: Event, now: float) -> Watch:
        """What was watched of a boot that begins; if that is not known by its request, the request may be lost."""
        watch = self._watched()
        if event.kind != "request":
            for when, missed in self._missed:
                watch = watch.without(missed) if now - when <= self._header.boot_timeout else watch
        return watch

    def _acted_on(self, event: Event) -> Boot | None:
        """The boot whose server a user deletes, or acts on."""
        path = event.path
        if type(path) is not str or "/servers/" not in path:
            return None
        server = path.rsplit("/servers/", 1)[1]
        if event.method == "DELETE":
            return self._instances.get(server)
        return self._instances.get(server.removesuffix("/action")) if server.endswith("/action") else None

    def _user_acts(self, boot: Boot, event: Event) -> list[Boot]:
        """What follows a user's act is no part of the boot, once it is known that the act was not refused."""
        act = boot.acts.get(event.exchange)
        if act is None:
            at_rest = boot.ended is not None
            act = boot.acts[event.exchange] = Act(event.seq, at_rest, at_rest or self._to_be_left(boot))
        status = event.status
        if event.kind == "request" or type(status) is not int:
            return []
        if status < 300:
            boot.cut(act)
            return [self._close(boot, act.ends)]
        del boot.acts[event.exchange]
        return []

    def _to_be_left(self, boot: Boot) -> bool:
        """Whether this is a scenario that must fail, and the user leaves off in the middle of it: as far as it is."""
        return self._scenario is not None and boot.expect is not None

    def _watch_over(self, boot: Boot) -> None:
        """Notes when the boot's window closes, if nothing more happens to it."""
        self._pushed += 1
        heapq.heappush(self._deadlines, (self._deadline(boot), self._pushed, boot))

    def _due(self, now: float) -> list[Boot]:
        """The boots whose window has closed; those to which something happened meanwhile get a later deadline."""
        done: list[Boot] = []
        while self._deadlines and self._deadlines[0][0] <= now:
            boot = heapq.heappop(self._deadlines)[2]
            if boot not in self._boots:
                continue
            if self._over(boot, now):
                done.append(self._close(boot, True))
            else:
                self._watch_over(boot)
        return done

    def _deadline(self, boot: Boot) -> float:
        silence = boot.last + self._header.boot_timeout
        if boot.ended is None:
            return silence
        return min(silence, boot.ended + self._header.settle + self._time.leapt - boot.leapt)

    def _over(self, boot: Boot, now: float) -> bool:
        return now >= self._deadline(boot)

    def _silent(self, boot: Boot, finished: float | None) -> bool:
        """Whether nothing happened for the whole window, by the times as they stand; trace time may lag.

        The clock that told of the last event may be behind the one that says when the observation ended.
        """
        window = self._header.boot_timeout + self._header.max_skew
        return finished is not None and boot.last_event is not None and finished - boot.last_event.time >= window

    def _close(self, boot: Boot, closed: bool) -> Boot:
        """Lets the boot go.

        :param closed: whether what was not seen did not happen. After an act that was not answered that is not known.
        """
        act = next(iter(boot.acts.values()), None)
        if act is not None and act.at_rest:
            boot.cut(act)
        boot.closed = closed if act is None else act.ends or (closed and boot.ended is not None)
        if not boot.login:
            self._log_in(boot)
        del self._boots[boot]
        for key in boot.keys:
            self._owners.pop(key, None)
        for instance in boot.instances:
            del self._instances[instance]
        return boot

    def _log_in(self, boot: Boot) -> None:
        """Ties the boot's login to it; by now all that names a token has come."""
        boot.login = self._logins.of(boot.asked, boot.tokens)
        boot.login_lost = self._logins.unasked(boot.login)
        if not boot.login and boot.awaited is not None:
            boot.login, boot.login_lost = self._logins.still(boot.awaited), boot.awaited.lost

    def _kit(self, event: Event, now: float) -> list[Boot]:
        if event.kind == "watch" and isinstance(event.watched, dict):
            watched = event.watched
            self._watch = Watch((watched,))
            self._rewatch(lambda watch: watch.also(watched, event.seq))
        elif event.kind == "gap" and isinstance(event.missed, dict):
            self.gaps.take(event)
            self.missed(event.missed)
        elif event.kind == "scenario" and event.phase == "begin":
            self._scenario, self._scenario_boots, self._scenario_watch = event, 0, self._watched()
        elif event.kind == "scenario":
            return self._scenario_ends(now)
        return []

    def missed(self, missed: Watched) -> None:
        """Something was missed there, for the boots in flight and the logins without an answer."""
        now, window = self._time.now, self._header.boot_timeout
        self._missed = [(at, other) for at, other in self._missed if other != missed and now - at <= window]
        self._missed.append((now, missed))
        self._logins.missed(missed)
        self._rewatch(lambda watch: watch.without(missed))

    def losing(self, missed: Watched | None) -> None:
        """From here on something may be missed there at any time, for the boots that begin too; `None`: no longer."""
        self._losing = missed

    def _rewatch(self, change: Callable[[Watch], Watch]) -> None:
        """Boots that shared a watch share the new one. A scenario may turn out to be a boot, though none was begun."""
        if self._scenario is not None:
            self._scenario_watch = change(self._scenario_watch)
        changed: dict[int, Watch] = {}
        for boot in self._boots:
            key = id(boot.watch)
            if key not in changed:
                changed[key] = change(boot.watch)
            boot.watch = changed[key]

    def _scenario_ends(self, now: float) -> list[Boot]:
        """A scenario in which nothing was asked of nova-api is a boot all the same: its login says how far it came."""
        begun, boots = self._scenario, self._scenario_boots
        done: list[Boot] = []
        if begun is not None and boots == 0:
            boot = self._open(begun, now)
            boot.login = self._logins.since(begun.seq)
            boot.watch = self._scenario_watch
            done.append(self._close(boot, True))
        self._scenario = None
        return done
