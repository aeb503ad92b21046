"""POST /v2.1/servers: steps 3 to 8 in their order, and nothing left behind where the request is refused."""

from __future__ import annotations

from typing import Any

import pytest

from reference_impl.context import Context
from reference_impl.nova.database import AUTO, UNLIMITED, Flavor

from .conftest import IMAGE, NETWORK, OTHER_NETWORK, OTHER_VOLUME, PORT, VOLUME, Cloud, Endpoint

NO_ID = "9" * 32


def volume(volume_id: str = VOLUME, **more: Any) -> dict[str, Any]:
    return {"uuid": volume_id, "source_type": "volume", "destination_type": "volume", **more}


ROOT = volume(boot_index=0)


def test_a_boot_is_answered_at_once_with_where_the_server_will_be(cloud: Cloud) -> None:
    answer = cloud.boot()
    server = answer.json["server"]
    assert answer.status == 202
    assert answer.headers["location"] == f"http://nova.cloud/v2.1/servers/{server['id']}"
    assert {"id", "links", "OS-DCF:diskConfig", "adminPass", "security_groups"} == server.keys()


def test_the_steps_come_in_their_order(cloud: Cloud) -> None:
    cloud.boot()
    shown = [
        each.get("table") or each.get("path") or each.get("method") or each["what"]
        for each in cloud.told
        if each["what"] in ("http.request", "db.read", "db.write", "rpc.publish")
    ]
    assert shown[:7] == [
        "/v2.1/servers",
        "flavors",
        "quotas",
        f"/v2/images/{IMAGE}",
        f"/v2.0/networks/{NETWORK}",
        "instances",
        "run_instance",
    ]


def test_all_is_done_under_the_exchange_of_the_request(cloud: Cloud) -> None:
    cloud.boot()
    [request] = cloud.told.of("http.request", path="/v2.1/servers")
    under = [
        *cloud.told.of("db.read"),
        *cloud.told.of("db.write"),
        *cloud.told.of("state.change"),
        *cloud.told.of("rpc.publish", mode="call"),
        *cloud.told.of("http.request", source="nova-api"),
    ]
    assert {each["cause"] for each in under} == {request["exchange"]}
    assert {each["request_id"] for each in under} == {request["request_id"]}


def test_the_request_shows_what_is_asked_for_and_the_answer_which_server(cloud: Cloud) -> None:
    instance = cloud.booted(block_device_mapping_v2=[volume(boot_index=-1)])
    [request], [response] = (
        cloud.told.of("http.request", path="/v2.1/servers"),
        cloud.told.of("http.response", status=202),
    )
    assert request["facts"] == {
        "image_id": IMAGE,
        "flavor_id": "f1",
        "network_ids": [NETWORK],
        "port_ids": [],
        "volume_ids": [VOLUME],
    }
    assert response["instance_id"] == instance.id


@pytest.mark.parametrize(
    ("changes", "facts"),
    [
        ({"imageRef": None, "block_device_mapping_v2": [ROOT]}, {"image_id": None, "volume_ids": [VOLUME]}),
        ({"networks": "auto"}, {"network_ids": ["auto"], "port_ids": []}),
        ({"networks": "none"}, {"network_ids": [], "port_ids": []}),
        ({"networks": [{"port": PORT}]}, {"network_ids": [], "port_ids": [PORT]}),
        ({"flavorRef": "http://nova.cloud/flavors/f1"}, {"flavor_id": "f1"}),
    ],
    ids=["volume", "auto", "none", "port", "url"],
)
def test_the_request_shows_each_way_to_ask(cloud: Cloud, changes: dict[str, Any], facts: dict[str, Any]) -> None:
    cloud.booted(**changes)
    [request] = cloud.told.of("http.request", path="/v2.1/servers")
    assert facts.items() <= request["facts"].items()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"server": 5}', b'{"server": {"networks": [5], "imageRef": 5}}'])
def test_a_request_that_makes_no_sense_shows_nothing(cloud: Cloud, body: bytes) -> None:
    assert cloud.ask("POST", "/servers", body).status == 400
    [request] = cloud.told.of("http.request")
    assert not {"image_id", "flavor_id"} & request["facts"].keys()


