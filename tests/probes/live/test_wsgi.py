"""What the middlewares of running services append, read as it comes."""

import fcntl
import io
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import UNSET

from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.probes._causes import in_order, tied
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live.wsgi import WsgiOptions, WsgiProbe
from pytest_cloudflow.probes.wsgi import Middleware
from pytest_cloudflow.trace import fingerprint


class Service:
    """An API behind the middleware, called without a server between."""

    def __init__(self, component, folder, answer=None):
        self.middleware = Middleware(self._serve, component=component, folder=folder)
        self._answer = answer

    def _serve(self, environ, start_response):
        if self._answer is not None:
            self._answer()
        start_response("200 OK", [("x-openstack-request-id", "req-own")])
        return [b""]

    def __call__(self, path="/v2.1/servers/s1", method="GET", **headers):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO()}
        environ |= {f"HTTP_{name}": value for name, value in headers.items()}
        self.middleware(environ, _start_response)


def _start_response(status, headers, exc_info=None):
    return None


@pytest.fixture
def service(tmp_path):
    made = []

    def service(component="nova-api", answer=None):
        made.append(Service(component, tmp_path, answer))
        return made[-1]

    yield service
    for each in made:
        each.middleware.close()


@pytest.fixture
def probe(tmp_path):
    probe = WsgiProbe(WsgiOptions(folder=str(tmp_path)), Components())
    yield probe
    probe.close()


def paths(seen):
    return [each.event.path for each in seen if each.event.kind == "request"]


def test_what_was_before_is_left_out_and_nothing_is_told_twice(service, probe):
    api = service()
    api("/before")
    probe.open()
    api("/one")
    assert paths(probe.take()) == ["/one"]
    api("/two")
    assert paths(probe.take()) == ["/two"]
    assert probe.take() == []


def test_a_process_that_begins_later_is_read_from_its_beginning(service, probe):
    service()
    probe.open()
    service("glance-api")("/v2/images/i")
    assert paths(probe.take()) == ["/v2/images/i"]
    assert probe.watched == {"http": ["glance-api", "nova-api"]}


def test_a_service_that_has_ended_before_is_not_watched(service, probe):
    service("glance-api").middleware.close()
    service()
    probe.open()
    assert probe.watched == {"http": ["nova-api"]}
    assert probe.take() == []


def test_a_torn_line_waits_for_its_rest(service, probe, tmp_path):
    api = service()
    probe.open()
    api("/one")
    (path,) = tmp_path.iterdir()
    written = path.read_bytes()
    path.write_bytes(written[:-5])
    assert [each.event.kind for each in probe.take()] == ["request"]
    with path.open("ab") as file:
        file.write(written[-5:])
    assert [each.event.kind for each in probe.take()] == ["response"]


def test_a_torn_line_that_is_taken_back_is_not_read(service, probe, tmp_path):
    """As a writer does whose disk is full."""
    api = service()
    probe.open()
    (path,) = tmp_path.iterdir()
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(b'{"seq":1,"torn')
    assert probe.take() == []
    os.truncate(path, size)
    api("/one")
    assert paths(probe.take()) == ["/one"]


def test_an_exchange_is_tied_by_the_ids_that_were_handed_over(service, probe):
    api, keystone = service(), service("keystone")
    probe.open()
    api(X_OPENSTACK_REQUEST_ID="req-handed", X_AUTH_TOKEN="t")
    keystone("/v3/auth/tokens", X_SUBJECT_TOKEN="t")
    request, response, validation, _ = in_order(probe.take())
    assert (request.acts_under, request.serves, request.server) == (("req-handed",), ("req-handed",), "nova-api")
    assert (response.serves, response.actor) == (("req-own",), "nova-api")
    assert validation.subject == fingerprint("t")


