"""Logging in, from the side of who does it; and what is told of it."""

import pytest

from reference_impl.http import Client, InProcess, Unreachable
from reference_impl.keystone import Credentials, LoginFailed, log_in

PASSWORD = "corr€ct horse"


@pytest.fixture
def client(keystone, world, told):
    return Client("client", InProcess({"keystone": keystone.app}), world, told)


def test_credentials_bring_a_token_with_its_project_and_catalog(client, world, keystone):
    token = log_in(client, Credentials("ann", PASSWORD, "ours"), world)
    assert token.user_id == keystone.identity.users.named("ann").id
    assert token.project_id == keystone.identity.projects.named("ours").id
    assert token.expires == world.now() + 3600
    assert keystone.tokens.find(token.id) is not None


def test_the_catalog_says_where_components_are(client, world, keystone):
    keystone.catalog.add("identity", "keystone", "http://127.0.0.1:5000/v3")
    keystone.catalog.add("shared-file-system", "manila", "http://manila.test")
    token = log_in(client, Credentials("ann", PASSWORD, "ours"), world)
    assert token.urls() == {
        "nova-api": "http://nova.test",
        "cinder-api": "http://cinder.test",
        "keystone": "http://127.0.0.1:5000",
    }


def test_a_refusal_tells_who_was_refused_and_not_the_password(client, world):
    with pytest.raises(LoginFailed, match="keystone refused ann with 401: The request") as failed:
        log_in(client, Credentials("ann", "wr0ng", "ours"), world)
    assert "wr0ng" not in str(failed.value)


def test_a_keystone_that_is_not_there_is_unreachable(world):
    with pytest.raises(Unreachable):
        log_in(Client("client", InProcess({}), world), Credentials("ann", PASSWORD, "ours"), world)


def test_credentials_and_tokens_are_described_without_their_secrets(client, world):
    credentials = Credentials("ann", PASSWORD, "ours")
    token = log_in(client, credentials, world)
    assert PASSWORD not in repr(credentials)
    assert token.id not in repr(token)


def _facts(told):
    return [event["facts"] for event in told.events]


def test_a_login_tells_its_token_and_whose_it_is(client, world, told, keystone):
    token = log_in(client, Credentials("ann", PASSWORD, "ours"), world)
    asked, answered = _facts(told)
    assert asked == {}
    assert answered == {
        "issued_token": token.id,
        "user_id": token.user_id,
        "project_id": token.project_id,
        "roles": ["member"],
    }


def test_a_strangers_login_tells_the_same(client, world, told, stranger):
    log_in(client, Credentials("ann", PASSWORD, "ours"), world)
    own = _facts(told)
    told.events.clear()
    token = stranger.log_in("ann").token
    asked, answered = _facts(told)
    assert asked == own[0]
    assert answered == {**own[1], "issued_token": token}
    assert {(event["source"], event["target"]) for event in told.events} == {
        ("client", "keystone"),
        ("keystone", "client"),
    }


def test_a_strangers_validation_and_revocation_tell_the_subject(service, ann, told):
    told.events.clear()
    service.validate(ann.token)
    ann("DELETE", "/v3/auth/tokens", X_Subject_Token=ann.token)
    assert [facts.get("subject_token") for facts in _facts(told)] == [ann.token, None, ann.token, None]
    assert told.events[1]["facts"]["roles"] == ["member"]


def test_no_password_is_told(stranger, root, told):
    stranger.log_in("ann")
    stranger.log_in("ann", password="wr0ng")
    root.make("user", name="bob", password="s3cret")
    told_all = repr(told.events)
    assert not [secret for secret in (PASSWORD, "wr0ng", "s3cret") if secret in told_all]


def test_a_refused_login_tells_its_failure(stranger, told):
    stranger.log_in("ann", password="wr0ng")
    assert told.events[1]["status"] == 401
    assert told.events[1]["facts"]["failure"]["class"] == "Unauthorized"
