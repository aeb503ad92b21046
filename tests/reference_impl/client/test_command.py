"""`python -m reference_impl boot`: in a cloud of its own, and in one that the environment names."""

import os
import re
import subprocess
import sys
import threading

import pytest

from reference_impl.http.serving import serve
from reference_impl.hypervisor import DriverError

SERVER = "--image", "cirros", "--flavor", "m1.tiny", "--network", "private"
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def assert_refused(ran, code, said):
    """One line, on standard error, and the exit code."""
    assert (ran.code, len(ran.err)) == (code, 1), ran
    assert re.search(said, ran.err[0])


def test_a_server_in_a_cloud_of_its_own(boot):
    ran = boot(*SERVER)
    assert (ran.code, ran.err) == (0, [])
    assert re.fullmatch(rf"{UUID} \w+", ran.out[0])
    assert re.fullmatch(rf"{UUID} ACTIVE 10\.0\.0\.\d+", ran.out[-1])


def test_a_server_on_two_networks(boot):
    ran = boot(*SERVER, "--network", "backend", "--name", "two")
    assert ran.code == 0
    assert re.search(r"10\.0\.0\.\d+, 10\.0\.1\.\d+$", ran.out[-1])


def test_a_server_in_a_cloud_elsewhere(boot, elsewhere):
    cloud, _ = elsewhere
    ran = boot(*SERVER)
    assert (ran.code, ran.err) == (0, [])
    assert "ACTIVE 10.0.0." in ran.out[-1]
    server_id = ran.out[-1].split()[0]
    assert [server_id in "".join(watched.domains()) for watched in cloud.hypervisors.values()].count(True) <= 1
    assert len(cloud.neutron.ports.all()) == 1


def test_a_server_with_a_volume_elsewhere(boot, elsewhere):
    cloud, _ = elsewhere
    volume = cloud.cinder.volumes.create(cloud.project_id, "u", 1, name="data")
    assert boot(*SERVER, "--volume", "data").code == 0
    assert cloud.cinder.volumes.get(volume.id).status == "in-use"


@pytest.mark.parametrize("end", ["", "/", "/v3", "/v3/"])
def test_the_url_may_name_the_version(boot, elsewhere, environment, end):
    _, running = elsewhere
    environment(auth_url=running.urls["keystone"] + end)
    assert boot(*SERVER).code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--image", "debian", "--flavor", "m1.tiny"), "'debian' is the name of none of the images"),
        (("--image", "cirros", "--flavor", "m9.huge"), "'m9.huge' is the name of none of the flavors"),
        ((*SERVER, "--network", "public"), "'public' is the name of none of the networks"),
        ((*SERVER, "--volume", "data"), "'data' is the name of none of the volumes"),
    ],
)
def test_what_is_not_there(boot, options, said):
    ran = boot(*options)
    assert_refused(ran, 2, said)
    assert ran.out == []


def test_a_request_that_is_refused(boot):
    assert_refused(boot("--flavor", "m1.tiny"), 1, "refused with 400")


def test_a_server_that_comes_to_no_good_end(boot, elsewhere):
    cloud, _ = elsewhere

    def refuse(_name):
        raise DriverError("no memory left on the machine")

    for watched in cloud.hypervisors.values():
        watched.hypervisor.start = refuse
    ran = boot(*SERVER)
    assert (ran.code, ran.err) == (1, [])
    assert re.fullmatch(rf"{UUID} ERROR .+", ran.out[-1])


def test_a_server_that_comes_to_no_end(boot, elsewhere, monkeypatch):
    cloud, _ = elsewhere
    monkeypatch.setattr("reference_impl.client.command.TIMEOUT", 0.0)
    over = threading.Event()
    for watched in cloud.hypervisors.values():
        watched.hypervisor.start = lambda _name: over.wait(30)
    ran = boot(*SERVER)
    over.set()
    assert_refused(ran, 1, "the server came to no end in 0 s")


def test_a_wrong_password(boot, elsewhere, environment):
    environment(password="hunter2")
    ran = boot(*SERVER)
    assert_refused(ran, 2, "keystone refused demo with 401")
    assert "hunter2" not in ran.err[0]


@pytest.mark.parametrize("missing", ["OS_USERNAME", "OS_PASSWORD", "OS_PROJECT_NAME"])
@pytest.mark.parametrize("empty", [True, False])
def test_a_variable_that_is_missing(boot, environment, monkeypatch, missing, empty):
    environment(auth_url="http://127.0.0.1:1", username="u", password="p", project_name="n")
    if empty:
        monkeypatch.setenv(missing, "")
    else:
        monkeypatch.delenv(missing)
    assert_refused(boot(*SERVER), 2, f"^{missing}: not in the environment, where OS_AUTH_URL names a cloud$")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "", "http://", "ftp://127.0.0.1", "http://[::1"])
def test_a_cloud_that_is_not_there(boot, environment, url):
    environment(auth_url=url, username="u", password="s3cret", project_name="n")
    ran = boot(*SERVER)
    assert_refused(ran, 2, "keystone cannot be reached" if url else "OS_AUTH_URL: not in the environment")
    assert "s3cret" not in ran.err[0]


def _answering(status, body):
    def app(_environ, start_response):
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return app


@pytest.mark.parametrize("body", [b"{", b"{}", b"[]", b"7", b'{"token": {}}'])
@pytest.mark.parametrize("status", ["201 Created", "500 Internal Server Error"])
def test_a_keystone_that_is_none(boot, environment, status, body):
    with serve(_answering(status, body)) as serving:
        environment(auth_url=serving.url, username="u", password="p", project_name="n")
        assert_refused(boot(*SERVER), 2, "keystone")


@pytest.mark.parametrize("component", ["glance-api", "nova-api", "neutron-server"])
def test_a_service_that_cannot_serve(boot, elsewhere, component):
    cloud, running = elsewhere
    with serve(_answering("503 Service Unavailable", b"{}")) as serving:
        cloud.publish({**running.urls, component: serving.url})
        assert_refused(boot(*SERVER), 2, f"{component} refused .* with 503")


def test_a_service_that_is_gone(boot, elsewhere):
    cloud, running = elsewhere
    cloud.publish({**running.urls, "glance-api": "http://127.0.0.1:1"})
    assert_refused(boot(*SERVER), 2, "glance-api cannot be reached")


def test_the_command_itself():
    known = {name: value for name, value in os.environ.items() if not name.startswith("OS_")}
    command = [sys.executable, "-m", "reference_impl", "boot", *SERVER]
    done = subprocess.run(command, env=known, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ACTIVE" in done.stdout.splitlines()[-1]
    wrong = [*command, "--flavor", "m9.huge"]
    done = subprocess.run(wrong, env=known, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