def test_what_an_api_does_under_the_id_that_it_gave_is_tied_to_its_exchange(service, probe):
    glance = service("glance-api")
    api = service(answer=lambda: glance("/v2/images/i", X_OPENSTACK_REQUEST_ID="req-own"))
    probe.open()
    api()
    seen = in_order(probe.take())
    asked = next(each for each in seen if each.event.target == "glance-api")
    assert asked.actor is None  # no server in between has said where it comes from
    known = [replace(each, actor="nova-api") if each is asked else each for each in seen]
    events = tied(known, 0.0)
    assert events[1].cause == events[0].exchange
    assert {event.request_id for event in events} == {"req-own"}


def test_a_request_that_is_not_answered_yet_is_told(service, probe):
    asked, answered = threading.Event(), threading.Event()

    def answer():
        asked.set()
        assert answered.wait(10)

    api = service(answer=answer)
    probe.open()
    thread = threading.Thread(target=api)
    thread.start()
    assert asked.wait(10)
    assert [each.event.kind for each in probe.take()] == ["request"]
    answered.set()
    thread.join()
    assert [each.event.kind for each in probe.take()] == ["response"]


def test_no_folder_is_one_line(tmp_path):
    probe = WsgiProbe(WsgiOptions(folder=str(tmp_path / "none")), Components())
    with pytest.raises(TargetError, match=r"\[probes.wsgi\] folder: there is no folder"):
        probe.open()


def test_a_folder_nobody_writes_to_is_one_line(probe):
    with pytest.raises(TargetError, match="no service writes to"):
        probe.open()


@pytest.mark.parametrize(
    ("content", "what"), [(b"a log\n", "the header cannot be read"), (b'{"a":1}\n', "there is no header")]
)
def test_a_file_of_others_is_one_line(service, probe, tmp_path, content, what):
    service()
    probe.open()
    (tmp_path / "other.jsonl").write_bytes(content)
    with pytest.raises(TargetError, match=what):
        probe.take()


def test_a_file_that_its_process_leaves_before_it_is_opened_is_passed_over(service, probe, tmp_path, monkeypatch):
    api = service()
    probe.open()
    (tmp_path / "left.jsonl").touch()
    opened = Path.open

    def leave_first(path, *given, **more):
        if path.name == "left.jsonl":
            path.unlink()
        return opened(path, *given, **more)

    monkeypatch.setattr(Path, "open", leave_first)
    api("/one")
    assert paths(probe.take()) == ["/one"]


def test_a_file_of_others_is_let_go_of_with_the_probe(probe, tmp_path):
    path = tmp_path / "other.jsonl"
    path.write_bytes(b"a log\n")
    with path.open() as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        with pytest.raises(TargetError, match="the header cannot be read") as refused:
            probe.open()
        probe.close()
        held = [each for each in Path("/proc/self/fd").iterdir() if each.exists() and each.samefile(path)]
        assert [int(each.name) for each in held] == [other.fileno()], refused


def test_a_broken_line_is_one_line(service, probe, tmp_path):
    service()
    probe.open()
    (path,) = tmp_path.iterdir()
    with path.open("ab") as file:
        file.write(b'{"seq": "x"}\n')
    with pytest.raises(TargetError, match="a broken line"):
        probe.take()


def test_it_says_what_it_reads(probe, tmp_path):
    assert probe.about() == [f"what the middlewares of the APIs write to {tmp_path}"]


def test_a_client_is_not_named_since_it_may_be_anybodys(service, probe, tmp_path):
    api = service()
    probe.open()
    api()
    (path,) = tmp_path.iterdir()
    lines = path.read_bytes().splitlines(keepends=True)
    by_client = lines[1].replace(b'"seq":1,', b'"seq":1,"source":"client",')
    path.write_bytes(lines[0] + by_client + lines[2].replace(b'"seq":2,', b'"seq":2,"target":"client",'))
    assert [(each.actor, each.event.source, each.event.target) for each in probe.take()] == [
        (None, UNSET, "nova-api"),
        ("nova-api", "nova-api", UNSET),
    ]
