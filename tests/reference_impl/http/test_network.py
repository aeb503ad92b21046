"""The same over sockets, on loopback."""

import errno
import socket
import threading

import pytest
import requests

from reference_impl.context import Context
from reference_impl.http import Client, Unreachable
from reference_impl.http.network import Network
from reference_impl.http.serving import Serving, serve

CTX = Context("req-11111111-2222-3333-4444-555555555555", "ann")


@pytest.fixture
def urls():
    return {}


@pytest.fixture
def network(urls):
    made = Network(urls, timeout=10)
    yield made
    made.close()


@pytest.fixture
def remote(network, world, told):
    return Client("nova-compute", network, world, told)


def test_a_served_service_is_called_as_one_of_this_process(api, urls, remote, told):
    with serve(api) as serving:
        urls["cinder-api"] = serving.url + "/"
        body = {"volume": {"size": 1}}
        assert remote.request(CTX, "POST", "cinder-api", "/v3/volumes", body).status == 202
        answer = remote.request(CTX, "GET", "cinder-api", "/v3/volumes", query={"limit": "1"})
    assert answer.json == {"volumes": [{"id": "v1", "size": 1}]}
    assert answer.headers["content-type"] == "application/json"
    assert [event["source"] for event in told.events] == ["nova-compute", "cinder-api"] * 2


def test_data_comes_whole(api, urls, remote):
    with serve(api) as serving:
        urls["cinder-api"] = serving.url
        assert len(remote.request(CTX, "GET", "cinder-api", "/v3/volumes/v1/data").body) == 10_000
        sent = {"Content-Type": "application/octet-stream"}
        put = remote.request(CTX, "PUT", "cinder-api", "/v3/volumes/v1/data", body=b"\0" * 100_000, headers=sent)
    assert put.status == 204


def test_a_service_that_is_not_known_cannot_be_reached(remote):
    with pytest.raises(Unreachable, match="no URL is known"):
        remote.request(CTX, "GET", "cinder-api", "/v3/volumes")


def test_a_service_that_was_taken_down_cannot_be_reached(api, urls, remote, told):
    with serve(api) as serving:
        urls["cinder-api"] = serving.url
        remote.request(CTX, "GET", "cinder-api", "/v3/volumes")
    told.events.clear()
    with pytest.raises(Unreachable, match="connection refused or broken"):
        remote.request(CTX, "GET", "cinder-api", "/v3/volumes")
    failed = told.events[1]["facts"]["failure"]
    assert failed == {"class": "ConnectionError", "message": "connection refused or broken"}


def test_a_service_that_says_nothing_cannot_be_reached(world):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        network = Network({"cinder-api": f"http://127.0.0.1:{silent.getsockname()[1]}"}, timeout=0.05)
        with pytest.raises(Unreachable, match="no answer in time"):
            Client("nova-compute", network, world).request(CTX, "GET", "cinder-api", "/v3/volumes")
        network.close()


def test_a_request_that_cannot_be_sent_is_not_sent(api, urls, remote, told):
    urls["cinder-api"] = "ftp://127.0.0.1"
    with pytest.raises(Unreachable, match="could not be carried out"):
        remote.request(CTX, "GET", "cinder-api", "/v3/volumes")
    assert told.pair()[1]["facts"]["failure"]["class"] == "InvalidSchema"


def test_many_threads_call_at_once(api, urls, remote):
    statuses = []

    def ask():
        statuses.extend(remote.request(CTX, "GET", "cinder-api", "/v3/volumes").status for _ in range(5))

    with serve(api) as serving:
        urls["cinder-api"] = serving.url
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [200] * 40


def test_serving_leaves_no_thread(api):
    before = set(threading.enumerate())
    with serve(api):
        assert set(threading.enumerate()) > before
    assert set(threading.enumerate()) == before


def test_a_service_is_put_up_and_taken_down_at_once_and_again(api):
    for _ in range(5):
        with serve(api):
            pass


def test_a_port_that_is_taken_is_said_at_once(api):
    with serve(api) as serving, pytest.raises(OSError, match="in use") as refused:
        Serving(api, serving.port)
    assert refused.value.errno == errno.EADDRINUSE


def test_a_body_in_pieces_is_read(api, volumes):
    def pieces():
        yield b'{"volume": '
        yield b'{"size": 1}}'

    with serve(api) as serving:
        sent = {"X-Auth-Token": "ann", "Content-Type": "application/json"}
        answer = requests.post(f"{serving.url}/v3/volumes", data=pieces(), headers=sent, timeout=10)
        answer.close()
    assert answer.status_code == 202
    assert len(volumes.kept) == 1
