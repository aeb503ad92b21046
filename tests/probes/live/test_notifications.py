"""What services tell whoever listens, heard beside whoever else does."""

import pytest

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live.notifications import NotificationsOptions, NotificationsProbe


def update(task, state="building"):
    changed = {"nova_object.data": {"state": state, "new_task_state": task}}
    return {"nova_object.data": {"uuid": "i-1", "state_update": changed, "power_state": "pending"}}


@pytest.fixture
def probe(rabbitmq, publish):
    publish("nova", "nobody.listens", event_type="x", payload={})  # has the exchange there
    with_states = NotificationsOptions(amqp=rabbitmq.amqp, exchanges=("nova", "nowhere"), states=True)
    made = NotificationsProbe(with_states, Components())
    yield made
    made.close()


def test_each_change_of_state_is_told_once(probe, publish):
    probe.open()
    for task in ("networking", "networking", "spawning"):
        publish("nova", "versioned_notifications.info", event_type="instance.update", payload=update(task))
    seen = [each.event for each in probe.take()]
    assert [event.task_state for event in seen if event.channel == "state"] == ["networking", "spawning"]
    assert len([event for event in seen if event.channel == "notification"]) == 3
    publish("nova", "versioned_notifications.info", event_type="instance.update", payload=update(None, "active"))
    assert [each.event.vm_state for each in probe.take() if each.event.channel == "state"] == ["active"]


def test_other_keys_and_exchanges_are_left_alone(probe, publish):
    probe.open()
    publish("nova", "conductor", method="object_action", _msg_id="1")
    publish("elsewhere", "notifications.info", event_type="image.send", payload={})
    assert probe.take() == []


def test_states_are_watched_only_where_they_are_sent(rabbitmq):
    unsent = NotificationsProbe(NotificationsOptions(amqp=rabbitmq.amqp), Components())
    assert unsent.watched == {"notification": ["*"]}


def test_a_broker_without_any_of_the_exchanges(rabbitmq):
    options = NotificationsOptions(amqp=rabbitmq.amqp, exchanges=("none", "neither"))
    with pytest.raises(TargetError, match="has none of the exchanges none, neither"):
        NotificationsProbe(options, Components()).open()
