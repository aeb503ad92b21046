"""What a RabbitMQ firehose shows."""

import json

import pytest
from msgspec import UNSET

from pytest_cloudflow.errors import TraceError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.firehose import Firehose
from pytest_cloudflow.probes.notifications import Notifications


def obj(name, **fields):
    return {"nova_object.name": name, "nova_object.data": fields}


FLAVOR = obj("Flavor", flavorid="f1", vcpus=2, memory_mb=512, root_gb=10, ephemeral_gb=4)
INSTANCE = obj("Instance", uuid="i1", user_id="u", project_id="p", image_ref="img", host=None, flavor=FLAVOR)


@pytest.fixture
def firehose():
    return Firehose(Components())


@pytest.fixture
def see(firehose):
    def see(user, *, kind="publish", exchange="nova", key="conductor", redelivered=None, ts=1.0, **message):
        record = {"ts": ts, "kind": kind, "exchange": exchange, "routing_keys": [key], "user": user}
        record |= {"redelivered": redelivered, "payload": {"oslo.message": json.dumps(message)}}
        return [seen.event for seen in firehose.see(record, "firehose.jsonl:1")]

    return see


def call(method, msg_id="m1", **args):
    return {
        "method": method,
        "args": args,
        "_msg_id": msg_id,
        "_unique_id": f"u-{msg_id}",
        "_context_request_id": "req-1",
    }


def cast(method, **args):
    return {"method": method, "args": args, "_unique_id": "u1", "_context_request_id": "req-1"}


def reply(msg_id="m1", result=None, failure=None):
    return {"result": result, "failure": failure, "ending": True, "_msg_id": msg_id, "_unique_id": "u-r"}


def test_a_call_names_who_calls_whom(see):
    (event,) = see("nova_conductor", key="scheduler", **call("select_destinations", instance_uuids=["i1"]))
    assert (event.channel, event.kind, event.mode, event.method) == ("rpc", "publish", "call", "select_destinations")
    assert (event.source, event.target, event.topic, event.server) == (
        "nova-conductor",
        "nova-scheduler",
        "scheduler",
        None,
    )
    assert (event.message_id, event.instance_id, event.request_id) == ("m1", "i1", "req-1")
    assert event.redelivered is UNSET


def test_a_cast_goes_to_a_server_by_its_unique_id(see):
    (event,) = see("nova_conductor", key="compute.h1.example", **cast("build_and_run_instance", instance=INSTANCE))
    assert (event.mode, event.topic, event.server, event.message_id) == ("cast", "compute", "h1.example", "u1")
    assert event.target == "nova-compute"


def test_a_cast_shows_what_is_to_be_built(see):
    networks = obj("NetworkRequestList", objects=[obj("NetworkRequest", network_id="n1", port_id=None),
                                                  obj("NetworkRequest", network_id="n2", port_id="p2")])  # fmt: skip
    volume = obj("BlockDeviceMapping", source_type="volume", volume_id="v1")
    disks = obj(
        "BlockDeviceMappingList", objects=[obj("BlockDeviceMapping", source_type="image", image_id="img"), volume]
    )
    args = {
        "instance": INSTANCE,
        "requested_networks": networks,
        "block_device_mapping": disks,
        "admin_password": "hush",
    }
    (event,) = see("nova_conductor", key="compute.h1", **cast("build_and_run_instance", **args))
    facts = event.facts
    assert (facts.flavor_id, facts.vcpus, facts.memory_mb, facts.disk_gb) == ("f1", 2, 512, 10)
    assert (facts.image_id, facts.network_ids, facts.port_ids, facts.volume_ids) == ("img", ["n1"], ["p2"], ["v1"])
    assert facts.host is UNSET, "the instance has none before the claim"


def test_an_instance_booted_from_a_volume_has_no_image(see):
    instance = obj("Instance", uuid="i1", image_ref="")
    (event,) = see("nova_conductor", key="compute.h1", **cast("build_and_run_instance", instance=instance))
    assert event.facts.image_id is None


def test_several_instances_are_listed(see):
    builds = [obj("BuildRequest", instance=obj("Instance", uuid=each, image_ref="img")) for each in ("i1", "i2")]
    (event,) = see("nova_api", **cast("schedule_and_build_instances", build_requests=builds))
    assert event.instance_id is UNSET
    assert event.facts.instance_ids == ["i1", "i2"]


def test_a_deliver_names_who_picked_it_up(see):
    see("nova_api", **cast("schedule_and_build_instances"))
    (event,) = see("nova_conductor", kind="deliver", redelivered=1, **cast("schedule_and_build_instances"))
    assert (event.kind, event.source, event.target, event.redelivered, event.cause) == (
        "deliver", "nova-conductor", None, True, None,
    )  # fmt: skip


def test_a_reply_has_the_method_of_its_call(see):
    see("nova_conductor", key="scheduler", **call("select_destinations", instance_uuids=["i1"]))
    hosts = [[obj("Selection", service_host="h2"), obj("Selection", service_host="h1")]]
    (event,) = see("nova_scheduler", exchange="", key="reply_1", **reply(result=hosts))
    assert (event.mode, event.method, event.message_id) == ("reply", "select_destinations", "m1")
    assert (event.source, event.target, event.instance_id, event.cause) == (
        "nova-scheduler",
        "nova-conductor",
        "i1",
        "m1",
    )
    assert (event.facts.host, event.facts.hosts) == ("h2", ["h2", "h1"])


