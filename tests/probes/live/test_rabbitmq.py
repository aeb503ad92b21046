"""The firehose of a RabbitMQ: what passes is seen, what is lost is known, what was found is left."""

import pytest
import requests
from kombu import Connection

from deployments.openstack._waiting import Waiting
from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live.rabbitmq import RabbitmqOptions, RabbitmqProbe

STATE = {
    "nova_object.data": {
        "uuid": "i-1",
        "state_update": {"nova_object.data": {"state": "building", "new_task_state": "spawning"}},
        "power_state": "pending",
    }
}


@pytest.fixture
def made(rabbitmq):
    """Makes probes, and closes them."""
    probes = []

    def make(**given):
        options = {"amqp": rabbitmq.amqp, "management": rabbitmq.management, "allow_tracing": True, **given}
        probes.append(RabbitmqProbe(RabbitmqOptions(**options), Components()))
        return probes[-1]

    yield make
    for probe in probes:
        probe.close()


@pytest.fixture
def tracing(rabbitmq):
    """Whether tracing is on; and turns it on or off by hand."""

    def tracing(on=None):
        url = f"{rabbitmq.management}/api/vhosts/%2F"
        if on is not None:
            requests.put(url, json={"tracing": on}, timeout=30).raise_for_status()
        return requests.get(url, timeout=30).json()["tracing"]

    yield tracing
    tracing(False)


def wait_until_listed(rabbitmq, program):
    """The management API knows a connection only some seconds after it was made."""
    connections = f"{rabbitmq.management}/api/connections"
    assert Waiting().reached(lambda: program in requests.get(connections, timeout=30).text, 30)


def rpc(probe):
    return [each.event for each in probe.take() if each.event.channel == "rpc"]


def test_what_is_published_is_seen(made, cast):
    probe = made()
    probe.open()
    message = cast("i-1")
    [event] = rpc(probe)
    assert (event.kind, event.mode, event.topic, event.server) == ("publish", "cast", "compute", "h1")
    assert (event.message_id, event.instance_id, event.request_id) == (message, "i-1", "req-1")
    assert rpc(probe) == []


def test_who_consumes_is_told_by_the_name_that_its_connection_has(made, publish, rabbitmq):
    probe = made()
    probe.open()
    properties = {"client_properties": {"connection_name": "nova-conductor:1234:5678"}}
    with Connection(rabbitmq.amqp, transport_options=properties) as connection:
        publish("nova", "conductor", method="ignored", _unique_id="0")  # has the exchange there
        with connection.SimpleQueue("conductor", no_ack=True, queue_opts={"durable": False}) as queue:
            queue.queue.bind_to("nova", "conductor")
            publish(
                "nova", "conductor", method="object_action", _msg_id="1", _unique_id="2", args={"objmethod": "save"}
            )
            queue.get(timeout=30)
            wait_until_listed(rabbitmq, "nova-conductor")
            delivered = [event for event in rpc(probe) if event.kind == "deliver"]
    assert [event.source for event in delivered] == ["nova-conductor"]


def test_states_are_in_the_notifications_that_pass(made, publish):
    probe = made(states=True)
    assert probe.watched == {"rpc": ["*"], "notification": ["*"], "state": ["*"]}
    probe.open()
    publish("nova", "versioned_notifications.info", event_type="instance.update", payload=STATE, message_id="1")
    seen = [each.event for each in probe.take()]
    [state] = [event for event in seen if event.channel == "state"]
    assert (state.vm_state, state.task_state, state.power_state) == ("building", "spawning", "nostate")
    assert {event.clock for event in seen} == {"firehose"}


@pytest.mark.parametrize("found", [False, True])
def test_tracing_is_left_as_it_was_found(made, tracing, found):
    tracing(found)
    probe = made()
    probe.open()
    assert tracing()
    probe.close()
    assert tracing() is found


def test_tracing_is_not_turned_on_unasked(made, tracing, rabbitmq):
    probe = made(allow_tracing=False)
    with pytest.raises(TargetError, match="tracing of vhost / is off; set allow_tracing"):
        probe.open()
    assert not tracing()
    tracing(True)
    probe.open()
    assert "allow_tracing is not set" in probe.about()[0]


def test_how_to_undo_it_is_said_before_it_is_done(made, tracing):
    assert "rabbitmqctl trace_off -p /" in made().about()[0]
    assert not tracing()


