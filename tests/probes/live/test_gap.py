"""What was lost is told, even where nothing else was taken; and none of it is forgotten between two threads."""

from types import SimpleNamespace

import pytest

from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live._configured import configured
from pytest_cloudflow.probes.live._gap import gap
from pytest_cloudflow.probes.live._tap import Tap, _Box
from pytest_cloudflow.probes.sql import Logged

BROKER = "amqp://guest:guest@127.0.0.1:1//"
TABLES = {
    "rabbitmq": {"amqp": BROKER, "management": "http://127.0.0.1:1"},
    "notifications": {"amqp": BROKER},
    "sql": {"url": "mysql://127.0.0.1:1"},
}


@pytest.mark.parametrize("name", TABLES)
def test_a_gap_is_told_where_nothing_was_taken(name):
    [probe] = configured({name: TABLES[name]}, Components())
    source = probe._log if name == "sql" else probe._tap
    source.take = lambda: ([], True)
    if name == "rabbitmq":
        probe._management.tracing = lambda: True
    [seen] = probe.take()
    assert (seen.event.kind, seen.event.missed) == ("gap", probe.watched)


def test_it_was_before_the_first_that_was_taken_or_before_now():
    logged = [Logged(time, None, "") for time in (5.0, 6.0)]
    assert gap("c", logged, {}, lambda: 9.0).event.time == 5.0
    assert gap("c", [], {}, lambda: 9.0).event.time == 9.0


class GuardedBox(_Box):
    """Notes whether what is shared is changed under the lock."""

    __slots__ = ("guarded", "lock")

    def __setattr__(self, name, value):
        if hasattr(self, "lock") and name == "lost":
            object.__setattr__(self, "guarded", self.lock.locked())
        object.__setattr__(self, name, value)


def test_that_something_was_lost_is_noted_under_the_lock_that_forgets_it():
    tap = Tap(BROKER, "here")
    box = tap._box = GuardedBox()
    box.lock = tap._lock
    lost = {"exchange": "", "routing_key": f"{tap._name}-lost"}
    tap._take_in(SimpleNamespace(delivery_info=lost, headers={}, body=b"", ack=lambda: None))
    assert box.lost
    assert box.guarded
