"""Clients built on requests, with no socket."""

import io

import pytest
import requests

from reference_impl.http.adapter import WsgiAdapter

URL = "http://cinder.test"


@pytest.fixture
def apps(api):
    return {"cinder.test": api, "127.0.0.1:8776": api}


@pytest.fixture
def session(apps):
    with requests.Session() as made:
        made.trust_env = False
        made.headers["X-Auth-Token"] = "ann"
        made.mount("http://", WsgiAdapter(apps))
        yield made


def test_json_goes_in_and_out(session):
    answer = session.post(f"{URL}/v3/volumes", json={"volume": {"size": 1}})
    assert (answer.status_code, answer.reason, answer.json()["volume"]["size"]) == (202, "Accepted", 1)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.url == f"{URL}/v3/volumes"
    assert answer.request.method == "POST"


def test_a_service_is_found_by_host_and_port(session):
    assert session.get("http://127.0.0.1:8776/v3/volumes?limit=1").ok
    with pytest.raises(requests.ConnectionError, match=r"no service at glance\.test"):
        session.get("http://glance.test/v2/images")


def test_refusals_are_answers(session):
    answer = session.get(f"{URL}/v3/volumes/locked")
    assert answer.status_code == 409
    with pytest.raises(requests.HTTPError, match="409 Client Error: Conflict"):
        answer.raise_for_status()


def test_head_has_headers_and_no_body(session):
    answer = session.head(f"{URL}/v3/volumes/v1")
    assert (answer.status_code, answer.content, answer.headers["X-Size"]) == (200, b"", "1")
    refused = session.head(f"{URL}/v3/dragons")
    assert (refused.status_code, refused.content) == (404, b"")


def _pieces():
    yield b"abc"
    yield b"def"


@pytest.mark.parametrize("data", [b"abcdef", bytearray(b"abcdef"), "abcdef", io.BytesIO(b"abcdef"), _pieces()])
def test_data_is_sent_as_bytes_as_text_as_a_file_and_in_pieces(session, volumes, data):
    assert session.put(f"{URL}/v3/volumes/v1/data", data=data).status_code == 204
    assert volumes.kept == [b"abcdef"]


def test_a_file_is_read_from_where_it_stands(session, volumes):
    file = io.BytesIO(b"abcdef")
    file.seek(2)
    session.put(f"{URL}/v3/volumes/v1/data", data=file)
    assert volumes.kept == [b"cdef"]


def test_data_is_taken_in_pieces(session):
    with session.get(f"{URL}/v3/volumes/v1/data", stream=True) as answer:
        pieces = list(answer.iter_content(4096))
    assert [len(piece) for piece in pieces] == [4096, 4096, 1808]
