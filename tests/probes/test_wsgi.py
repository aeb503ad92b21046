"""The middleware around an API, served by cheroot and asked by requests."""

import io
import json
import logging
import os
import subprocess
import sys
import threading
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
import requests
from cheroot.wsgi import Server
from msgspec import UNSET

from pytest_cloudflow.errors import UsageError
from pytest_cloudflow.probes.live._growing import Growing
from pytest_cloudflow.probes.wsgi import Middleware, filter_factory
from pytest_cloudflow.trace import Event, fingerprint

TOKEN = "gAAAAA-a-secret-token-of-somebody"
JSON = ("Content-Type", "application/json")


class Api:
    """Answers what it was told to, and keeps what it was asked."""

    def __init__(self, status="200 OK", body=b"{}", headers=(JSON,), answer=None):
        self.status, self.body, self.headers, self.answer = status, body, list(headers), answer
        self.asked = []

    def __call__(self, environ, start_response):
        if environ.get("HTTP_TRANSFER_ENCODING") or environ.get("CONTENT_LENGTH"):
            self.asked.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or -1)))
        if self.answer is not None:
            return self.answer(environ, start_response)
        start_response(self.status, [*self.headers, ("Content-Length", str(len(self.body)))])
        return [self.body]


@pytest.fixture
def serve(tmp_path):
    """Serves an application behind the middleware; gives its URL."""
    running = []

    def serve(application, component="nova-api", **options):
        middleware = Middleware(application, component=component, folder=tmp_path / "seen", **options)
        server = Server(("127.0.0.1", 0), middleware, numthreads=4)
        server.prepare()
        thread = threading.Thread(target=server.serve)
        thread.start()
        running.append((server, thread, middleware))
        return f"http://127.0.0.1:{server.bind_addr[1]}"

    yield serve
    for server, thread, middleware in running:
        server.stop()
        thread.join()
        middleware.close()


@pytest.fixture
def client():
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def events(tmp_path):
    """What was written until now."""

    def read() -> list[Event]:
        files = [Growing(path, "seen") for path in sorted((tmp_path / "seen").glob("*.jsonl"))]
        found = [event for file in files for event in file.take()]
        for file in files:
            file.close()
        return found

    return read


def called(start="200 OK"):
    """An environ and a start_response, for a server that does as it likes."""
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/v2/images/i", "wsgi.input": io.BytesIO()}
    said = []

    def start_response(status, headers, exc_info=None):
        said.append(status)

    return environ, said, start_response


def test_an_exchange_is_a_request_and_a_response(serve, client, events):
    url = serve(Api(headers=[JSON, ("x-openstack-request-id", "req-own")]))
    headers = {"X-Auth-Token": TOKEN, "X-Service-Token": "service", "X-OpenStack-Request-ID": "req-handed"}
    client.get(f"{url}/v2.1/servers/s1?limit=1", headers=headers)
    request, response = events()
    assert (request.kind, request.target, request.request_id) == ("request", "nova-api", "req-handed")
    assert (response.kind, response.source, response.request_id) == ("response", "nova-api", "req-own")
    assert (request.status, response.status) == (UNSET, 200)
    for event in (request, response):
        assert (event.method, event.path, event.instance_id) == ("GET", "/v2.1/servers/s1", "s1")
        assert (event.token, event.service_token) == (fingerprint(TOKEN), fingerprint("service"))
        assert (event.exchange, event.clock) == (request.exchange, request.clock)
    assert request.time <= response.time


def test_bodies_show_facts_and_arrive_whole(serve, client, events):
    api = Api("202 Accepted", b'{"server": {"id": "s1", "adminPass": "hush"}}')
    asked = {"server": {"imageRef": "i", "flavorRef": "f", "networks": [{"uuid": "n"}], "adminPass": "hush"}}
    answer = client.post(f"{serve(api)}/v2.1/servers", json=asked)
    request, response = events()
    assert (request.facts.image_id, request.facts.flavor_id, request.facts.network_ids) == ("i", "f", ["n"])
    assert response.instance_id == "s1"
    assert json.loads(api.asked[0]) == asked
    assert answer.content == api.body


