"""Versions, flavors, quotas and hosts, as clients ask for them."""

from __future__ import annotations

from typing import Any

import pytest

from reference_impl.http.wsgi import call, environ_of
from reference_impl.nova.database import Flavor

from .conftest import Cloud

NEW = {"name": "m1.large", "ram": 8192, "vcpus": 4, "disk": 40}


def test_versions_are_told_to_everybody(cloud: Cloud) -> None:
    root = call(cloud.api.app, environ_of("GET", "nova.cloud", "/", "", {}, b""))
    assert root.status == 200
    version = cloud.ask("GET", "/", token="").json["version"]
    assert (version["id"], version["min_version"], version["version"]) == ("v2.1", "2.1", "2.96")
    assert version["links"][0]["href"] == "http://nova.cloud/v2.1/"


@pytest.mark.parametrize(
    ("headers", "spoken"),
    [
        ({}, "2.1"),
        ({"OpenStack-API-Version": "compute 2.47"}, "2.47"),
        ({"OpenStack-API-Version": "volume 3.1, compute 2.47"}, "2.47"),
        ({"OpenStack-API-Version": "compute latest"}, "2.96"),
        ({"X-OpenStack-Nova-API-Version": "2.30"}, "2.30"),
    ],
)
def test_the_microversion_is_negotiated(cloud: Cloud, headers: dict[str, str], spoken: str) -> None:
    answer = cloud.ask("GET", "/servers", version=None, headers=headers)
    assert answer.headers["openstack-api-version"] == f"compute {spoken}"
    assert answer.headers["x-openstack-nova-api-version"] == spoken
    assert "OpenStack-API-Version" in answer.headers["vary"]


@pytest.mark.parametrize(("version", "status"), [("2.97", 406), ("2.0", 406), ("3.1", 406), ("2", 400), ("new", 400)])
def test_a_microversion_that_there_is_not_is_refused(cloud: Cloud, version: str, status: int) -> None:
    assert cloud.ask("GET", "/servers", version=version).status == status


def test_unknown_paths_methods_and_long_bodies_are_refused(cloud: Cloud) -> None:
    assert cloud.ask("GET", "/unicorns").status == 404
    assert cloud.ask("DELETE", "/servers").status == 405
    assert cloud.ask("POST", "/servers", b" " * 200_000).status == 413


def test_flavors_are_listed_and_shown(cloud: Cloud) -> None:
    assert [each["name"] for each in cloud.ask("GET", "/flavors").json["flavors"]] == ["m1.small"]
    [flavor] = cloud.ask("GET", "/flavors/detail?is_public=None").json["flavors"]
    assert flavor == cloud.ask("GET", "/flavors/f1").json["flavor"]
    assert (flavor["ram"], flavor["vcpus"], flavor["disk"], flavor["extra_specs"]) == (512, 1, 10, {})
    assert cloud.ask("GET", "/flavors/detail?minRam=1024").json["flavors"] == []
    assert cloud.ask("GET", "/flavors/f1/os-extra_specs").json == {"extra_specs": {}}
    assert cloud.ask("GET", "/flavors/f9").message == "Flavor f9 could not be found."


def test_administrators_make_and_delete_flavors(cloud: Cloud) -> None:
    made = cloud.ask("POST", "/flavors", {"flavor": {**NEW, "id": "7"}}, token="admin")
    assert (made.status, made.json["flavor"]["id"]) == (200, "7")
    assert cloud.database.flavors()[0] == Flavor("7", "m1.large", 4, 8192, 40)
    assert cloud.ask("DELETE", "/flavors/7", token="admin").status == 202
    assert cloud.ask("DELETE", "/flavors/7", token="admin").status == 404


@pytest.mark.parametrize(
    ("flavor", "token", "status"),
    [
        (NEW, "member", 403),
        ({**NEW, "name": "m1.small"}, "admin", 409),
        ({**NEW, "id": "f1"}, "admin", 409),
        ({**NEW, "vcpus": 0}, "admin", 400),
        ({**NEW, "ram": "much"}, "admin", 400),
        ({**NEW, "disk": True}, "admin", 400),
        ({"name": "x"}, "admin", 400),
        ({**NEW, "name": " "}, "admin", 400),
    ],
)
def test_a_flavor_that_is_refused_is_not_made(cloud: Cloud, flavor: Any, token: str, status: int) -> None:
    assert cloud.ask("POST", "/flavors", {"flavor": flavor}, token=token).status == status
    assert len(cloud.database.flavors()) == 1


