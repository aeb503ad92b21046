"""What tokens are good for, and when they cease to be."""

import pytest

DENIED = (401, "The request you have made requires authentication.")
UNKNOWN = (404, "Failed to validate token")


def test_a_service_learns_whose_a_token_is(service, ann):
    answer = service.validate(ann.token)
    assert answer.status == 200
    assert answer.token == ann.token
    token = answer.body["token"]
    assert token["user"]["name"] == "ann"
    assert [role["name"] for role in token["roles"]] == ["member"]
    assert [each["type"] for each in token["catalog"]] == ["compute", "block-storage"]
    assert "catalog" not in service.validate(ann.token, "?nocatalog").body["token"]


def test_head_says_that_a_token_holds_and_no_more(service, ann):
    answer = service("HEAD", "/v3/auth/tokens", X_Subject_Token=ann.token)
    assert (answer.status, answer.body, answer.token) == (200, None, ann.token)
    assert service("HEAD", "/v3/auth/tokens", X_Subject_Token="forged").status == 404


def test_a_user_may_validate_their_own_token_and_nobody_elses(ann, root, service):
    assert ann.validate(ann.token).status == 200
    refused = ann.validate(root.token)
    assert refused.error == (403, "You are not authorized to perform the requested action: identity:validate_token.")
    assert root.validate(ann.token).status == 200


@pytest.mark.parametrize("token", [None, "", "forged"])
def test_who_asks_needs_a_token_that_holds(stranger, ann, token):
    answer = stranger.as_(token).validate(ann.token)
    assert answer.error == DENIED
    assert answer.headers["www-authenticate"] == 'Keystone uri="http://keystone.test/v3"'


def test_an_unknown_token_is_not_found_and_not_repeated(service):
    answer = service.validate("gAAAAforged")
    assert answer.error == UNKNOWN
    assert service("GET", "/v3/auth/tokens").error == UNKNOWN


def test_an_expired_token_is_found_only_by_who_asks_for_it(stranger, ann, clock):
    clock.at += 3599
    service = stranger.as_(stranger.log_in("glance", "service").token)
    assert service.validate(ann.token).status == 200
    clock.at += 1
    assert service.validate(ann.token).error == UNKNOWN
    assert service.validate(ann.token, "?allow_expired=0").error == UNKNOWN
    assert service.validate(ann.token, "?allow_expired=1").status == 200
    assert ann.validate(service.token).error == DENIED


def test_a_revoked_token_holds_no_longer(service, ann, stranger):
    other = stranger.log_in("ann").token
    assert ann("DELETE", "/v3/auth/tokens", X_Subject_Token=ann.token).status == 204
    assert service.validate(ann.token, "?allow_expired=1").error == UNKNOWN
    assert ann("GET", "/v3/auth/projects").error == DENIED
    assert service.validate(other).status == 200


def test_administrators_revoke_others_tokens_and_services_do_not(service, root, ann):
    refused = service("DELETE", "/v3/auth/tokens", X_Subject_Token=ann.token)
    assert refused.error == (403, "You are not authorized to perform the requested action: identity:revoke_token.")
    assert root("DELETE", "/v3/auth/tokens", X_Subject_Token=ann.token).status == 204
    assert root("DELETE", "/v3/auth/tokens", X_Subject_Token=ann.token).error == UNKNOWN


def test_roles_are_those_of_now(service, ann, keystone):
    identity = keystone.identity
    user, ours = identity.users.named("ann"), identity.projects.named("ours")
    identity.assign(user.id, ours.id, identity.roles.named("reader").id)
    assert {role["name"] for role in service.validate(ann.token).body["token"]["roles"]} == {"member", "reader"}


def _no_role(identity, ann, ours):
    identity.unassign(ann.id, ours.id, identity.roles.named("member").id)


@pytest.mark.parametrize(
    "lose",
    [
        pytest.param(lambda identity, ann, _: identity.remove(identity.users, ann.id), id="user deleted"),
        pytest.param(lambda identity, _, ours: identity.remove(identity.projects, ours.id), id="project deleted"),
        pytest.param(lambda identity, ann, _: identity.change(identity.users, ann.id, enabled=False), id="disabled"),
        pytest.param(lambda identity, ann, _: identity.change(identity.users, ann.id, password="x"), id="password"),
        pytest.param(lambda identity, _, ours: identity.change(identity.projects, ours.id, enabled=False), id="closed"),
        pytest.param(_no_role, id="no role"),
    ],
)
def test_a_token_ends_with_what_it_stands_for(keystone, service, ann, lose):
    identity = keystone.identity
    lose(identity, identity.users.named("ann"), identity.projects.named("ours"))
    assert service.validate(ann.token).error == UNKNOWN


def test_logins_are_not_remembered_for_ever(stranger, keystone, clock):
    for _ in range(2000):
        assert stranger.log_in("ann", None).status == 201
        clock.at += 60
    assert len(keystone.tokens) < 600


def test_a_token_does_not_show_in_its_own_description(keystone, ann):
    assert ann.token not in repr(keystone.tokens.find(ann.token))