def test_the_entry_is_building_and_scheduling_and_has_what_was_asked_for(cloud: Cloud) -> None:
    instance = cloud.booted(
        networks=[{"uuid": NETWORK}, {"uuid": OTHER_NETWORK}, {"port": PORT}],
        block_device_mapping_v2=[
            {"uuid": IMAGE, "source_type": "image", "destination_type": "local", "boot_index": 0},
            volume(boot_index=-1),
            volume(OTHER_VOLUME),
        ],
        metadata={"role": "web"},
        description="mine",
        tags=["blue"],
    )
    assert (instance.vm_state, instance.task_state, instance.power_state) == ("building", "scheduling", "nostate")
    assert (instance.project_id, instance.user_id, instance.host) == ("p1", "u1", None)
    assert (instance.networks, instance.ports) == ((NETWORK, OTHER_NETWORK), (PORT,))
    assert (instance.image_id, instance.volumes) == (IMAGE, (VOLUME, OTHER_VOLUME))
    assert (instance.metadata, instance.description, instance.tags) == ({"role": "web"}, "mine", ("blue",))


def test_of_a_boot_from_volume_the_root_comes_first(cloud: Cloud) -> None:
    instance = cloud.booted(imageRef="", block_device_mapping_v2=[volume(OTHER_VOLUME), ROOT])
    assert (instance.image_id, instance.volumes) == (None, (VOLUME, OTHER_VOLUME))


@pytest.mark.parametrize(("asked", "networks"), [("auto", (AUTO,)), ("none", ())])
def test_networks_may_be_left_to_nova_or_out(cloud: Cloud, asked: str, networks: tuple[str, ...]) -> None:
    assert cloud.booted(networks=asked).networks == networks


def test_before_2_37_the_only_network_is_meant_where_none_is_named(cloud: Cloud) -> None:
    assert cloud.booted(version="2.36", networks=None).networks == (NETWORK,)
    cloud.neighbours.things["/v2.0/networks"] = {"networks": []}
    assert cloud.booted(version="2.36", networks=None).networks == ()


def test_before_2_37_one_of_several_networks_has_to_be_named(cloud: Cloud) -> None:
    two = [{"id": NETWORK, "project_id": "p1"}, {"id": OTHER_NETWORK, "shared": True}]
    cloud.neighbours.things["/v2.0/networks"] = {"networks": two}
    assert cloud.boot(version="2.36", networks=None).status == 409


def test_the_others_are_asked_with_the_users_token_and_request_id(cloud: Cloud) -> None:
    cloud.booted(block_device_mapping_v2=[volume()])
    [request] = cloud.told.of("http.request", path="/v2.1/servers")
    for asked in cloud.neighbours.asked:
        assert asked.headers["X-Auth-Token"] == "member"
        assert asked.headers["X-Openstack-Request-Id"] == request["request_id"]


def test_the_scheduler_is_called_for_the_user_with_what_it_need_know(cloud: Cloud) -> None:
    instance = cloud.booted()
    [(method, context, args)] = cloud.endpoint.calls
    assert (method, context.token, context.project_id, context.roles) == (
        "run_instance",
        "member",
        "p1",
        ("member", "reader"),
    )
    assert args["instance_uuid"] == instance.id
    assert Flavor(**args["request_spec"]["flavor"]) == instance.flavor
    [publish] = cloud.told.of("rpc.publish", mode="call")
    assert (publish["topic"], publish["source"], publish["instance_id"]) == ("scheduler", "nova-api", instance.id)


def test_a_boot_is_an_action(cloud: Cloud) -> None:
    instance = cloud.booted()
    [action] = cloud.database.actions(instance.id)
    assert (action.action, action.user_id, action.message) == ("create", "u1", None)


def test_where_no_host_is_found_the_server_says_so_and_not_the_answer(cloud: Cloud) -> None:
    cloud.endpoint.fails = RuntimeError("No valid host was found. VcpuFilter left none of them.")
    instance = cloud.booted()
    assert (instance.vm_state, instance.task_state, instance.host) == ("error", None, None)
    assert instance.fault is not None
    assert (instance.fault.code, instance.fault.message) == (500, str(cloud.endpoint.fails))
    [action] = cloud.database.actions(instance.id)
    assert action.message == "Error"


def test_where_no_scheduler_answers_the_server_is_in_error(cloud: Cloud) -> None:
    cloud.bus.stop(cloud.scheduler)
    instance = cloud.booted()
    assert instance.vm_state == "error"
    assert instance.fault is not None
    assert instance.fault.message == "nova-scheduler could not be asked for a host: MessagingTimeout"