def test_a_project_sees_its_quota_and_what_it_uses(cloud: Cloud) -> None:
    cloud.has()
    assert cloud.ask("GET", "/os-quota-sets/p1").json["quota_set"]["instances"] == 10
    detail = cloud.ask("GET", "/os-quota-sets/p1/detail").json["quota_set"]
    assert detail["ram"] == {"limit": 51200, "in_use": 512, "reserved": 0}
    absolute = cloud.ask("GET", "/limits").json["limits"]["absolute"]
    assert (absolute["maxTotalCores"], absolute["totalCoresUsed"], absolute["totalInstancesUsed"]) == (20, 1, 1)


def test_the_quota_of_others_is_for_administrators(cloud: Cloud) -> None:
    assert cloud.ask("GET", "/os-quota-sets/p2").status == 403
    assert cloud.ask("GET", "/limits?tenant_id=p2").status == 403
    assert cloud.ask("PUT", "/os-quota-sets/p1", {"quota_set": {"instances": 99}}).status == 403
    assert cloud.ask("GET", "/os-quota-sets/p2", token="admin").status == 200


def test_administrators_set_and_reset_quotas(cloud: Cloud) -> None:
    asked = {"quota_set": {"instances": 3, "ram": -1, "force": True}}
    assert cloud.ask("PUT", "/os-quota-sets/p1", asked, token="admin").json["quota_set"]["ram"] == -1
    assert cloud.ask("GET", "/os-quota-sets/p1").json["quota_set"]["instances"] == 3
    assert cloud.ask("GET", "/os-quota-sets/p1/defaults").json["quota_set"]["instances"] == 10
    assert cloud.ask("DELETE", "/os-quota-sets/p1", token="admin").status == 202
    assert cloud.ask("GET", "/os-quota-sets/p1").json["quota_set"]["instances"] == 10


@pytest.mark.parametrize("limits", [{"instances": -2}, {"cores": "many"}, {"key_pairs": 5}])
def test_a_limit_that_makes_no_sense_is_refused(cloud: Cloud, limits: Any) -> None:
    assert cloud.ask("PUT", "/os-quota-sets/p1", {"quota_set": limits}, token="admin").status == 400


@pytest.mark.parametrize(
    "path", ["/os-hypervisors", "/os-hypervisors/detail", "/os-services", "/os-availability-zone/detail"]
)
def test_hosts_are_for_administrators(cloud: Cloud, path: str) -> None:
    assert cloud.ask("GET", path).status == 403


def test_hypervisors_show_what_is_used_until_2_88(cloud: Cloud) -> None:
    [brief] = cloud.ask("GET", "/os-hypervisors", token="admin").json["hypervisors"]
    assert brief["hypervisor_hostname"] == "h1"
    one = cloud.ask("GET", f"/os-hypervisors/{brief['id']}", token="admin").json["hypervisor"]
    assert "vcpus" not in one
    [detail] = cloud.ask("GET", "/os-hypervisors/detail", token="admin", version="2.87").json["hypervisors"]
    assert (detail["vcpus"], detail["free_ram_mb"]) == (8, 8192)


def test_a_host_is_disabled_and_enabled(cloud: Cloud) -> None:
    [service] = cloud.ask("GET", "/os-services?binary=nova-compute", token="admin").json["services"]
    path = f"/os-services/{service['id']}"
    off = {"status": "disabled", "disabled_reason": "new disks"}
    assert cloud.ask("PUT", path, off, token="admin").json["service"]["status"] == "disabled"
    [service] = cloud.ask("GET", "/os-services", token="admin").json["services"]
    assert (service["status"], service["disabled_reason"]) == ("disabled", "new disks")
    old = {"host": "h1", "binary": "nova-compute"}
    assert cloud.ask("PUT", "/os-services/enable", old, token="admin", version="2.52").status == 200
    assert cloud.ask("GET", "/os-services", token="admin").json["services"][0]["status"] == "enabled"


def test_everybody_sees_the_zone(cloud: Cloud) -> None:
    zones = cloud.ask("GET", "/os-availability-zone").json["availabilityZoneInfo"]
    assert zones == [{"zoneName": "nova", "zoneState": {"available": True}, "hosts": None}]
    [zone] = cloud.ask("GET", "/os-availability-zone/detail", token="admin").json["availabilityZoneInfo"]
    assert list(zone["hosts"]) == ["h1"]


def test_there_are_no_keys(cloud: Cloud) -> None:
    assert cloud.ask("GET", "/os-keypairs").json == {"keypairs": []}
