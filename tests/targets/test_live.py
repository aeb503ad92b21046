"""The trace of a cloud that is used: what was seen of it is in the trace, also where it can be used no longer."""

from contextlib import nullcontext

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.scenarios import named
from pytest_cloudflow.targets._live import Live
from pytest_cloudflow.trace import Header, Recorder


class Watched:
    """A cloud whose probes keep what they see until they are asked, and its user."""

    prefix = "kit"

    def __init__(self, *, breaks=None, loses=None):
        self.header = Header(target="told", started=0.0)
        self.events = []
        self.recorder = Recorder(lambda: 0.0, [self.events.append])
        self.settled = False
        self._seen = []
        self._breaks = breaks
        self._loses = loses

    def user(self):
        return self

    def begin(self):
        self._seen.clear()

    def settle(self):
        self.settled = True

    def take_in(self):
        if self._loses is not None:
            raise self._loses
        while self._seen:
            self.recorder.record("http", "request", method=self._seen.pop(0))

    def trouble(self, _name):
        return nullcontext()

    def close(self):
        pass

    def log_in(self):
        self._seen.append("log in")

    def make_volumes(self, _name, _wanted):
        return []

    def boot(self, name, _wanted, _volumes):
        self._seen.append("boot")
        return name

    def wait(self, _server):
        if self._breaks is not None:
            raise self._breaks

    def delete(self, _server):
        self._seen.append("delete")

    def tidy(self):
        pass


def told(cloud):
    """What the trace tells, and with what it ends."""
    seen, trace = [], Live(cloud, named(["image"]))
    try:
        for event in trace:
            seen.append(event.phase if event.channel == "kit" else event.method)
    except TargetError as error:
        return seen, error
    return seen, trace.complete


def test_a_scenario_that_was_gone_through_is_told_with_its_end():
    assert told(Watched()) == (["begin", "log in", "boot", "end"], True)


def test_what_was_seen_until_the_cloud_was_lost_is_told_without_an_end():
    lost = TargetError("nova-api does not answer")
    cloud = Watched(breaks=lost)
    assert told(cloud) == (["begin", "log in", "boot"], lost)
    assert not cloud.settled


def test_what_was_wrong_first_is_what_is_said():
    lost = TargetError("nova-api does not answer")
    assert told(Watched(breaks=lost, loses=TargetError("the broker is gone too"))) == (["begin"], lost)


def test_a_probe_that_has_lost_what_it_watches_is_said():
    lost = TargetError("the broker is gone")
    assert told(Watched(loses=lost)) == (["begin"], lost)