def test_a_server_that_came_up_while_the_reply_was_lost_stays_up(cloud: Cloud) -> None:
    class Late(Endpoint):
        """Does what it is asked, and then its reply is an error."""

        def run_instance(self, context: Context, **args: Any) -> dict[str, Any]:
            state: dict[str, Any] = {"vm_state": "active", "task_state": None, "power_state": "running"}
            cloud.database.update_instance(context, "test", args["instance_uuid"], **state)
            raise RuntimeError("the reply was lost")

    cloud.bus.stop(cloud.scheduler)
    cloud.bus.serve("nova-scheduler", "scheduler", endpoint=Late())
    assert cloud.booted().vm_state == "active"


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("no name", {"name": None}, 400, "'name' is a required property"),
    ("empty name", {"name": "  "}, 400, "name: is too short"),
    ("long name", {"name": "n" * 256}, 400, "name: is too long"),
    ("name no text", {"name": 5}, 400, "name: is not of type 'string'"),
    ("no flavor", {"flavorRef": None}, 400, "'flavorRef' is a required property"),
    ("flavor no text", {"flavorRef": {}}, 400, "flavorRef: is not of type 'string'"),
    ("unknown flavor", {"flavorRef": "f9"}, 400, "Flavor f9 could not be found."),
    ("no image", {"imageRef": None}, 400, "Missing imageRef attribute"),
    ("image no id", {"imageRef": "cirros"}, 400, "imageRef: is not a 'uuid'"),
    ("unknown image", {"imageRef": NO_ID}, 400, f"Image {NO_ID} could not be found."),
    ("no networks", {"networks": None}, 400, "'networks' is a required property"),
    ("networks no list", {"networks": "some"}, 400, "networks: is not of type 'array'"),
    ("network no object", {"networks": ["n1"]}, 400, "networks.0: is not of type 'object'"),
    ("network no id", {"networks": [{"uuid": "lab"}]}, 400, "networks: an id in it is not a 'uuid'"),
    ("network without id", {"networks": [{}]}, 400, "'uuid' is a required property"),
    ("unknown network", {"networks": [{"uuid": NO_ID}]}, 400, f"Network {NO_ID} could not be found."),
    ("unknown port", {"networks": [{"port": NO_ID}]}, 400, f"Port id {NO_ID} could not be found."),
    ("port twice", {"networks": [{"port": PORT}] * 2}, 400, "is named twice"),
    ("address", {"networks": [{"uuid": NETWORK, "fixed_ip": "10.0.0.7"}]}, 400, "fixed_ip is not offered"),
    ("unknown volume", {"block_device_mapping_v2": [volume(NO_ID)]}, 400, f"failed to get volume {NO_ID}."),
    ("volume twice", {"block_device_mapping_v2": [volume(), volume()]}, 400, "is named twice"),
    ("volume without id", {"block_device_mapping_v2": [{"source_type": "volume"}]}, 400, "Missing device UUID."),
    ("two roots", {"block_device_mapping_v2": [ROOT]}, 400, "Boot sequence"),
    ("no root", {"imageRef": None, "block_device_mapping_v2": [volume()]}, 400, "Boot sequence"),
    ("volume kept no longer", {"block_device_mapping_v2": [volume(delete_on_termination=True)]}, 400, "not offered"),
    (
        "volume of an image",
        {"imageRef": None, "block_device_mapping_v2": [{**ROOT, "source_type": "image"}]},
        400,
        "source image to destination volume is not offered",
    ),
    (
        "another image",
        {"block_device_mapping_v2": [{"uuid": NO_ID, "source_type": "image", "boot_index": 0}]},
        400,
        "not that of imageRef",
    ),
    ("two servers", {"min_count": 1, "max_count": 2}, 400, "one server a request"),
    ("no server", {"min_count": 0}, 400, "is not a positive integer"),
    ("a key", {"key_name": "mine"}, 400, "Invalid key_name provided."),
    ("a zone", {"availability_zone": "moon"}, 400, "The requested availability zone is not available"),
    ("a host", {"host": "h1"}, 400, "not offered"),
    ("metadata no text", {"metadata": {"a": 5}}, 400, "metadata: is not an object of strings"),
    ("unknown property", {"colour": "red"}, 400, "Additional properties are not allowed ('colour' unexpected)"),
    ("as many as can be", {"max_count": "9" * 5000}, 400, "is not a positive integer"),
    ("long description", {"description": "d" * 256}, 400, "description: is too long"),
    ("a reader", {"token": "reader"}, 403, "Policy doesn't allow os_compute_api:servers:create"),
    ("no project", {"token": "unscoped"}, 403, "Policy doesn't allow"),
    ("no token", {"token": "forged"}, 401, "requires authentication"),
]