def test_neither_tokens_nor_passwords_nor_bodies_are_written(serve, client, tmp_path):
    body = {"auth": {"identity": {"password": {"user": {"password": "hush-hush"}}}}}
    api = Api("201 Created", b'{"token": {"user": {"id": "u"}}}', [JSON, ("X-Subject-Token", TOKEN)])
    client.post(f"{serve(api, 'keystone')}/v3/auth/tokens?secret=query", json=body, headers={"X-Auth-Token": "plain"})
    (path,) = (tmp_path / "seen").glob("*")
    written = path.read_text()
    assert fingerprint(TOKEN) in written
    for secret in (TOKEN, "hush", "plain", "query"):
        assert secret not in written


def test_a_login_issues_a_token_and_a_validation_is_about_one(serve, client, events):
    url = serve(Api(headers=[JSON, ("X-Subject-Token", TOKEN)]), "keystone")
    client.post(f"{url}/v3/auth/tokens", json={})
    client.get(f"{url}/v3/auth/tokens", headers={"X-Subject-Token": TOKEN})
    _, login, asked, validated = events()
    assert (login.facts.issued_token, login.facts.subject_token) == (fingerprint(TOKEN), UNSET)
    assert asked.facts.subject_token == validated.facts.subject_token == fingerprint(TOKEN)
    assert validated.facts.issued_token is UNSET


def test_a_refusal_says_why(serve, client, events):
    body = b'{"forbidden": {"code": 403, "message": "Quota exceeded, password=hush"}}'
    client.post(f"{serve(Api('403 Forbidden', body))}/v2.1/servers", json={})
    failure = events()[1].facts.failure
    assert failure.class_ == "forbidden"
    assert failure.message == "Quota exceeded, password=***"


def test_a_keep_alive_connection_serves_on(serve, client, events):
    url = serve(Api())
    ports = set()
    for _ in range(3):
        response = client.post(f"{url}/v2.1/servers", json={"server": {}}, stream=True)
        ports.add(response.raw.connection.sock.getsockname()[1])
        assert response.json() == {}
    assert len(ports) == 1
    assert len({event.exchange for event in events()}) == 3


def test_a_response_without_a_length_is_given_the_one_that_the_server_can_tell(serve, client):
    def answer(environ, start_response):
        start_response("200 OK", [JSON])
        return [b"{}"]

    plain = Server(("127.0.0.1", 0), answer)
    plain.prepare()
    thread = threading.Thread(target=plain.serve)
    thread.start()
    bare = client.get(f"http://127.0.0.1:{plain.bind_addr[1]}/").headers
    plain.stop()
    thread.join()
    behind = client.get(serve(answer)).headers
    assert {key: bare[key] for key in bare if key != "Date"} == {key: behind[key] for key in behind if key != "Date"}


