"""A user's side of a cloud, from a program."""

from dataclasses import replace

import pytest

from reference_impl.client import BootFailed, Client, NotThere
from reference_impl.http import Client as Rest
from reference_impl.http import InProcess, Refused, Unreachable
from reference_impl.hypervisor import DriverError
from reference_impl.keystone import Credentials
from reference_impl.keystone.login import LoginFailed

UNKNOWN = "11111111-1111-1111-1111-111111111111"
IMAGES = ("glance-api", "/v2/images", "images")
FLAVORS = ("nova-api", "/v2.1/flavors", "flavors")


def never():
    pytest.fail("there was nothing to wait for")


def test_a_server_is_asked_for_and_is_there(site):
    server_id = site.client.boot(site.request())
    server = site.client.show(server_id)
    assert (server.id, server.status, server.fault) == (server_id, "ACTIVE", None)
    assert server.addresses == ("10.0.0.2",)
    assert site.client.wait(server_id, never) == server


def test_a_server_is_looked_at_until_it_has_come_to_an_end(site):
    waiting = site.onlooker()
    server_id = waiting.boot(site.request())
    looks = [waiting.show(server_id).status]

    def pause():
        looks.append("again")
        site.cloud.run_until_idle()

    assert waiting.wait(server_id, pause).status == "ACTIVE"
    assert looks == ["BUILD", "again"]


def test_who_waits_may_have_enough(site):
    waiting = site.onlooker()
    server_id = waiting.boot(site.request())

    def enough():
        raise TimeoutError

    with pytest.raises(TimeoutError):
        waiting.wait(server_id, enough)


def test_a_server_that_fails_says_why(site):
    def refuse(_name):
        raise DriverError("no memory left on the machine")

    for watched in site.cloud.hypervisors.values():
        watched.hypervisor.start = refuse
    server = site.client.wait(site.client.boot(site.request()), never)
    assert (server.status, server.addresses) == ("ERROR", ())
    assert server.fault


def test_a_server_with_networks_volumes_and_a_port(site):
    volume = site.client.create_volume("data", 1)
    port = site.cloud.neutron.ports.create(site.cloud.project_id, site.kept.networks[1])
    request = site.request(ports=(port.id,), volumes=(volume,))
    server = site.client.show(site.client.boot(request))
    assert sorted(server.addresses) == ["10.0.0.2", port.fixed_ips[0].ip_address]
    assert server.body["os-extended-volumes:volumes_attached"] == [{"id": volume, "delete_on_termination": False}]


def test_a_server_that_boots_from_a_volume(site):
    root = site.client.create_volume("root", 1, site.kept.image)
    server = site.client.show(site.client.boot(site.request(image=None, volumes=(root,))))
    assert (server.status, server.body["image"]) == ("ACTIVE", "")


def test_a_request_that_is_refused(site):
    with pytest.raises(BootFailed, match=f"refused with 400: Image {UNKNOWN} could not be found"):
        site.client.boot(site.request(image=UNKNOWN))


def test_a_server_is_deleted(site):
    server_id = site.client.boot(site.request())
    site.client.delete(server_id)
    for look in (site.client.show, site.client.delete):
        with pytest.raises(NotThere, match=f"server {server_id}: 404"):
            look(server_id)


def test_things_are_found_by_name_or_id(site):
    assert site.client.find(*IMAGES, "cirros") == site.client.find(*IMAGES, site.kept.image) == site.kept.image
    assert site.client.find(*FLAVORS, "m1.tiny") == site.kept.flavor


def test_what_is_not_there_or_there_twice_is_not_found(site):
    with pytest.raises(NotThere, match="'debian' is the name of none of the images"):
        site.client.find(*IMAGES, "debian")
    site.cloud.add_image("cirros", b"x")
    with pytest.raises(NotThere, match="'cirros' is the name of 2 of the images"):
        site.client.find(*IMAGES, "cirros")


def test_what_is_not_on_the_first_page_is_found(site):
    for number in range(30):
        site.cloud.add_image(f"n{number}", b"x")
    assert site.client.find(*IMAGES, "cirros") == site.kept.image


def test_a_list_that_is_refused(site):
    with pytest.raises(Refused, match="404"):
        site.client.find("glance-api", "/v2/planets", "planets", "earth")


def test_a_volume_comes_and_goes(site):
    volume = site.client.create_volume("data", 1)
    site.client.delete_volume(volume)
    with pytest.raises(Refused, match=f"404: Volume {volume} could not be found"):
        site.client.delete_volume(volume)


def test_one_login_serves_all_that_follows(site):
    token = site.client.log_in()
    site.client.show(site.client.boot(site.request()))
    assert site.client._token is token


def test_a_wrong_password_is_refused_and_not_repeated(site):
    wrong = replace(site.cloud.credentials, password="hunter2")
    rest = Rest("client", InProcess(site.cloud.doors.components), site.cloud.world)
    with pytest.raises(LoginFailed, match="keystone refused demo with 401") as failed:
        Client(rest, wrong, site.cloud.world).boot(site.request())
    assert "hunter2" not in str(failed.value)
    assert "hunter2" not in repr(wrong)


def test_a_cloud_that_is_not_there(site):
    rest = Rest("client", InProcess({}), site.cloud.world)
    nobody = Client(rest, Credentials("demo", "secret", "demo"), site.cloud.world)
    with pytest.raises(Unreachable, match="keystone cannot be reached"):
        nobody.log_in()
