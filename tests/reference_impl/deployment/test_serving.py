"""A cloud on ports."""

import socket
import threading

import pytest
import requests

from reference_impl.deployment import Cloud, seed, served

COMPONENTS = {"keystone", "nova-api", "glance-api", "neutron-server", "cinder-api"}


@pytest.fixture
def cloud():
    with Cloud(dispatch="threads", hypervisor="builtin") as made:
        seed(made)
        yield made


@pytest.fixture
def threads():
    """What threads there are of services that are served."""
    return lambda: [each.name for each in threading.enumerate() if "serving" in each.name or "CP Server" in each.name]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as kept:
        return int(kept.getsockname()[1])


def test_every_service_has_a_port_of_its_own(cloud):
    with served(cloud) as running:
        assert set(running.urls) == COMPONENTS
        assert len(set(running.urls.values())) == len(COMPONENTS)
        for url in running.urls.values():
            assert url.startswith("http://127.0.0.1:")
            assert requests.get(url, timeout=30).status_code in (200, 300)


def test_a_port_that_is_asked_for(cloud):
    port = free_port()
    with served(cloud, {"keystone": port}) as running:
        assert running.urls["keystone"] == f"http://127.0.0.1:{port}"
        assert running.credentials.auth_url == running.admin.auth_url == f"http://127.0.0.1:{port}/v3"


@pytest.mark.parametrize("component", ["keystone", "cinder-api"])
def test_a_port_that_is_taken(cloud, threads, component):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"), served(cloud, {component: port}):
            pytest.fail("it was served")
    assert threads() == []
    with served(cloud) as running:
        assert set(running.urls) == COMPONENTS


def test_when_it_is_over_nobody_listens_and_no_thread_is_left(cloud, threads):
    with served(cloud) as running:
        assert threads()
    assert threads() == []
    with pytest.raises(requests.ConnectionError):
        requests.get(running.urls["keystone"], timeout=30)
    with served(cloud) as again:
        assert requests.get(again.urls["keystone"], timeout=30).status_code == 300


def test_when_the_block_breaks_off_no_thread_is_left(cloud, threads):
    with pytest.raises(ZeroDivisionError), served(cloud):
        raise ZeroDivisionError
    assert threads() == []


def test_the_catalog_says_where_the_services_are(cloud):
    with served(cloud) as running:
        client = cloud.client()
        assert client.log_in().urls() == dict(running.urls)


def test_two_clouds_are_two(cloud):
    with Cloud(dispatch="threads", hypervisor="builtin") as other, served(cloud) as one, served(other) as two:
        assert set(one.urls.values()).isdisjoint(two.urls.values())
        assert one.credentials.password != two.credentials.password


def test_passwords_are_in_the_file_and_shown_nowhere_else(cloud):
    with served(cloud) as running:
        assert running.clouds_yaml().count("password: ") == 2
        for user in (running.credentials, running.admin):
            assert user.password in running.clouds_yaml()
            assert user.password not in repr(running)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # what openstacksdk does with itself
def test_openstacksdk_reads_the_file(cloud, tmp_path, monkeypatch):
    openstack = pytest.importorskip("openstack")
    path = tmp_path / "clouds.yaml"
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(path))
    with served(cloud) as running:
        path.write_text(running.clouds_yaml())
        with openstack.connect("reference") as user, openstack.connect("reference-admin") as admin:
            assert [each.name for each in user.image.images()] == ["cirros"]
            assert user.block_storage.create_volume(size=1, name="data").status == "available"
            assert {each.name for each in user.network.networks()} == {"private", "backend"}
            assert {"demo", "admin"} <= {each.name for each in admin.identity.users()}
            assert len(list(admin.compute.hypervisors())) == 3
            image, flavor = user.image.find_image("cirros"), user.compute.find_flavor("m1.tiny")
            server = user.compute.create_server(name="mine", image_id=image.id, flavor_id=flavor.id, networks="auto")
            cloud.run_until_idle()
            assert user.compute.get_server(server).status == "ACTIVE"