@pytest.mark.parametrize(
    ("changes", "status", "message"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED]
)
def test_a_boot_that_is_refused_says_why_and_leaves_nothing(
    cloud: Cloud, changes: dict[str, Any], status: int, message: str
) -> None:
    answer = cloud.boot(**changes)
    assert (answer.status, message in answer.message) == (status, True), answer.json
    assert cloud.database.instances() == []
    assert cloud.endpoint.calls == []
    assert cloud.told.of("db.write") == []


@pytest.mark.parametrize(
    ("path", "thing", "status", "message"),
    [
        (f"/v2/images/{IMAGE}", {"status": "queued"}, 400, f"Image {IMAGE} is not active."),
        (f"/v2.0/networks/{NETWORK}", {"network": {"subnets": []}}, 400, "requires a subnet"),
        (f"/v2.0/ports/{PORT}", {"port": {"device_id": "i7"}}, 409, f"Port {PORT} is still in use."),
        (f"/v2.0/ports/{PORT}", {"port": {"device_id": "", "fixed_ips": []}}, 400, "requires a FixedIP"),
        (f"/v3/volumes/{VOLUME}", {"volume": {"status": "in-use"}}, 400, "Currently in 'in-use'"),
        (
            f"/v3/volumes/{VOLUME}",
            {"volume": {"status": "available", "bootable": "false"}},
            400,
            f"Block Device {VOLUME} is not bootable.",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(cloud: Cloud, path: str, thing: Any, status: int, message: str) -> None:
    cloud.neighbours.things[path] = thing
    changes: dict[str, Any] = {"networks": [{"uuid": NETWORK}, {"port": PORT}]}
    if "volumes" in path:
        changes.update(imageRef=None, block_device_mapping_v2=[ROOT])
    answer = cloud.boot(**changes)
    assert (answer.status, message in answer.message) == (status, True), answer.json
    assert cloud.database.instances() == []


def test_with_auto_some_network_of_the_project_has_to_be_there(cloud: Cloud) -> None:
    cloud.neighbours.things["/v2.0/networks"] = {"networks": [{"id": NETWORK, "project_id": "p2", "shared": False}]}
    answer = cloud.boot(networks="auto")
    assert (answer.status, answer.message) == (400, "Unable to automatically allocate a network for project p1")


@pytest.mark.parametrize("status", [401, 500, 503, None], ids=["refuses", "broken", "busy", "down"])
def test_services_that_cannot_say_do_not_stop_a_boot(cloud: Cloud, status: int | None) -> None:
    cloud.neighbours.down = {"glance-api", "neutron-server", "cinder-api"} if status is None else set()
    cloud.neighbours.things = dict.fromkeys(cloud.neighbours.things, status)
    assert cloud.booted(block_device_mapping_v2=[volume()]).volumes == (VOLUME,)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"instances": 1}, "Quota exceeded for instances: Requested 1, but already used 1 of 1 instances"),
        ({"cores": 1}, "Quota exceeded for cores: Requested 1, but already used 1 of 1 cores"),
        ({"ram": 1023}, "Quota exceeded for ram: Requested 512, but already used 512 of 1023 ram"),
    ],
)
def test_more_than_the_quota_is_refused(cloud: Cloud, limits: dict[str, int], message: str) -> None:
    cloud.booted()
    cloud.database.set_quota("p1", **limits)
    answer = cloud.boot()
    assert (answer.status, answer.json["forbidden"]["message"]) == (403, message)
    assert cloud.database.count("p1") == 1


def test_a_quota_is_the_projects_own(cloud: Cloud) -> None:
    cloud.database.set_quota("p1", instances=0)
    assert cloud.boot(token="stranger").status == 202


def test_without_a_limit_nothing_is_counted(cloud: Cloud) -> None:
    cloud.database.set_quota("p1", instances=UNLIMITED, cores=UNLIMITED, ram=UNLIMITED)
    assert [cloud.boot().status for _ in range(12)] == [202] * 12


def test_a_password_is_kept_and_told_nowhere(cloud: Cloud) -> None:
    given = cloud.boot(adminPass="correct-horse")
    assert given.json["server"]["adminPass"] == "correct-horse"
    made = cloud.boot().json["server"]["adminPass"]
    assert len(made) == 12
    everything = repr(cloud.told) + repr(cloud.database.instances()) + repr(cloud.endpoint.calls)
    assert "correct-horse" not in everything
    assert made not in everything