def test_what_fails_half_way_is_left_as_it_was_found_and_may_be_opened_again(made, cast, tracing, monkeypatch):
    """Tracing may be on by then, whatever the answer was."""
    probe = made()
    turn = probe._management.set_tracing

    def turned_and_lost(on):
        turn(on)
        raise TargetError("cannot be reached", "management")

    with monkeypatch.context() as patched:
        patched.setattr(probe._management, "set_tracing", turned_and_lost)
        with pytest.raises(TargetError, match="cannot be reached"):
            probe.open()
    assert tracing()
    probe.close()
    assert not tracing()
    probe.open()
    cast("i-1")
    assert len(rpc(probe)) == 1


@pytest.mark.parametrize("found", [False, True])
def test_how_to_undo_it_is_noted_before_it_is_done(made, tracing, found):
    tracing(found)
    noted = []
    probe = made()
    probe.noting(lambda undo: noted.append((undo, tracing())))
    probe.open()
    assert noted == ([] if found else [("rabbitmqctl trace_off -p /", False)])


def test_what_is_dropped_is_a_gap(made, cast, monkeypatch):
    """A consumer that stalls: the queue keeps its bound, and says that it did."""
    monkeypatch.setattr("pytest_cloudflow.probes.live._tap.PREFETCH", 1)
    probe = made(held=10)
    probe.open()
    with probe._tap._lock:  # the consumer stands still here
        for number in range(100):
            cast(f"i-{number}")
    seen = [each.event for each in probe.take()]
    [gap] = [event for event in seen if event.kind == "gap"]
    assert gap.missed == {"rpc": ["*"], "notification": ["*"]}
    assert len([event for event in seen if event.kind == "publish"]) < 60
    cast("i-after")
    assert [event.kind for event in (each.event for each in probe.take())] == ["publish"]


def test_tracing_that_somebody_turns_off_is_a_gap(made, cast, tracing, monkeypatch):
    """From the last message that came until it is found out."""
    probe = made()
    probe.open()
    cast("i-1")
    came = probe._tap.take()
    tracing(False)
    monkeypatch.setattr(probe._tap, "take", lambda: came)
    published, *gaps = [each.event for each in probe.take()]
    assert published.instance_id == "i-1"
    assert [(event.kind, event.missed) for event in gaps] == [("gap", {"rpc": ["*"], "notification": ["*"]})] * 2
    assert published.time <= gaps[0].time <= gaps[1].time


def test_as_long_as_it_is_off_everything_is_missed(made, tracing):
    probe = made()
    probe.open()
    tracing(False)
    assert [[each.event.kind for each in probe.take()] for _ in range(2)] == [["gap"], ["gap"]]


def test_a_queue_is_gone_with_its_probe(made, rabbitmq):
    queues = f"{rabbitmq.management}/api/queues"
    probe = made()
    probe.open()
    probe.close()
    assert [each["name"] for each in requests.get(queues, timeout=30).json() if "cloudflow" in each["name"]] == []


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"amqp": "amqp://guest:s3cret@{amqp}//"}, r"\[probes.rabbitmq\] amqp: 127.0.0.1:\d+ vhost /: .*refused"),
        (
            {"amqp": "amqp://guest:guest@127.0.0.1:1//"},
            r"\[probes.rabbitmq\] amqp: 127.0.0.1:1 vhost /: .*; amqp://USER:PASSWORD@HOST",
        ),
        ({"management": "http://guest:s3cret@{management}"}, r"management: .* refuses GET .*\(401\)"),
        ({"management": "http://guest:guest@127.0.0.1:1"}, "cannot be reached"),
        ({"amqp": "amqp://guest:guest@{amqp}/nowhere"}, "answers 404; the name of a virtual host"),
    ],
)
def test_a_broker_that_cannot_be_used(made, rabbitmq, given, line):
    places = {"amqp": rabbitmq.amqp.split("@")[1].rstrip("/"), "management": rabbitmq.management.split("@")[1]}
    probe = made(**{key: value.format(**places) for key, value in given.items()})
    with pytest.raises(TargetError, match=line) as refused:
        probe.open()
    assert "s3cret" not in str(refused.value)


def test_a_broker_that_goes_away(made, rabbitmq):
    probe = made()
    probe.open()
    for each in requests.get(f"{rabbitmq.management}/api/connections", timeout=30).json():
        requests.delete(f"{rabbitmq.management}/api/connections/{each['name']}", timeout=30)
    probe._tap._consuming.connection.transport.sock.shutdown(2)
    with pytest.raises(TargetError, match=r"is the broker up|lost"):
        probe.take()
