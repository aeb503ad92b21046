"""Two clouds in one process see nothing of each other, and nothing is left of one that is closed or forgotten."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

import pytest

from reference_impl.context import Context
from reference_impl.messaging import Bus, Dispatch, MessagingTimeout
from reference_impl.world import World

both = pytest.mark.parametrize("dispatch", ["stepped", "threads"])


@both
def test_two_clouds_never_see_each_other(dispatch: Dispatch, context: Context, endpoint: Any, told: Any) -> None:
    other_endpoint, other_told = type(endpoint)(), type(told)()
    with Bus(observe=told, dispatch=dispatch) as bus, Bus(observe=other_told, dispatch=dispatch) as other:
        bus.serve("nova-conductor", "conductor", endpoint=endpoint)
        other.serve("nova-conductor", "conductor", endpoint=other_endpoint)
        bus.client("nova-api").cast(context, "conductor", "mine")
        other.client("nova-api").fanout(context, "conductor", "theirs")
        bus.run_until_idle()
        other.run_until_idle()
        with pytest.raises(MessagingTimeout):
            other.client("nova-api").call(context, "compute", "go", timeout=0.01)
    assert [method for method, _, _ in endpoint.calls] == ["mine"]
    assert [method for method, _, _ in other_endpoint.calls] == ["theirs"]
    assert {each["method"] for each in told.events} == {"mine"}
    assert {each["method"] for each in other_told.events} == {"theirs", "go"}


@both
def test_a_closed_cloud_leaves_no_thread_no_queue_and_no_object(
    dispatch: Dispatch, context: Context, endpoint: Any
) -> None:
    before = set(threading.enumerate())
    bus = Bus(dispatch=dispatch)
    bus.serve("nova-compute", "compute", "h1", endpoint=endpoint, workers=3)
    bus.client("nova-api").call(context, "compute", "go", server="h1")
    bus.client("nova-api").cast(context, "compute", "go")
    bus.close()
    assert set(threading.enumerate()) == before
    assert bus.broker.queues == ()
    assert not bus.broker.ready
    assert not bus.broker.bindings.bindings
    gone = [weakref.ref(bus), weakref.ref(bus.broker)]
    del bus
    gc.collect()
    assert [each() for each in gone] == [None, None]


def test_a_stepped_cloud_that_is_merely_forgotten_is_collected(context: Context, endpoint: Any) -> None:
    bus = Bus(World.seeded(1))
    bus.serve("nova-compute", "compute", "h1", endpoint=endpoint)
    bus.client("nova-api").call(context, "compute", "go")
    bus.client("nova-api").cast(context, "compute", "go")
    gone = [weakref.ref(bus), weakref.ref(bus.broker)]
    del bus
    gc.collect()
    assert [each() for each in gone] == [None, None]


def test_a_thousand_calls_leave_nothing_behind(context: Context, endpoint: Any) -> None:
    with Bus() as bus:
        bus.serve("nova-conductor", "conductor", endpoint=endpoint)
        client = bus.client("nova-api")
        client.call(context, "conductor", "go")
        gc.collect()
        queues, objects = bus.broker.queues, len(gc.get_objects())
        for _ in range(1000):
            client.call(context, "conductor", "go")
            endpoint.calls.clear()
        gc.collect()
        assert bus.broker.queues == queues
        assert len(gc.get_objects()) - objects < 100