def test_a_stream_passes_piece_by_piece(serve, client, events):
    halfway = threading.Event()

    def answer(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/octet-stream"), ("Content-Length", "6")])

        def pieces():
            yield b"one"
            assert halfway.wait(10)
            yield b"two"

        return pieces()

    response = client.get(f"{serve(answer, 'glance-api')}/v2/images/i/file", stream=True)
    assert response.raw.read(3) == b"one"
    assert [event.kind for event in events()] == ["request"]
    halfway.set()
    assert response.raw.read(3) == b"two"
    assert [(event.kind, event.facts.image_id) for event in events()] == [("request", "i"), ("response", "i")]


def test_a_chunked_upload_is_not_read_ahead(serve, client, events):
    api = Api("204 No Content", b"", [])
    sent = threading.Event()

    def pieces():
        yield b"image"
        assert sent.wait(10), "the request is not served before its body is whole"
        yield b"data"

    def answer(environ, start_response):
        assert environ["wsgi.input"].read(5) == b"image"
        sent.set()
        assert environ["wsgi.input"].read() == b"data"
        start_response("204 No Content", [])
        return []

    url = serve(answer, "glance-api")
    kind = {"Content-Type": "application/octet-stream"}
    assert client.put(f"{url}/v2/images/i/file", data=pieces(), headers=kind).status_code == 204
    assert events()[1].status == 204
    assert api.asked == []


def test_a_body_that_is_too_long_passes_unread(serve, client, events):
    api = Api()
    asked = {"server": {"imageRef": "i", "user_data": "x" * 300_000}}
    client.post(f"{serve(api)}/v2.1/servers", json=asked)
    assert json.loads(api.asked[0]) == asked
    assert events()[0].facts.image_id is UNSET


def test_a_body_that_is_no_json_passes_unread(serve, client, events):
    api = Api(body=b"<html>")
    client.post(f"{serve(api)}/v2.1/servers", data=b"{broken", headers=dict([JSON]))
    assert api.asked == [b"{broken"]
    assert [event.facts.image_id for event in events()] == [UNSET, UNSET]


def test_write_may_be_used(serve, client, events):
    def answer(environ, start_response):
        write = start_response("200 OK", [JSON])
        write(b'{"server": ')
        write(b'{"id": "s1"}}')
        return []

    assert client.get(f"{serve(answer)}/v2.1/servers/s1").json() == {"server": {"id": "s1"}}
    assert events()[1].instance_id == "s1"


@pytest.mark.parametrize("result", [[b'{"a": 1}'], (b'{"a": 1}',), iter([b'{"a"', b": 1}"])])
def test_both_sides_find_that_the_other_keeps_to_the_protocol(tmp_path, result):
    """PEP 3333, as wsgiref checks it: of the middleware to the server, and of the middleware to the application."""

    def application(environ, start_response):
        assert environ["wsgi.input"].read(2) == b"{}"
        start_response("200 OK", [JSON])
        return result

    inner = validator(application)
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/v2.1/servers", "CONTENT_LENGTH": "2"}
    environ |= {"CONTENT_TYPE": JSON[1], "QUERY_STRING": "", "SCRIPT_NAME": ""}
    setup_testing_defaults(environ)
    environ["wsgi.input"] = io.BytesIO(b"{}")
    middleware = Middleware(inner, component="nova-api", folder=tmp_path)
    answer = validator(middleware)(environ, lambda status, headers, exc_info=None: lambda piece: None)  # noqa: ARG005
    assert b"".join(answer) == b'{"a": 1}'
    answer.close()


def test_what_the_application_gives_is_closed_by_the_server_alone(tmp_path):
    closed = []

    class Pieces:
        def __iter__(self):
            return iter([b"a", b"b"])

        def close(self):
            closed.append(True)

    def application(environ, start_response):
        start_response("200 OK", [])
        return Pieces()

    environ, _, start_response = called()
    result = Middleware(application, component="glance-api", folder=tmp_path)(environ, start_response)
    assert next(iter(result)) == b"a"
    assert not closed
    result.close()
    assert closed == [True]


def test_a_client_that_leaves_ends_the_exchange(tmp_path, events):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Length", "2")])
        return (piece for piece in (b"a", b"b"))

    environ, _, start_response = called()
    result = Middleware(application, component="glance-api", folder=tmp_path / "seen")(environ, start_response)
    next(iter(result))
    result.close()
    assert [event.kind for event in events()] == ["request", "response"]


@pytest.mark.parametrize("shape", [list, tuple])
def test_a_list_stays_the_list_that_it_is(tmp_path, shape):
    pieces = shape([b"a"])

    def application(environ, start_response):
        start_response("200 OK", [])
        return pieces

    environ, _, start_response = called()
    middleware = Middleware(application, component="glance-api", folder=tmp_path)
    assert middleware(environ, start_response) is pieces


def test_a_file_that_the_server_sends_by_itself_stays_one(tmp_path, events):
    class Wrapper:
        def __init__(self, file):
            self.file = file

    def application(environ, start_response):
        start_response("200 OK", [])
        return environ["wsgi.file_wrapper"](io.BytesIO(b"image"))

    environ, _, start_response = called()
    environ["wsgi.file_wrapper"] = Wrapper
    middleware = Middleware(application, component="glance-api", folder=tmp_path / "seen")
    assert isinstance(middleware(environ, start_response), Wrapper)
    assert events()[1].status == 200


def test_an_application_that_fails_is_answered_for_by_the_server(tmp_path, events):
    def application(environ, start_response):
        raise ValueError("secret")

    environ, _, start_response = called()
    with pytest.raises(ValueError, match="secret"):
        Middleware(application, component="glance-api", folder=tmp_path / "seen")(environ, start_response)
    response = events()[1]
    assert (response.status, response.facts.failure.class_, response.facts.failure.message) == (
        500,
        "ValueError",
        UNSET,
    )


def test_a_body_that_breaks_off_breaks_off_in_the_application(tmp_path):
    class Torn:
        def __init__(self):
            self.pieces = [b'{"ser']

        def read(self, size=-1):
            if self.pieces:
                return self.pieces.pop()
            raise ConnectionResetError("gone")

    def application(environ, start_response):
        assert environ["wsgi.input"].read(5) == b'{"ser'
        environ["wsgi.input"].read(5)

    environ, _, start_response = called()
    environ |= {"PATH_INFO": "/v2.1/servers", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": "10"}
    environ["wsgi.input"] = Torn()
    with pytest.raises(ConnectionResetError, match="gone"):
        Middleware(application, component="nova-api", folder=tmp_path)(environ, start_response)


def test_the_file_is_its_owners_alone_and_named_after_the_process(serve, client, tmp_path):
    serve(Api())
    (path,) = (tmp_path / "seen").iterdir()
    assert path.name == f"nova-api-{os.getpid()}.jsonl"
    assert path.stat().st_mode & 0o777 == 0o600


def test_many_at_once_are_written_line_by_line(serve, events):
    url = serve(Api())

    def ask():
        for _ in range(20):
            requests.get(f"{url}/v2.1/servers/s1", timeout=10)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = events()
    assert [event.seq for event in found] == list(range(1, 161))
    assert [event.time for event in found] == sorted(event.time for event in found)


def test_a_caller_is_told_by_its_command_line(serve, tmp_path, events):
    url = serve(Api(), "glance-api")
    script = tmp_path / "nova-compute"
    script.write_text(f"import urllib.request; urllib.request.urlopen('{url}/v2/images/i').read()")
    subprocess.run([sys.executable, str(script), "--config-file", "nova.conf"], check=True, env={"no_proxy": "*"})
    request, response = events()
    assert (request.source, response.target) == ("nova-compute", "nova-compute")


def test_importing_it_is_light():
    """A service pays for what it imports, and must not be changed by it."""
    code = "import sys, pytest_cloudflow.probes.wsgi; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pytest", "kombu", "sqlalchemy", "requests", "falcon", "jinja2"} & set(run.stdout.split())


def test_a_paste_file_names_component_and_folder(tmp_path, events):
    factory = filter_factory({"here": "/etc"}, component="nova-api", folder=str(tmp_path / "seen"))
    environ, _, start_response = called()
    assert factory(Api())(environ, start_response) == [b"{}"]
    assert events()[0].target == "nova-api"


@pytest.mark.parametrize(
    ("options", "what"), [({"component": "nova-api"}, "folder is missing"), ({"file": "x"}, "file is unknown")]
)
def test_wrong_options_of_a_paste_file_are_told(options, what):
    with pytest.raises(UsageError, match=what):
        filter_factory({}, **options)


def test_a_service_goes_on_where_nothing_can_be_written_and_says_so_once(tmp_path, caplog):
    (tmp_path / "file").touch()
    middleware = Middleware(Api(), component="nova-api", folder=tmp_path / "file" / "seen")
    for _ in range(3):
        environ, said, start_response = called()
        assert middleware(environ, start_response) == [b"{}"]
        assert said == ["200 OK"]
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "nova-api goes on unobserved" in record.getMessage()