def test_a_failure_is_named_and_masked(see):
    see("nova_conductor", key="scheduler", **call("select_destinations", instance_uuids=["i1"]))
    said = json.dumps({"class": "NoValidHost", "message": "password=hush none was found", "tb": ["hush"]})
    (event,) = see("nova_scheduler", exchange="", key="reply_1", **reply(failure=said))
    assert event.facts.failure.class_ == "NoValidHost"
    assert event.facts.failure.message == "password=*** none was found"


def test_a_reply_to_a_call_that_was_not_seen_has_no_method(see):
    (event,) = see("nova_scheduler", exchange="", key="reply_1", **reply())
    assert (event.method, event.target, event.message_id) == (UNSET, UNSET, "m1")


def test_calls_are_forgotten_in_the_end(see, monkeypatch):
    monkeypatch.setattr("pytest_cloudflow.probes.firehose.MAX_CALLS", 1)
    see("nova_conductor", **call("first", "m1"))
    see("nova_conductor", **call("second", "m2"))
    assert see("nova_scheduler", exchange="", key="r", **reply("m1"))[0].method is UNSET
    assert see("nova_scheduler", exchange="", key="r", **reply("m2"))[0].method == "second"


def test_an_act_on_an_object_names_its_instance_and_host(see):
    act = {"objname": "InstanceActionEvent", "objmethod": "event_start", "args": ["i1", "x"], "kwargs": {"host": "h1"}}
    (event,) = see("nova_compute_h1", **call("object_class_action_versions", **act))
    assert event.method == "object_class_action_versions:InstanceActionEvent.event_start"
    assert (event.instance_id, event.facts.host) == ("i1", "h1")


def test_a_saved_mapping_tells_that_there_is_a_connection(see):
    disk = obj("BlockDeviceMapping", instance_uuid="i1", volume_id="v1", connection_info='{"password": "hush"}')
    (event,) = see("nova_compute_h1", **call("object_action", objinst=disk, objmethod="save"))
    assert (event.instance_id, event.facts.volume_id, event.facts.connection) == ("i1", "v1", True)


def test_an_attachment_is_read_from_cinders_objects(see):
    volume = {"versioned_object.name": "Volume", "versioned_object.data": {"id": "v1"}}
    args = {"vref": volume, "connector": {"host": "h1"}, "attachment_id": "a1"}
    key = "cinder-volume.controller@ceph"
    (asked,) = see("cinder_api", exchange="openstack", key=key, **call("attachment_update", **args))
    (answered,) = see("cinder_volume", exchange="", key="r", **reply(result={"auth_password": "hush"}))
    assert (asked.topic, asked.server) == ("cinder-volume", "controller@ceph")
    assert (asked.facts.volume_id, asked.facts.attachment_id, asked.facts.host) == ("v1", "a1", "h1")
    assert answered.facts.connection is True


def test_a_fanout_is_known_by_its_exchange(see):
    (event,) = see("nova_compute_h1", exchange="scheduler_fanout", key="", **cast("update_instance_info"))
    assert (event.mode, event.topic, event.target) == ("fanout", "scheduler", "nova-scheduler")


def test_a_user_that_names_no_process_leaves_the_source_open(see):
    (event,) = see("openstack", **cast("build_and_run_instance"))
    assert event.source is UNSET


def test_the_order_of_the_broker_is_kept_when_the_clock_steps_back(see):
    (first,) = see("nova_api", ts=5.0, **cast("a"))
    (second,) = see("nova_api", ts=4.0, **cast("b"))
    assert first.time <= second.time
    assert first.clock == second.clock == "firehose"


def test_what_the_recorder_picks_up_is_no_part_of_the_cloud(see):
    assert see("recorder", kind="deliver", **cast("a")) == []


def test_notifications_pass_by_unless_somebody_listens(firehose, see):
    update = {"event_type": "instance.update", "payload": {}, "message_id": "n1"}
    assert see("nova_conductor", key="versioned_notifications.info", **update) == []
    told = Firehose(Components(), Notifications(Components()))
    record = {"ts": 1.0, "kind": "publish", "user": "nova_conductor", "payload": update}
    (seen,) = told.see(record, "f:1")
    assert (seen.event.channel, seen.event.source, seen.event.method) == (
        "notification",
        "nova-conductor",
        "instance.update",
    )
    assert told.see(record | {"kind": "deliver"}, "f:2") == []


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"kind": "publish"}, "ts is missing"),
        ({"ts": 1.0, "kind": "x"}, "neither"),
        ({"kind": "deliver", "ts": "1"}, "ts is str"),
    ],
)
def test_a_record_that_is_none_is_refused_with_its_place(firehose, broken, says):
    with pytest.raises(TraceError) as refused:
        firehose.see(broken, "firehose.jsonl:7")
    assert refused.value.where == "firehose.jsonl:7"
    assert says in str(refused.value)
    assert refused.value.mend
