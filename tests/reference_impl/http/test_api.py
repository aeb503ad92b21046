"""What a service answers to whom, whatever it is a service of."""

import json

import pytest

from reference_impl.http import Api, Fault, cinder_form, glance_form, keystone_form, neutron_form
from reference_impl.http.wsgi import call, environ_of


@pytest.fixture
def ask(api):
    """The answer to a request: its status, and its body decoded."""

    def ask(method, path, body=b"", token="ann", **headers):
        named = {"X-Auth-Token": token, **headers} if token else headers
        answer = call(api, environ_of(method, "cinder.test", path, "", named, body))
        return answer.status, json.loads(answer.body) if answer.body else None

    return ask


def test_what_is_made_is_answered(ask, volumes):
    assert ask("POST", "/v3/volumes", b'{"volume": {"size": 2}}') == (202, {"volume": {"id": "v1", "size": 2}})
    assert ask("GET", "/v3/volumes/") == (200, {"volumes": volumes.kept})


def test_without_a_token_only_open_routes_are_served(ask):
    assert ask("GET", "/v3/volumes", token=None) == (401, {"unauthorized": {"code": 401, "message": "Who are you?"}})
    assert ask("GET", "/v3", token=None)[0] == 200


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "Invalid input for field/attribute body: is not of type 'object'."),
        (b"null", "Invalid input for field/attribute body: is not of type 'object'."),
        (b"[]", "Invalid input for field/attribute body: is not of type 'object'."),
        (b"{", "The body is not valid JSON."),
        (b'{"volume": NaN}', "The body is not valid JSON."),
        (b'{"volume": "\xff"}', "The body is not valid JSON."),
        (b"[" * 1000, "The body is not valid JSON."),
        (b"{}", "Invalid input for field/attribute body: 'volume' is a required property."),
        (b'{"volume": []}', "Invalid input for field/attribute volume: is not of type 'object'."),
        (b'{"volume": {}}', "Invalid input for field/attribute volume: 'size' is a required property."),
        (b'{"volume": {"size": true}}', "Invalid input for field/attribute volume.size: is not of type 'integer'."),
        (b'{"volume": {"size": "9"}}', "Invalid input for field/attribute volume.size: is not of type 'integer'."),
    ],
)
def test_a_body_that_is_not_what_it_should_be_changes_nothing(ask, volumes, body, message):
    assert ask("POST", "/v3/volumes", body) == (400, {"badRequest": {"code": 400, "message": message}})
    assert volumes.kept == []


def test_a_body_that_is_too_long_is_refused_unread(ask, volumes):
    body = b'{"volume": {"size": 1, "name": "%s"}}' % (b"x" * 1024)
    assert ask("POST", "/v3/volumes", body)[0] == 413
    assert volumes.kept == []


def test_a_body_of_no_stated_length_is_read_up_to_what_is_taken(api, volumes):
    for size, status in ((10, 202), (2000, 413)):
        body = b'{"volume": {"size": 1, "name": "%s"}}' % (b"x" * size)
        environ = environ_of("POST", "cinder.test", "/v3/volumes", "", {"X-Auth-Token": "ann"}, body)
        del environ["CONTENT_LENGTH"]
        environ["wsgi.input_terminated"] = True
        assert call(api, environ).status == status
    assert len(volumes.kept) == 1


def test_paths_methods_and_mistakes(ask, capsys):
    assert ask("GET", "/v3/dragons") == (
        404,
        {"itemNotFound": {"code": 404, "message": "The resource could not be found."}},
    )
    message = "The method is not allowed for this resource."
    assert ask("DELETE", "/v3/volumes") == (405, {"badMethod": {"code": 405, "message": message}})
    status, body = ask("GET", "/v3/volumes/broken")
    assert (status, set(body)) == (500, {"computeFault"})
    assert "mistake" not in str(body)
    assert "RuntimeError" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("form", "body"),
    [
        (keystone_form, {"error": {"code": 404, "message": "gone", "title": "Not Found"}}),
        (cinder_form, {"itemNotFound": {"code": 404, "message": "gone"}}),
        (glance_form, {"message": "gone", "code": "404 Not Found", "title": "Not Found"}),
        (neutron_form, {"NeutronError": {"type": "PortNotFound", "message": "gone", "detail": ""}}),
    ],
)
def test_each_service_words_a_refusal_in_its_own_way(world, form, body):
    class Gone(Exception):
        pass

    class Ports:
        def on_get(self, req, resp):
            raise Gone("gone")

    api = Api("some-api", form, world)
    api.route("/ports", Ports())
    api.refuses(Gone, 404, "PortNotFound" if form is neutron_form else None)
    answer = call(api, environ_of("GET", "some.test", "/ports", "", {}, b""))
    assert (answer.status, json.loads(answer.body)) == (404, body)
    assert dict(answer.headers)["content-type"] == "application/json"


def test_percent_encoded_paths_name_what_they_name(ask):
    assert ask("GET", "/v3/volumes/caf%C3%A9")[1]["volume"]["id"] == "café"
    assert ask("GET", "/v3/volumes/a%20b")[1]["volume"]["id"] == "a b"


class Layer:
    """Refuses to delete, and answers all else with 203."""

    def process_resource(self, req, resp, resource, params):
        if req.method == "DELETE":
            raise Fault(403, "No.")

    def process_response(self, req, resp, resource, succeeded):
        if succeeded:
            resp.status = 203


def test_what_is_put_within_acts_before_the_answer_is_told(api, told):
    api.within(Layer())
    assert call(api, environ_of("GET", "cinder.test", "/v3/volumes", "", {"X-Auth-Token": "ann"}, b"")).status == 203
    assert told.pair()[1]["status"] == 203


def test_what_is_put_within_sees_only_who_was_let_in(api):
    api.within(Layer())
    assert call(api, environ_of("DELETE", "cinder.test", "/v3/volumes/v1", "", {}, b"")).status == 401
    shown = {"X-Auth-Token": "ann"}
    assert call(api, environ_of("DELETE", "cinder.test", "/v3/volumes/v1", "", shown, b"")).status == 403
