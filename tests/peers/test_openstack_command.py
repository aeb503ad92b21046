"""The `openstack` command, unmodified, against `python -m reference_impl serve`."""

import json

import pytest


def test_a_token_is_issued(openstack):
    token = json.loads(openstack("token", "issue", "-f", "json"))
    assert set(token) == {"expires", "id", "project_id", "user_id"}


@pytest.fixture(scope="module")
def image(openstack, tmp_path_factory):
    data = tmp_path_factory.mktemp("images") / "disk.raw"
    data.write_bytes(bytes(range(256)) * 8192)  # 2 MiB: more than is kept in memory, and more than a body may have
    made = json.loads(
        openstack(
            "image", "create", "--file", str(data), "--disk-format", "raw", "--container-format", "bare", "disk",
            "-f", "json",
        )
    )  # fmt: skip
    assert made["status"] == "active"
    assert json.loads(openstack("image", "show", made["id"], "-f", "json"))["size"] == 2 * 1024 * 1024
    kept = data.with_name("again.raw")
    openstack("image", "save", "--file", str(kept), made["id"])
    assert kept.read_bytes() == data.read_bytes()
    return made["id"]


@pytest.fixture(scope="module")
def network(openstack):
    made = json.loads(openstack("network", "create", "blue", "-f", "json"))
    subnet = openstack(
        "subnet", "create", "--network", "blue", "--subnet-range", "192.168.9.0/24", "blue", "-f", "json"
    )
    assert json.loads(subnet)["network_id"] == made["id"]
    return made["id"]


def test_flavors_are_listed(openstack):
    assert {flavor["Name"] for flavor in json.loads(openstack("flavor", "list", "-f", "json"))} >= {"m1.tiny"}


def test_a_server_from_an_image(openstack, image, network):
    server = json.loads(
        openstack(
            "server", "create", "--image", image, "--flavor", "m1.tiny", "--network", network, "--wait", "plain",
            "-f", "json",
        )
    )  # fmt: skip
    assert server["status"] == "ACTIVE"
    assert list(server["addresses"]) == ["blue"]
    shown = json.loads(openstack("server", "show", "plain", "-f", "json"))
    assert shown["addresses"] == server["addresses"]
    events = json.loads(openstack("server", "event", "list", "plain", "-f", "json"))
    assert [event["Action"] for event in events] == ["create"]
    openstack("server", "delete", "--wait", "plain")
    assert json.loads(openstack("server", "list", "-f", "json")) == []
    assert json.loads(openstack("port", "list", "--network", network, "-f", "json")) == []


def test_a_server_with_a_volume(openstack, image, network):
    volume = json.loads(openstack("volume", "create", "--size", "1", "data", "-f", "json"))
    openstack("server", "create", "--image", image, "--flavor", "m1.tiny", "--network", network, "--wait", "with")
    openstack("server", "add", "volume", "with", "data")
    attached = json.loads(openstack("volume", "show", volume["id"], "-f", "json"))
    assert attached["status"] == "in-use"
    openstack("server", "delete", "--wait", "with")
    assert json.loads(openstack("volume", "show", volume["id"], "-f", "json"))["status"] == "available"


def test_a_server_that_is_asked_for_with_its_volume(openstack, image, network):
    openstack("volume", "create", "--size", "1", "at-boot", "-f", "json")
    openstack(
        "server", "create", "--image", image, "--flavor", "m1.tiny", "--network", network, "--wait",
        "--block-device", "uuid=" + json.loads(openstack("volume", "show", "at-boot", "-f", "json"))["id"]
        + ",source_type=volume,destination_type=volume",
        "at-boot",
    )  # fmt: skip
    assert json.loads(openstack("volume", "show", "at-boot", "-f", "json"))["status"] == "in-use"
    openstack("server", "delete", "--wait", "at-boot")


def test_a_server_that_boots_from_a_volume(openstack, image, network):
    openstack("volume", "create", "--size", "1", "--image", image, "root", "-f", "json")
    openstack("server", "create", "--volume", "root", "--flavor", "m1.tiny", "--network", network, "--wait", "rooted")
    shown = json.loads(openstack("server", "show", "rooted", "-f", "json"))
    assert shown["status"] == "ACTIVE"
    openstack("server", "delete", "--wait", "rooted")


def test_an_administrator_sees_hosts_and_users(openstack):
    hosts = json.loads(openstack("hypervisor", "list", "-f", "json", cloud="reference-admin"))
    assert len(hosts) == 3
    users = json.loads(openstack("user", "list", "-f", "json", cloud="reference-admin"))
    assert {"admin", "demo", "nova", "glance", "neutron", "cinder"} <= {user["Name"] for user in users}
    projects = json.loads(openstack("project", "list", "-f", "json", cloud="reference-admin"))
    assert {"admin", "demo", "service"} <= {project["Name"] for project in projects}
