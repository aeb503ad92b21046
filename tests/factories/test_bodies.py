"""Bodies are what the real APIs take, can be told from outside what to say, and come again under the same seed."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

import pytest
from factory.random import reseed_random

from pytest_cloudflow.factories import bodies
from pytest_cloudflow.factories.bodies import (
    ABSENT,
    FlavorFactory,
    HostFactory,
    ImageFactory,
    LoginFactory,
    NetworkFactory,
    PortFactory,
    ProjectFactory,
    ServerFactory,
    SubnetFactory,
    UserFactory,
    VolumeFactory,
)

ENVELOPES: dict[Any, tuple[str, set[str]]] = {
    ProjectFactory: ("project", {"name", "description", "domain_id", "enabled"}),
    UserFactory: ("user", {"name", "password", "email", "domain_id", "enabled"}),
    LoginFactory: ("auth", {"identity"}),
    FlavorFactory: ("flavor", {"name", "vcpus", "ram", "disk"}),
    NetworkFactory: ("network", {"name", "admin_state_up"}),
    SubnetFactory: ("subnet", {"name", "network_id", "ip_version", "cidr", "enable_dhcp"}),
    PortFactory: ("port", {"name", "network_id", "admin_state_up"}),
    VolumeFactory: ("volume", {"name", "size"}),
    ServerFactory: ("server", {"name", "imageRef", "flavorRef", "networks"}),
}
ALL = [getattr(bodies, name) for name in bodies.__all__ if name.endswith("Factory")]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.mark.parametrize(("factory", "envelope", "keys"), [(f, *said) for f, said in ENVELOPES.items()])
def test_a_body_has_its_envelope_and_its_keys(factory: Any, envelope: str, keys: set[str]) -> None:
    body = factory()
    assert type(body) is dict
    assert list(body) == [envelope]
    assert set(body[envelope]) == keys


def test_an_image_has_no_envelope() -> None:
    assert set(ImageFactory()) == {"name", "container_format", "disk_format", "visibility", "min_disk", "min_ram"}


@pytest.mark.parametrize("factory", ALL)
def test_the_same_seed_gives_the_same_bodies(factory: Any) -> None:
    reseed_random("again")
    first = [factory(), factory()]
    reseed_random("again")
    assert [factory(), factory()] == first
    assert first[0] != first[1]


@pytest.mark.parametrize("factory", ALL)
def test_building_and_creating_are_the_same(factory: Any) -> None:
    assert factory.build().keys() == factory.create().keys() == factory().keys()


def test_what_is_said_goes_into_the_envelope() -> None:
    assert UserFactory(name="alice", description="who asked")["user"].items() >= {
        ("name", "alice"),
        ("email", "alice@example.org"),
        ("description", "who asked"),
    }


def test_a_key_can_be_left_out() -> None:
    assert "email" not in UserFactory(email=ABSENT)["user"]


def test_null_is_said_and_not_left_out() -> None:
    assert SubnetFactory(gateway_ip=None)["subnet"]["gateway_ip"] is None


def test_no_two_names_are_alike() -> None:
    assert len({UserFactory()["user"]["name"] for _ in range(200)}) == 200


def test_a_server_comes_from_its_image_on_its_networks() -> None:
    server = ServerFactory(image="i", flavor="f", networks=["n1", "n2"])["server"]
    assert (server["imageRef"], server["flavorRef"]) == ("i", "f")
    assert server["networks"] == [{"uuid": "n1"}, {"uuid": "n2"}]


def test_drawn_ids_look_like_ids() -> None:
    server = ServerFactory()["server"]
    assert all(UUID.fullmatch(each) for each in (server["imageRef"], server["networks"][0]["uuid"]))


def test_a_port_is_asked_for_as_nova_takes_it() -> None:
    assert ServerFactory(networks=[{"port": "p"}])["server"]["networks"] == [{"port": "p"}]


@pytest.mark.parametrize(("trait", "networks"), [("auto_network", "auto"), ("no_network", "none")])
def test_the_networks_may_be_left_to_neutron_or_be_none(trait: str, networks: str) -> None:
    assert ServerFactory(**{trait: True})["server"]["networks"] == networks


def test_volumes_stand_beside_the_image() -> None:
    server = ServerFactory(image="i", volumes=["v1", "v2"])["server"]
    kept = [(each["boot_index"], each["source_type"], each["uuid"]) for each in server["block_device_mapping_v2"]]
    assert kept == [(0, "image", "i"), (-1, "volume", "v1"), (-1, "volume", "v2")]


def test_a_boot_from_volume_names_no_image_and_boots_from_the_first() -> None:
    server = ServerFactory(volume_boot=True, volumes=["v1", "v2"])["server"]
    assert "imageRef" not in server
    assert [(each["boot_index"], each["uuid"]) for each in server["block_device_mapping_v2"]] == [(0, "v1"), (-1, "v2")]


def test_a_boot_from_volume_has_a_volume() -> None:
    assert len(ServerFactory(volume_boot=True)["server"]["block_device_mapping_v2"]) == 1


def test_a_volume_may_hold_an_image() -> None:
    assert VolumeFactory(image="i", size=2)["volume"].items() >= {("imageRef", "i"), ("size", 2)}


@pytest.mark.parametrize(("said", "version"), [({}, 4), ({"ipv6": True}, 6)])
def test_a_subnet_is_a_network_of_its_version(said: dict[str, bool], version: int) -> None:
    subnet = SubnetFactory(**said)["subnet"]
    assert ipaddress.ip_network(subnet["cidr"], strict=True).version == subnet["ip_version"] == version


def test_an_external_network_is_called_so_by_neutron() -> None:
    assert NetworkFactory(external=True)["network"]["router:external"] is True


def test_a_full_host_has_nothing_left() -> None:
    host = HostFactory(full=True)
    assert (host["vcpus"] - host["vcpus_used"], host["free_ram_mb"], host["free_disk_gb"]) == (0, 0, 0)


def test_a_disabled_host_says_why() -> None:
    host = HostFactory(disabled=True)
    assert host["status"] == "disabled"
    assert host["service"]["disabled_reason"]
    assert host["service"]["host"] == host["hypervisor_hostname"]


def test_a_login_shows_the_users_password_for_a_project() -> None:
    user = UserFactory()
    auth = LoginFactory(user=user, project="p")["auth"]
    shown = auth["identity"]["password"]["user"]
    assert (shown["name"], shown["password"]) == (user["user"]["name"], user["user"]["password"])
    assert auth["scope"] == {"project": {"id": "p"}}
