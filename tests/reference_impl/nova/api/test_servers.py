"""Servers are shown, listed, renamed and deleted, to whom they belong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reference_impl.context import Context
from reference_impl.nova.database import BlockDevice, Fault

from .conftest import PORT, RUNNING, VOLUME, Cloud

ROOT = BlockDevice(VOLUME, "a1", "/dev/vda", boot=True)
DATA = replace(ROOT, boot=False, device="/dev/vdb")


def shown(cloud: Cloud, **how: Any) -> dict[str, Any]:
    server: dict[str, Any] = cloud.ask("GET", "/servers/i1", **how).json["server"]
    return server


def test_a_server_is_shown_with_its_state_and_addresses(cloud: Cloud) -> None:
    cloud.has()
    server = shown(cloud)
    assert (server["status"], server["created"], server["updated"]) == (
        "ACTIVE",
        "2025-10-09T08:53:20Z",
        "2025-10-09T08:53:21Z",
    )
    states = [server[f"OS-EXT-STS:{name}"] for name in ("vm_state", "task_state", "power_state")]
    assert states == ["active", None, 1]
    assert [(each["version"], each["addr"]) for each in server["addresses"]["lab"]] == [(4, "10.0.0.5"), (6, "fd00::5")]
    assert server["OS-SRV-USG:launched_at"] == "2025-10-09T08:53:21.000000"


def test_the_exchange_shows_the_addresses(cloud: Cloud) -> None:
    cloud.has()
    shown(cloud)
    [request], [response] = cloud.told.of("http.request"), cloud.told.of("http.response")
    assert (request["instance_id"], response["instance_id"]) == ("i1", "i1")
    assert response["facts"] == {"fixed_ips": ["10.0.0.5", "fd00::5"]}


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (("building", "spawning", "nostate"), ("BUILD", 0)),
        (("active", None, "running"), ("ACTIVE", 1)),
        (("active", "deleting", "running"), ("ACTIVE", 1)),
        (("error", None, "nostate"), ("ERROR", 0)),
        (("stopped", None, "shutdown"), ("SHUTOFF", 4)),
    ],
)
def test_each_state_has_its_status(cloud: Cloud, state: tuple[str, str | None, str], status: tuple[str, int]) -> None:
    cloud.has(vm_state=state[0], task_state=state[1], power_state=state[2])
    server = shown(cloud)
    assert (server["status"], server["OS-EXT-STS:power_state"]) == status


def test_a_server_in_error_says_why(cloud: Cloud) -> None:
    cloud.has(vm_state="error", fault=Fault(500, "No valid host was found.", 1_760_000_002.0))
    fault = {"code": 500, "created": "2025-10-09T08:53:22Z", "message": "No valid host was found."}
    assert shown(cloud)["fault"] == fault


def test_a_server_that_booted_from_a_volume_has_no_image(cloud: Cloud) -> None:
    cloud.has(image_id=None, block_devices=(ROOT,))
    server = shown(cloud)
    assert server["image"] == ""
    assert server["os-extended-volumes:volumes_attached"] == [{"id": VOLUME, "delete_on_termination": False}]


def test_the_flavor_is_told_in_full_since_2_47(cloud: Cloud) -> None:
    cloud.has()
    assert shown(cloud, version="2.46")["flavor"]["id"] == "f1"
    flavor = shown(cloud, version="2.47")["flavor"]
    assert (flavor["original_name"], flavor["vcpus"], flavor["ram"], flavor["disk"]) == ("m1.small", 1, 512, 10)
    assert "id" not in flavor


@pytest.mark.parametrize(("field", "since"), [("locked", 9), ("description", 19), ("tags", 26), ("server_groups", 71)])
def test_fields_came_with_a_microversion(cloud: Cloud, field: str, since: int) -> None:
    cloud.has()
    assert field in shown(cloud, version=f"2.{since}")
    assert field not in shown(cloud, version=f"2.{since - 1}")


def test_only_administrators_see_the_host(cloud: Cloud) -> None:
    cloud.has()
    assert shown(cloud, token="admin")["OS-EXT-SRV-ATTR:host"] == "h1"
    member = shown(cloud)
    assert "OS-EXT-SRV-ATTR:host" not in member
    assert len(member["hostId"]) == 56


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PUT", "", {"server": {"name": "mine"}}),
        ("DELETE", "", None),
        ("GET", "/metadata", None),
        ("GET", "/ips", None),
        ("GET", "/os-interface", None),
        ("GET", "/os-instance-actions", None),
        ("GET", "/os-volume_attachments", None),
        ("POST", "/os-volume_attachments", {"volumeAttachment": {"volumeId": VOLUME}}),
        ("DELETE", f"/os-volume_attachments/{VOLUME}", None),
        ("POST", "/action", {"os-stop": None}),
    ],
)
def test_the_servers_of_others_are_not_there(cloud: Cloud, method: str, path: str, body: Any) -> None:
    there = cloud.has()
    cloud.database.start_action(Context("req-1", project_id="p1"), "i1", "create")
    answer = cloud.ask(method, f"/servers/i1{path}", body, token="stranger")
    assert (answer.status, answer.json["itemNotFound"]["message"]) == (404, "Instance i1 could not be found.")
    assert cloud.ask(method, f"/servers/i9{path}", body).status == 404
    assert cloud.database.instances() == [there]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_readers_change_nothing(cloud: Cloud, method: str) -> None:
    there = cloud.has()
    assert cloud.ask(method, "/servers/i1", {"server": {"name": "x"}}, token="reader").status == 403
    assert cloud.database.instances() == [there]


def test_servers_are_listed_by_project(cloud: Cloud) -> None:
    cloud.has()
    cloud.has(id="i2", project_id="p2")
    assert [each["id"] for each in cloud.ask("GET", "/servers", token="reader").json["servers"]] == ["i1"]
    assert [each["id"] for each in cloud.ask("GET", "/servers/detail", token="stranger").json["servers"]] == ["i2"]


def test_administrators_see_all_projects_when_they_ask(cloud: Cloud) -> None:
    cloud.has()
    cloud.has(id="i2", project_id="p2")
    assert cloud.ask("GET", "/servers/detail", token="admin").json["servers"] == []
    everything = cloud.ask("GET", "/servers/detail?all_tenants=True", token="admin").json["servers"]
    assert {each["id"] for each in everything} == {"i1", "i2"}
    assert cloud.ask("GET", "/servers?all_tenants=1").status == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=web", ["i1", "i2"]),
        ("name=^web$", ["i1"]),
        ("status=BUILD", ["i2"]),
        ("status=active&name=web", ["i1"]),
        ("host=h9", ["i1", "i2"]),
        ("deleted=True", []),
        ("limit=1", ["i1"]),
        ("limit=1&marker=i1", ["i2"]),
        ("marker=i2", []),
    ],
)
def test_lists_are_filtered_and_paged(cloud: Cloud, query: str, found: list[str]) -> None:
    cloud.has(created=2.0)
    cloud.has(id="i2", name="web-2", vm_state="building", created=1.0)
    assert [each["id"] for each in cloud.ask("GET", f"/servers/detail?{query}").json["servers"]] == found


def test_a_page_links_to_the_next_until_the_last(cloud: Cloud) -> None:
    cloud.has(created=2.0)
    cloud.has(id="i2", created=1.0)
    [link] = cloud.ask("GET", "/servers?limit=1").json["servers_links"]
    assert link == {"rel": "next", "href": "http://nova.cloud/v2.1/servers?limit=1&marker=i1"}
    assert "servers_links" not in cloud.ask("GET", "/servers?limit=1&marker=i1").json


@pytest.mark.parametrize("query", ["limit=many", "limit=-1", f"limit={'9' * 5000}", "marker=i9", "name=("])
def test_a_query_that_makes_no_sense_is_refused(cloud: Cloud, query: str) -> None:
    cloud.has()
    assert cloud.ask("GET", f"/servers?{query}").status == 400


def test_a_server_is_renamed(cloud: Cloud) -> None:
    cloud.has()
    answer = cloud.ask("PUT", "/servers/i1", {"server": {"name": " shop ", "description": "new"}})
    assert (answer.json["server"]["name"], answer.json["server"]["description"]) == ("shop", "new")
    assert cloud.ask("PUT", "/servers/i1", {"server": {"name": ""}}).status == 400


def test_parts_of_a_server_have_paths_of_their_own(cloud: Cloud) -> None:
    cloud.has(tags=("blue",))
    assert cloud.ask("GET", "/servers/i1/metadata").json == {"metadata": {"role": "web"}}
    assert cloud.ask("GET", "/servers/i1/metadata/role").json == {"meta": {"role": "web"}}
    assert cloud.ask("GET", "/servers/i1/metadata/none").status == 404
    addresses = [{"version": 4, "addr": "10.0.0.5"}, {"version": 6, "addr": "fd00::5"}]
    assert cloud.ask("GET", "/servers/i1/ips").json == {"addresses": {"lab": addresses}}
    assert cloud.ask("GET", "/servers/i1/ips/lab").json == {"lab": addresses}
    assert cloud.ask("GET", "/servers/i1/tags").json == {"tags": ["blue"]}
    [interface] = cloud.ask("GET", "/servers/i1/os-interface").json["interfaceAttachments"]
    assert (interface["port_id"], interface["fixed_ips"][0]) == (PORT, {"ip_address": "10.0.0.5"})


def test_a_server_with_a_host_is_deleted_there(cloud: Cloud) -> None:
    cloud.has()
    assert cloud.ask("DELETE", "/servers/i1").status == 204
    cloud.bus.run_until_idle()
    [(method, _, args)] = cloud.endpoint.calls
    assert (method, args) == ("terminate_instance", {"instance_uuid": "i1"})
    [publish] = cloud.told.of("rpc.publish")
    assert (publish["mode"], publish["topic"], publish["server"]) == ("cast", "compute", "h1")
    assert cloud.database.instances()[0].task_state == "deleting"
    assert cloud.database.actions("i1")[0].action == "delete"


def test_a_server_that_is_being_deleted_is_deleted_once_more_for_the_first_cast_may_be_lost(cloud: Cloud) -> None:
    cloud.has(task_state="deleting")
    assert cloud.ask("DELETE", "/servers/i1").status == 204
    assert [each["method"] for each in cloud.told.of("rpc.publish")] == ["terminate_instance"]


def test_a_server_without_a_host_is_gone_at_once(cloud: Cloud) -> None:
    cloud.has(vm_state="error", host=None)
    assert cloud.ask("DELETE", "/servers/i1").status == 204
    assert cloud.ask("GET", "/servers/i1").status == 404
    assert cloud.told.of("rpc.publish") == []


def test_what_was_done_is_listed_also_when_the_server_is_gone(cloud: Cloud) -> None:
    instance = cloud.booted()
    cloud.database.start_event(Context(cloud.database.actions(instance.id)[0].request_id), instance.id, "build", "h1")
    cloud.ask("DELETE", f"/servers/{instance.id}")
    path = f"/servers/{instance.id}/os-instance-actions"
    listed = cloud.ask("GET", path).json["instanceActions"]
    assert [each["action"] for each in listed] == ["delete", "create"]
    action = cloud.ask("GET", f"{path}/{listed[1]['request_id']}").json["instanceAction"]
    [event] = action["events"]
    assert (event["event"], event["start_time"], event["result"]) == ("build", "2025-10-09T08:53:20.000000", None)
    assert "host" not in event
    assert cloud.ask("GET", f"{path}/{listed[1]['request_id']}", token="admin").json["instanceAction"]["events"][0][
        "host"
    ]
    assert cloud.ask("GET", f"{path}/req-9").status == 404
    assert cloud.ask("GET", path, version="2.20").status == 404
    assert cloud.ask("GET", path, token="stranger").status == 404


def test_a_volume_is_attached_by_the_host(cloud: Cloud) -> None:
    cloud.has()
    answer = cloud.ask("POST", "/servers/i1/os-volume_attachments", {"volumeAttachment": {"volumeId": VOLUME}})
    attachment = answer.json["volumeAttachment"]
    assert (answer.status, attachment["volumeId"], attachment["device"]) == (200, VOLUME, "/dev/vdb")
    assert cloud.endpoint.calls[0][2] == {"instance_uuid": "i1", "volume_id": VOLUME}


@pytest.mark.parametrize(
    ("state", "volume", "status"),
    [
        ({}, "9" * 32, 404),
        ({"vm_state": "building", "task_state": "spawning"}, VOLUME, 409),
        ({"vm_state": "error", "host": None}, VOLUME, 409),
    ],
)
def test_a_volume_is_not_attached_where_it_cannot_be(
    cloud: Cloud, state: dict[str, Any], volume: str, status: int
) -> None:
    cloud.has(**state)
    body = {"volumeAttachment": {"volumeId": volume}}
    assert cloud.ask("POST", "/servers/i1/os-volume_attachments", body).status == status
    assert cloud.endpoint.calls == []


def test_a_volume_that_the_host_cannot_attach_is_a_failed_action(cloud: Cloud) -> None:
    cloud.has()
    cloud.endpoint.fails = RuntimeError("no slot is free")
    answer = cloud.ask("POST", "/servers/i1/os-volume_attachments", {"volumeAttachment": {"volumeId": VOLUME}})
    assert (answer.status, "no slot is free" in answer.message) == (500, True)
    assert cloud.database.actions("i1")[0].message == "Error"


def test_attached_volumes_are_listed_and_shown(cloud: Cloud) -> None:
    cloud.has(block_devices=(DATA,))
    [listed] = cloud.ask("GET", "/servers/i1/os-volume_attachments").json["volumeAttachments"]
    assert (listed["volumeId"], listed["attachment_id"], "id" in listed) == (VOLUME, "a1", False)
    path = f"/servers/i1/os-volume_attachments/{VOLUME}"
    assert cloud.ask("GET", path, version="2.88").json["volumeAttachment"]["id"] == VOLUME
    assert cloud.ask("GET", "/servers/i1/os-volume_attachments/v9").status == 404


def test_a_volume_is_detached_by_the_host_but_not_the_root(cloud: Cloud) -> None:
    cloud.has(block_devices=(DATA, replace(ROOT, volume_id="v0")))
    assert cloud.ask("DELETE", f"/servers/i1/os-volume_attachments/{VOLUME}").status == 202
    cloud.bus.run_until_idle()
    assert [(call[0], call[2]) for call in cloud.endpoint.calls] == [
        ("detach_volume", {"instance_uuid": "i1", "volume_id": VOLUME})
    ]
    assert cloud.ask("DELETE", "/servers/i1/os-volume_attachments/v0").status == 403


@pytest.mark.parametrize(
    ("body", "status"), [({"os-stop": None}, 501), ({"fly": None}, 400), ({}, 400), ({"pause": 1, "lock": 1}, 400)]
)
def test_actions_are_refused_honestly(cloud: Cloud, body: Any, status: int) -> None:
    there = cloud.has()
    assert cloud.ask("POST", "/servers/i1/action", body).status == status
    assert cloud.database.instances() == [there]
    assert there == RUNNING
