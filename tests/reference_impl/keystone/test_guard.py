"""What stands before every other service."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from reference_impl.http import Api, Client, InProcess, glance_form
from reference_impl.http.wsgi import call, environ_of
from reference_impl.keystone import Credentials, TokenGuard

URI = "http://keystone.test/v3"
UNAUTHORIZED = {
    "error": {
        "code": 401,
        "title": "Unauthorized",
        "message": "The request you have made requires authentication.",
    }
}
UNAVAILABLE = {
    "message": "The Keystone service is temporarily unavailable.",
    "code": "503 Service Unavailable",
    "title": "Service Unavailable",
}


@dataclass
class Images:
    """A service behind the guard, that remembers on whose behalf it was asked."""

    seen: list[Any] = field(default_factory=list)

    def on_get(self, req, resp):
        self.seen.append((req.ctx, req.service_roles))
        resp.media = {}


@pytest.fixture
def images():
    return Images()


@pytest.fixture
def apps(keystone):
    return {"keystone": keystone.app}


@pytest.fixture
def get(apps, images, world, told):
    """GET /v2/images with tokens."""
    credentials = Credentials("glance", "corr€ct horse", "service", auth_url=URI)
    guard = TokenGuard(Client("glance-api", InProcess(apps), world, told), credentials, world)
    api = Api("glance-api", glance_form, world, told, guard=guard)
    api.route("/v2/images", images)
    api.route("/", images, is_open=True)

    def get(token=None, service_token=None, path="/v2/images"):
        headers = {"X-Auth-Token": token, "X-Service-Token": service_token}
        sent = {name: value for name, value in headers.items() if value is not None}
        answer = call(api, environ_of("GET", "glance.test", path, "", sent, b""))
        return answer.status, json.loads(answer.body), dict(answer.headers)

    return get


def answers(status, body=b"", kind="application/json"):
    """A keystone that gives one answer to all."""

    def app(environ, start_response):
        start_response(f"{status} Whatever", [("Content-Type", kind)])
        return [body]

    return app


def test_a_request_is_served_for_whom_keystone_says(get, ann, images, keystone):
    assert get(ann.token)[0] == 200
    ((ctx, service_roles),) = images.seen
    assert ctx.user_id == keystone.identity.users.named("ann").id
    assert ctx.project_id == keystone.identity.projects.named("ours").id
    assert (ctx.roles, service_roles, ctx.token) == (("member",), (), ann.token)


def test_a_token_for_no_project_is_that_of_nobody_in_particular(get, stranger, images):
    assert get(stranger.log_in("ann", None).token)[0] == 200
    assert (images.seen[0][0].project_id, images.seen[0][0].roles) == (None, ())


def test_without_a_token_that_holds_nothing_is_served(get, stranger, clock, images):
    old = stranger.log_in("ann").token
    clock.at += 3600
    for token in (None, "forged", old):
        status, body, headers = get(token)
        assert (status, body) == (401, UNAUTHORIZED)
        assert headers["www-authenticate"] == f'Keystone uri="{URI}"'
    assert images.seen == []


def test_an_open_route_asks_for_no_token(get, told):
    assert get(path="/")[0] == 200
    assert told.of("request") == []


def test_each_request_is_validated_anew_and_the_service_logs_in_once(get, ann, told):
    told.events.clear()
    for _ in range(3):
        get(ann.token)
    assert [event["method"] for event in told.of("request")] == ["POST", "GET", "GET", "GET"]


def test_a_validation_tells_what_it_serves_which_token_it_is_about_and_whose_that_is(get, ann, told, keystone):
    get(ann.token)
    told.events.clear()
    get(ann.token)
    (served,), (asked,), (answered,) = told.of("request", "/v2/images"), told.of("request"), told.of("response")
    assert (asked["source"], asked["target"]) == ("glance-api", "keystone")
    assert asked["cause"] == answered["cause"] == served["exchange"]
    assert asked["request_id"] == served["request_id"]
    assert asked["facts"] == {"subject_token": ann.token}
    assert asked["token"] not in (None, ann.token)
    assert answered["status"] == 200
    assert answered["facts"] == {
        "user_id": keystone.identity.users.named("ann").id,
        "project_id": keystone.identity.projects.named("ours").id,
        "roles": ["member"],
    }


def test_the_services_own_login_belongs_to_no_request(get, ann, told):
    told.events.clear()
    get(ann.token)
    (login,) = (event for event in told.of("request") if event["method"] == "POST")
    (served,) = told.of("request", "/v2/images")
    assert login["cause"] is None
    assert login["token"] is None
    assert login["request_id"] != served["request_id"]


def test_shortly_before_its_own_token_ends_the_service_logs_in_again(get, stranger, told, clock):
    get(stranger.log_in("ann").token)
    clock.at += 3569
    token = stranger.log_in("ann").token
    told.events.clear()
    get(token)
    assert [event["method"] for event in told.of("request")] == ["GET"]
    clock.at += 1
    told.events.clear()
    get(token)
    assert [event["method"] for event in told.of("request")] == ["POST", "GET"]


def test_a_service_whose_token_was_revoked_logs_in_again_once(get, ann, root, told, keystone):
    get(ann.token)
    own = told.of("response")[-1]["token"]
    keystone.tokens.revoke(own)
    told.events.clear()
    assert get(ann.token)[0] == 200
    assert [event["method"] for event in told.of("request")] == ["GET", "POST", "GET"]
    assert [event["status"] for event in told.of("response")] == [401, 201, 200]


def test_a_service_token_is_validated_first_and_its_roles_are_kept_apart(get, ann, service, told, images):
    told.events.clear()
    assert get(ann.token, service.token)[0] == 200
    subjects = [event["facts"]["subject_token"] for event in told.of("request") if event["method"] == "GET"]
    assert subjects == [service.token, ann.token]
    ctx, service_roles = images.seen[0]
    assert (ctx.roles, service_roles) == (("member",), ("service",))


def test_beside_a_service_token_the_users_may_have_expired(get, stranger, clock):
    old = stranger.log_in("ann").token
    clock.at += 3600
    assert get(old, stranger.log_in("ann").token)[0] == 401
    assert get(old, stranger.log_in("glance", "service").token)[0] == 200


def test_a_service_token_that_does_not_hold_is_refused_beside_a_good_token(get, ann, images):
    assert get(ann.token, "forged")[:2] == (401, UNAUTHORIZED)
    assert images.seen == []


@pytest.mark.parametrize(
    "broken",
    [
        None,
        answers(500, b"{}"),
        answers(503),
        answers(200, b'{"token":'),
        answers(200, b"{}"),
        answers(200, b'{"token": {"user": {"id": 7}}}'),
        answers(200, b'{"token": {"user": {"id": "u"}, "roles": [{}]}}'),
        answers(200, b'{"token": {"user": {"id": "u"}, "roles": 5}}'),
        answers(200, b"<html>", "text/html"),
        answers(401, b"{}"),
        answers(403, b"{}"),
    ],
)
def test_when_keystone_cannot_say_nothing_is_served(get, ann, apps, images, broken):
    get(ann.token)
    images.seen.clear()
    if broken is None:
        del apps["keystone"]
    else:
        apps["keystone"] = broken
    assert get(ann.token)[:2] == (503, UNAVAILABLE)
    assert images.seen == []


@pytest.mark.parametrize("answer", [answers(401, b"{}"), answers(201, b"{}"), answers(201, b"[1]"), answers(500)])
def test_a_service_that_cannot_log_in_serves_nothing(get, apps, answer, images):
    apps["keystone"] = answer
    assert get("token")[:2] == (503, UNAVAILABLE)
    assert images.seen == []
