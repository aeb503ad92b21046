"""What is told of an exchange, by whom, and when."""

import pytest

from reference_impl.context import Context
from reference_impl.http import BadAnswer, Client, InProcess, Shows, Unreachable, names, text
from reference_impl.http.wsgi import call, environ_of

REQUEST_ID = "req-11111111-2222-3333-4444-555555555555"
CTX = Context(REQUEST_ID, "the-token", serving="message-1")
CREATE = Shows(
    lambda side: text("flavor_id", names(side.json, "volume", "flavor")),
    lambda side: text("volume_id", names(side.json, "volume", "id")),
)


def strange(api, method="GET", path="/v3/volumes", body=b"", **headers):
    """A request of somebody who tells nothing."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return call(api, environ_of(method, "cinder.test", path, "a=b", named, body))


def answers(status, body, kind="application/json"):
    def app(environ, start_response):
        start_response(f"{status} Whatever", [("Content-Type", kind)])
        return [body]

    return app


def test_a_components_exchange_is_told_once_and_by_its_caller(client, told):
    client.request(CTX, "GET", "cinder-api", "/v3/volumes", query={"limit": "1"})
    asked, answered = told.pair()
    assert (asked["source"], asked["target"]) == ("nova-compute", "cinder-api")
    assert (answered["source"], answered["target"]) == ("cinder-api", "nova-compute")
    assert "status" not in asked
    assert answered["status"] == 200
    for event in (asked, answered):
        assert (event["method"], event["path"]) == ("GET", "/v3/volumes")
        assert (event["token"], event["service_token"]) == ("the-token", None)
        assert (event["cause"], event["request_id"]) == ("message-1", REQUEST_ID)


def test_a_strangers_exchange_is_told_at_the_door_and_as_the_clients(api, told):
    assert strange(api, X_Auth_Token="ann", X_Service_Token="nova").status == 200
    asked, answered = told.pair()
    assert (asked["source"], asked["target"]) == ("client", "cinder-api")
    assert (answered["source"], answered["target"], answered["status"]) == ("cinder-api", "client", 200)
    assert (asked["path"], asked["token"], asked["service_token"], asked["cause"]) == (
        "/v3/volumes",
        "ann",
        "nova",
        None,
    )


def test_what_is_done_for_a_request_has_its_exchange_as_cause(client, volumes, told):
    client.request(CTX, "GET", "cinder-api", "/v3/volumes")
    (served,) = volumes.contexts
    assert served.serving == told.events[0]["exchange"]
    assert (served.request_id, served.token, served.user_id) == (REQUEST_ID, "the-token", "the-token")


def test_each_exchange_has_a_name_of_its_own(client, told):
    client.request(CTX, "GET", "cinder-api", "/v3/volumes")
    client.request(CTX, "GET", "cinder-api", "/v3/volumes")
    assert len({event["exchange"] for event in told.events}) == 2


def test_both_sides_tell_the_same_facts(client, api, told):
    body = {"volume": {"size": 1, "flavor": "f1"}}
    client.request(CTX, "POST", "cinder-api", "/v3/volumes", body, shows=CREATE)
    own = [event["facts"] for event in told.events]
    told.events.clear()
    strange(api, "POST", body=b'{"volume": {"size": 1, "flavor": "f1"}}', X_Auth_Token="ann")
    assert [event["facts"] for event in told.events] == own == [{"flavor_id": "f1"}, {"volume_id": "v1"}]


def test_the_server_that_an_exchange_is_about_is_no_fact_but_its_own_field(api, told):
    strange(api, path="/v3/volumes/v7", X_Auth_Token="ann")
    asked, answered = told.pair()
    assert "instance_id" not in asked
    assert answered["instance_id"] == "s1"
    assert (asked["facts"], answered["facts"]) == ({"volume_id": "v7"}, {})


def test_a_strangers_request_id_is_kept_if_it_is_one(api, told):
    answer = strange(api, X_Auth_Token="ann", X_Openstack_Request_Id=REQUEST_ID)
    assert dict(answer.headers)["x-openstack-request-id"] == REQUEST_ID
    strange(api, X_Auth_Token="ann", X_Openstack_Request_Id="req-<script>")
    ids = [event["request_id"] for event in told.events]
    assert ids[0] == REQUEST_ID
    assert ids[2].startswith("req-")
    assert "<" not in ids[2]


def test_a_refused_exchange_tells_its_failure(api, told):
    strange(api, path="/v3/volumes/locked", X_Auth_Token="ann")
    _, answered = told.pair()
    assert answered["status"] == 409
    assert answered["facts"] == {"failure": {"class": "conflictingRequest", "message": "the volume is locked"}}


def test_a_request_is_told_before_it_is_refused(api, told):
    for method, path, token, status in (
        ("GET", "/v3/volumes", {}, 401),
        ("DELETE", "/v3/volumes", {"X_Auth_Token": "ann"}, 405),
        ("BREW", "/v3/volumes", {"X_Auth_Token": "ann"}, 405),
        ("GET", "/v3/dragons", {"X_Auth_Token": "ann"}, 404),
    ):
        told.events.clear()
        strange(api, method, path, **token)
        asked, answered = told.pair()
        assert (asked["method"], asked["path"], answered["status"]) == (method, path, status)


@pytest.mark.parametrize("length", ["many", "-1", "2000", "4"])
def test_a_body_that_cannot_be_read_shows_nothing_and_is_told(api, told, length):
    strange(api, "POST", X_Auth_Token="ann", CONTENT_LENGTH=length, body=b"")
    asked, answered = told.pair()
    assert asked["facts"] == {}
    assert answered["status"] in (400, 413)


def test_a_token_in_a_path_is_not_told(api, told):
    strange(api, path="/v2.0/tokens/s3cret")
    assert {event["path"] for event in told.events} == {"/v2.0/tokens/***"}


def test_a_service_that_is_not_there_is_told_as_a_failure_without_status(world, told):
    client = Client("nova-compute", InProcess({}), world, told)
    with pytest.raises(Unreachable, match="cinder-api cannot be reached: connection refused"):
        client.request(CTX, "GET", "cinder-api", "/v3/volumes")
    _, answered = told.pair()
    assert "status" not in answered
    assert answered["facts"] == {"failure": {"class": "ConnectionError", "message": "connection refused"}}


def test_an_answer_that_is_not_the_json_it_says_is_told_as_a_failure(world, told):
    client = Client("nova-compute", InProcess({"cinder-api": answers(200, b'{"volumes":')}), world, told)
    with pytest.raises(BadAnswer, match="cinder-api answered GET /v3/volumes with broken JSON"):
        client.request(CTX, "GET", "cinder-api", "/v3/volumes")
    _, answered = told.pair()
    assert (answered["status"], answered["facts"]["failure"]["class"]) == (200, "BadAnswer")


def test_a_service_that_breaks_answers_500_as_it_would_over_a_network(world, told, capsys):
    def broken(environ, start_response):
        raise ZeroDivisionError("a mistake of the service's own")

    client = Client("nova-compute", InProcess({"cinder-api": broken}), world, told)
    assert client.request(CTX, "GET", "cinder-api", "/v3/volumes").status == 500
    assert told.pair()[1]["facts"]["failure"]["class"] == "HTTP 500"
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_services_come_and_go_while_they_are_called(api, world):
    apps = {}
    client = Client("nova-compute", InProcess(apps), world)
    with pytest.raises(Unreachable):
        client.request(CTX, "GET", "cinder-api", "/v3/volumes")
    apps["cinder-api"] = api
    assert client.request(CTX, "GET", "cinder-api", "/v3/volumes").json == {"volumes": []}


def test_a_service_token_is_shown_beside_the_users(client, told):
    client.request(CTX, "GET", "cinder-api", "/v3/volumes", service_token="of-nova")
    assert {(event["token"], event["service_token"]) for event in told.events} == {("the-token", "of-nova")}


def test_who_asks_may_do_something_before_it_waits(client, told):
    asked = client.ask(CTX, "GET", "cinder-api", "/v3/volumes")
    assert [event["kind"] for event in told.events] == ["request"]
    assert asked.answer().status == 200
    assert told.pair()[1]["status"] == 200


def test_who_does_not_wait_is_told_no_answer_though_it_is_done(client, volumes, told):
    client.ask(CTX, "POST", "cinder-api", "/v3/volumes", {"volume": {"size": 1}}).leave()
    assert volumes.kept == [{"id": "v1", "size": 1}]
    assert [event["kind"] for event in told.events] == ["request"]
