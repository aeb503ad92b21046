"""What notifications say, and the states that follow from them."""

import pytest
from msgspec import UNSET

from pytest_cloudflow.errors import TraceError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.notifications import Notifications


def obj(name, **fields):
    return {"nova_object.name": name, "nova_object.data": fields}


def versioned(vm_state, task_state, power="pending", instance="i1", **fields):
    update = obj(
        "InstanceStateUpdatePayload", state=vm_state, new_task_state=task_state, old_task_state="not to be trusted"
    )
    payload = obj("InstanceUpdatePayload", uuid=instance, state_update=update, power_state=power, **fields)
    return {"event_type": "instance.update", "payload": payload, "_context_request_id": "req-1"}


def unversioned(vm_state, task_state, instance="i1", **fields):
    payload = {"instance_id": instance, "state": vm_state, "new_task_state": task_state, **fields}
    return {"event_type": "compute.instance.update", "payload": payload}


@pytest.fixture
def told():
    """The states as `(vm_state, task_state, power_state)`, and the events, of a list of messages a second apart."""

    def told(*messages):
        reader = Notifications(Components())
        events = []
        for second, message in enumerate(messages):
            record = {"ts": float(second), "exchange": "nova", "payload": {"oslo.message": message}}
            events += [seen.event for seen in reader.see(record, f"notifications.jsonl:{second + 1}")]
        changes = [seen.event for seen in reader.changes()]
        return [(e.vm_state, e.task_state, e.power_state) for e in changes], events, changes

    return told


def test_a_notification_is_named_by_its_event_type(told):
    _, (event,), _ = told(versioned("building", "scheduling", host="h1", image_uuid="img"))
    assert (event.channel, event.kind, event.method, event.instance_id) == (
        "notification", "publish", "instance.update", "i1",
    )  # fmt: skip
    assert (event.request_id, event.facts.host, event.facts.image_id) == ("req-1", "h1", "img")
    assert event.source is UNSET, "publisher_id does not name the process"


def test_each_change_is_told_once(told):
    states, _, changes = told(
        versioned("building", "scheduling"),
        versioned("building", None),
        versioned("building", None, host="h1"),
        versioned("building", "networking"),
    )
    assert states == [("building", task, "nostate") for task in ("scheduling", None, "networking")]
    assert [(change.channel, change.kind, change.time) for change in changes][1] == ("state", "change", 1.0)


def test_both_formats_of_one_change_are_one_change(told):
    states, events, _ = told(
        unversioned("building", "networking"),
        versioned("building", "networking"),
        unversioned("active", None),
        versioned("active", None, power="running"),
    )
    assert states == [("building", "networking", "nostate"), ("active", None, "running")]
    assert len(events) == 4


def test_the_unversioned_alone_tell_no_power_state(told):
    states, _, _ = told(unversioned("building", "networking"), unversioned("building", "networking"))
    assert states == [("building", "networking", UNSET)]


def test_what_one_instance_is_told_in_does_not_matter_to_another(told):
    states, _, _ = told(versioned("building", None, instance="i1"), unversioned("error", None, instance="i2"))
    assert [state[0] for state in states] == ["building", "error"]


@pytest.mark.parametrize(
    ("said", "power"),
    [
        ("pending", "nostate"),
        ("running", "running"),
        (0, "nostate"),
        (1, "running"),
        (4, "shutdown"),
        (99, UNSET),
        (None, UNSET),
    ],
)
def test_power_states_have_the_names_of_a_trace(told, said, power):
    assert told(versioned("active", None, power=said))[0] == [("active", None, power)]


def test_a_change_knows_its_instance_and_request(told):
    _, _, (change,) = told(versioned("error", None))
    assert (change.instance_id, change.request_id) == ("i1", "req-1")


def test_a_state_comes_back_as_a_change(told):
    states, _, _ = told(
        versioned("building", "scheduling"), versioned("building", None), versioned("building", "scheduling")
    )
    assert len(states) == 3


def test_addresses_and_volumes_of_a_finished_instance_are_told(told):
    ip, disk = obj("IpPayload", address="10.0.0.5"), obj("BlockDevicePayload", volume_id="v1")
    message = versioned("active", None, ip_addresses=[ip], block_devices=[disk]) | {"event_type": "instance.create.end"}
    _, (event,), _ = told(message)
    assert (event.facts.fixed_ips, event.facts.volume_ids) == (["10.0.0.5"], ["v1"])


def test_a_port_is_told_with_its_instance(told):
    port = {"id": "p1", "network_id": "n1", "device_id": "i1", "fixed_ips": [{"ip_address": "10.0.0.5"}]}
    _, (event,), _ = told({"event_type": "port.create.end", "payload": {"port": port}})
    assert (event.instance_id, event.facts.port_id, event.facts.fixed_ips) == ("i1", "p1", ["10.0.0.5"])


def test_a_failed_build_is_told_with_its_failure(told):
    reason = obj(
        "ExceptionPayload", exception="NoValidHost", exception_message="none. Traceback (most recent call last): x"
    )
    payload = obj("ComputeTaskPayload", instance_uuid="i1", request_spec=obj("RequestSpecPayload"), reason=reason)
    _, (event,), _ = told({"event_type": "compute_task.build_instances.error", "payload": payload})
    assert (event.facts.failure.class_, event.instance_id) == ("NoValidHost", "i1")


def test_each_exchange_has_a_clock_of_its_own():
    reader = Notifications(Components())
    record = {"ts": 1.0, "payload": {"event_type": "port.create.end", "payload": {}}}
    clocks = {reader.see(record | {"exchange": each}, "f:1")[0].event.clock for each in ("nova", "neutron")}
    assert clocks == {"notifications:nova", "notifications:neutron"}


def test_what_is_no_notification_is_passed_over():
    assert Notifications(Components()).see({"ts": 1.0, "payload": {"method": "a"}}, "f:1") == []


def test_a_record_without_a_time_is_refused_with_its_place():
    with pytest.raises(TraceError, match=r"notifications\.jsonl:3: ts is missing"):
        Notifications(Components()).see({"payload": {}}, "notifications.jsonl:3")
