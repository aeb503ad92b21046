"""What several probes see is told once, by the most trusted; one that cannot be opened leaves none open."""

import pytest

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.probes._seen import Seen
from pytest_cloudflow.probes.live import Together
from pytest_cloudflow.trace import Event


class Watching:
    def __init__(self, name, watched, events=(), *, broken=False):
        self.name, self.watched, self._events, self._broken = name, watched, events, broken
        self.opened = False

    def about(self):
        return [f"watches {', '.join(self.watched)}"]

    def open(self):
        self.opened = True
        if self._broken:
            raise TargetError("is broken", self.name)

    def take(self):
        return [Seen(event) for event in self._events]

    def close(self):
        self.opened = False


class Clinging(Watching):
    def close(self):
        raise TargetError("does not let go", self.name)


class Meddling(Watching):
    """Changes something."""

    def noting(self, note):
        self._note = note

    def open(self):
        self._note(f"undo {self.name}")
        super().open()


def event(clock, channel, kind, **fields):
    return Event(seq=0, time=1.0, clock=clock, channel=channel, kind=kind, **fields)


def clocks(*probes):
    return [each.event.clock for each in Together(probes).take()]


def test_an_exchange_is_told_by_who_watches_either_end():
    seen = [event("far", "http", "request", source="client", target="nova-api")]
    near = [event("near", "http", "request", source="client", target="nova-api")]
    elsewhere = [event("far", "http", "request", source="client", target="keystone")]
    assert clocks(Watching("a", {"http": ["nova-api"]}, near), Watching("b", {}, seen + elsewhere)) == ["near", "far"]


def test_who_watches_everything_leaves_nothing_to_others():
    told = [event("bus", "rpc", "deliver", source="nova-compute")]
    logged = [event("log", "rpc", "deliver", source="nova-compute")]
    assert clocks(Watching("a", {"rpc": ["*"]}, told), Watching("b", {"rpc": ["nova-compute"]}, logged)) == ["bus"]


def test_the_states_of_a_server_are_all_told_by_the_same():
    heard = [event("bus", "state", "change", instance_id="i-1")]
    polled = [event("api", "state", "change", instance_id=name) for name in ("i-1", "i-2")]
    assert clocks(Watching("a", {}, heard), Watching("b", {}, polled)) == ["bus", "api"]


def test_a_host_that_one_does_not_watch_is_left_to_another():
    defined = [event("libvirt", "hypervisor", "define", instance_id="i-1")]
    logged = [event("log", "hypervisor", "define", instance_id=name) for name in ("i-1", "i-2")]
    assert clocks(Watching("a", {"hypervisor": ["*"]}, defined), Watching("b", {}, logged)) == ["libvirt", "log"]


def test_what_is_watched_is_what_one_of_them_watches():
    several = Together([Watching("a", {"http": ["nova-api"]}), Watching("b", {"http": ["keystone"], "rpc": ["*"]})])
    assert several.watched == {"http": ["keystone", "nova-api"], "rpc": ["*"]}
    assert several.about() == ["a: watches http", "b: watches http, rpc"]


def test_one_that_cannot_be_opened_leaves_none_open():
    first, half, never = Watching("a", {}), Watching("b", {}, broken=True), Watching("c", {})
    never.close = lambda: pytest.fail("it was never to be opened")
    with pytest.raises(TargetError, match="b: is broken"):
        Together([first, half, never]).open()
    assert not first.opened
    assert not half.opened


def test_why_one_cannot_be_opened_is_told_whatever_comes_of_closing():
    broken = Clinging("b", {}, broken=True)
    with pytest.raises(TargetError, match="b: is broken") as refused:
        Together([broken]).open()
    assert refused.value.__notes__ == ["b: does not let go"]


def test_what_others_gave_is_kept_where_one_can_observe_no_longer():
    lost, told = Watching("b", {}), [event("far", "rpc", "deliver")]
    lost.take = lambda: 1 / 0
    before, after = Watching("a", {}, told), Watching("c", {}, [event("log", "scheduler", "filter")])
    several = Together([before, lost, after])
    with pytest.raises(ZeroDivisionError):
        several.take()
    for each in (before, lost, after):
        each.take = list
    assert [each.event.clock for each in several.take()] == ["far", "log"]
    assert several.take() == []


def test_all_are_closed_whatever_comes_of_one():
    first = Watching("a", {})
    several = Together([first, Clinging("b", {})])
    several.open()
    with pytest.raises(TargetError, match="does not let go"):
        several.close()
    assert not first.opened


def test_what_is_changed_is_noted():
    noted = []
    Together([Watching("a", {}), Meddling("b", {}), Meddling("c", {})]).open(noted.append)
    assert noted == ["undo b", "undo c"]


def test_nobody_needs_to_note_it():
    probe = Meddling("a", {})
    Together([probe]).open()
    assert probe.opened
