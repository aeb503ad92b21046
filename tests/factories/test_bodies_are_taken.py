"""The bodies are taken by services that read them strictly: the reference's, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import requests

from pytest_cloudflow.assertions import assert_conforms
from pytest_cloudflow.embedded import EmbeddedCloud
from pytest_cloudflow.factories import (
    FlavorFactory,
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

MICROVERSION = {"OpenStack-API-Version": "compute 2.37"}


class Api(NamedTuple):
    """The services of a cloud, as a client of its own sees them."""

    cloud: EmbeddedCloud
    session: requests.Session
    urls: dict[str, str]

    def post(self, service: str, path: str, body: object, **said: Any) -> dict[str, Any]:
        """What is answered, without its envelope."""
        answer = self.session.post(self.urls[service] + path, json=body, **said)
        assert answer.ok, (answer.status_code, answer.text)
        made = answer.json()
        return next(iter(made.values())) if len(made) == 1 else made

    def booted(self, **said: Any) -> str:
        """The status of a server that was asked for, when all is done."""
        said = {"image": self.cloud.image, "flavor": self.cloud.flavor, "networks": [self.cloud.networks[0]], **said}
        made = self.post("compute", "/servers", ServerFactory(**said), headers=MICROVERSION)
        self.cloud.run_until_idle()
        shown = self.session.get(f"{self.urls['compute']}/servers/{made['id']}").json()
        return str(shown["server"]["status"])


def logged_in(cloud: EmbeddedCloud, credentials: Any) -> Api:
    user = {"user": {"name": credentials.username, "password": credentials.password, "domain_id": "default"}}
    session = cloud.session()
    scope = {"project": {"name": credentials.project_name, "domain": {"id": "default"}}}
    answer = session.post(f"{credentials.auth_url}/auth/tokens", json=LoginFactory(user=user, scope=scope))
    assert answer.status_code == 201, answer.text
    session.headers["X-Auth-Token"] = answer.headers["X-Subject-Token"]
    urls = {each["type"]: each["endpoints"][0]["url"] for each in answer.json()["token"]["catalog"]}
    return Api(cloud, session, urls)


@pytest.fixture
def cloud() -> Iterator[EmbeddedCloud]:
    with EmbeddedCloud(seed_=1, hypervisor="builtin") as cloud:
        yield cloud


@pytest.fixture
def admin(cloud: EmbeddedCloud) -> Api:
    return logged_in(cloud, cloud.cloud.admin)


@pytest.fixture
def member(cloud: EmbeddedCloud) -> Api:
    return logged_in(cloud, cloud.credentials)


def test_keystone_takes_projects_and_users(admin: Api) -> None:
    project = admin.post("identity", "/projects", ProjectFactory())
    user = UserFactory(default_project_id=project["id"])
    assert admin.post("identity", "/users", user)["name"] == user["user"]["name"]


def test_the_user_that_was_made_logs_in(admin: Api) -> None:
    user = UserFactory()
    admin.post("identity", "/users", user)
    answer = admin.cloud.session().post(f"{admin.urls['identity']}/auth/tokens", json=LoginFactory(user=user))
    assert answer.status_code == 201


def test_nova_takes_flavors(admin: Api) -> None:
    flavor = admin.post("compute", "/flavors", FlavorFactory(tiny=True))
    assert (flavor["vcpus"], flavor["ram"], flavor["disk"]) == (1, 512, 1)


def test_glance_takes_images(admin: Api) -> None:
    assert admin.post("image", "/v2/images", ImageFactory(public=True))["visibility"] == "public"


def test_neutron_takes_networks_subnets_and_ports(member: Api) -> None:
    network = member.post("network", "/v2.0/networks", NetworkFactory())["id"]
    member.post("network", "/v2.0/subnets", SubnetFactory(network_id=network))
    port = member.post("network", "/v2.0/ports", PortFactory(network_id=network))
    assert len(port["fixed_ips"]) == 1


def test_cinder_takes_volumes(member: Api) -> None:
    assert member.post("block-storage", "/volumes", VolumeFactory(size=2))["size"] == 2


@pytest.mark.parametrize("said", [{}, {"auto_network": True, "networks": "auto"}, {"networks": "none"}])
def test_nova_takes_boot_requests(member: Api, said: dict[str, Any]) -> None:
    assert member.booted(**said) == "ACTIVE"
    assert_conforms(member.cloud)


def test_nova_takes_a_boot_request_with_volumes(member: Api) -> None:
    volumes = [member.post("block-storage", "/volumes", VolumeFactory())["id"] for _ in range(2)]
    member.cloud.run_until_idle()
    assert member.booted(volumes=volumes) == "ACTIVE"
    assert_conforms(member.cloud)


def test_nova_takes_a_boot_request_from_a_volume(member: Api) -> None:
    volume = member.post("block-storage", "/volumes", VolumeFactory(image=member.cloud.image))["id"]
    member.cloud.run_until_idle()
    assert member.booted(volume_boot=True, image=None, volumes=[volume]) == "ACTIVE"
    assert_conforms(member.cloud)


def test_no_host_has_room_for_what_is_too_large(cloud: EmbeddedCloud, admin: Api) -> None:
    flavor = admin.post("compute", "/flavors", FlavorFactory(too_large=True))["id"]
    assert logged_in(cloud, cloud.credentials).booted(flavor=flavor) == "ERROR"
    assert_conforms(cloud, expect=("CF-10", "rejected"))
