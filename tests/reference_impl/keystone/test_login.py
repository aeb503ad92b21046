"""POST /v3/auth/tokens: a password or a token goes in, a token comes back."""

import pytest

DENIED = (401, "The request you have made requires authentication.")


def test_a_password_brings_a_token_with_user_project_roles_and_catalog(stranger, keystone):
    answer = stranger.log_in("ann")
    assert answer.status == 201
    token = answer.body["token"]
    assert answer.token not in str(token)
    assert token["user"]["name"] == "ann"
    assert token["user"]["domain"] == {"id": "default", "name": "Default"}
    assert token["project"] == {
        "id": keystone.identity.projects.named("ours").id,
        "name": "ours",
        "domain": {"id": "default", "name": "Default"},
    }
    assert [role["name"] for role in token["roles"]] == ["member"]
    assert token["methods"] == ["password"]
    assert len(token["audit_ids"]) == 1
    assert {service["type"] for service in token["catalog"]} == {"compute", "block-storage"}


def test_a_token_says_since_when_and_until_when_it_holds(stranger):
    token = stranger.log_in("ann").body["token"]
    assert token["issued_at"] == "2026-09-21T14:13:20.000000Z"
    assert token["expires_at"] == "2026-09-21T15:13:20.000000Z"


def test_each_login_brings_another_token(stranger):
    assert stranger.log_in("ann").token != stranger.log_in("ann").token


def test_the_catalog_is_left_out_where_it_is_not_wanted(stranger):
    for query in ("nocatalog", "nocatalog=1"):
        answer = stranger("POST", f"/v3/auth/tokens?{query}", stranger.by_password("ann"))
        assert "catalog" not in answer.body["token"]


def test_user_and_project_may_be_named_by_id(stranger, keystone):
    user, project = keystone.identity.users.named("ann"), keystone.identity.projects.named("ours")
    body = stranger.by_password("ann", scope={"project": {"id": project.id}})
    body["auth"]["identity"]["password"]["user"] = {"id": user.id, "password": "corr€ct horse"}
    assert stranger("POST", "/v3/auth/tokens", body).body["token"]["project"]["name"] == "ours"


@pytest.mark.parametrize("scope", [None, "unscoped", {"unscoped": {}}])
def test_without_a_project_the_token_has_no_roles(stranger, scope):
    token = stranger.log_in("ann", None, scope=scope).body["token"]
    assert not {"project", "roles", "catalog"} & token.keys()


def test_without_a_word_about_it_the_token_is_for_the_users_own_project(stranger, keystone):
    identity = keystone.identity
    ann, ours = identity.users.named("ann"), identity.projects.named("ours")
    identity.change(identity.users, ann.id, default_project_id=ours.id)
    assert stranger.log_in("ann", None).body["token"]["project"]["id"] == ours.id
    identity.unassign(ann.id, ours.id, identity.roles.named("member").id)
    assert "project" not in stranger.log_in("ann", None).body["token"]


@pytest.mark.parametrize(
    ("name", "project", "password"),
    [("ann", "ours", "wrong"), ("nobody", "ours", "wrong"), ("ann", "service", "corr€ct horse"), ("ann", "x", "wrong")],
)
def test_whoever_is_refused_is_told_nothing_of_why(stranger, name, project, password):
    answer = stranger.log_in(name, project, password=password)
    assert answer.error == DENIED
    assert answer.body["error"]["title"] == "Unauthorized"
    assert answer.headers["www-authenticate"] == 'Keystone uri="http://keystone.test/v3"'
    assert "x-subject-token" not in answer.headers


def test_a_project_without_a_role_is_refused_with_the_right_password_too(stranger):
    assert stranger.log_in("ann", "service").error == DENIED


def test_who_is_disabled_is_refused(stranger, root, keystone):
    ann = keystone.identity.users.named("ann")
    assert root("PATCH", f"/v3/users/{ann.id}", {"user": {"enabled": False}}).status == 200
    assert stranger.log_in("ann").error == DENIED


def test_a_disabled_domain_lets_nobody_in(stranger, keystone):
    identity = keystone.identity
    identity.change(identity.domains, "default", enabled=False)
    assert stranger.log_in("ann").error == DENIED


def test_a_user_without_a_password_does_not_log_in(stranger, keystone):
    keystone.identity.add_user("ghost")
    assert stranger.log_in("ghost", None).error == DENIED


def test_a_token_brings_a_token_for_another_project_that_holds_no_longer(stranger, keystone, clock):
    first = stranger.log_in("ann", None)
    clock.at += 60
    answer = stranger("POST", "/v3/auth/tokens", stranger.by_token(first.token, {"project": {"name": "ours"}}))
    assert answer.status == 201
    token = answer.body["token"]
    assert token["project"]["name"] == "ours"
    assert token["expires_at"] == first.body["token"]["expires_at"]
    assert token["methods"] == ["password", "token"]
    assert token["audit_ids"][1] == first.body["token"]["audit_ids"][0]


def test_a_token_that_does_not_hold_brings_none(stranger, clock):
    token = stranger.log_in("ann").token
    clock.at += 3600
    assert stranger("POST", "/v3/auth/tokens", stranger.by_token(token)).error == DENIED
    assert stranger("POST", "/v3/auth/tokens", stranger.by_token("forged")).error == DENIED


def test_all_methods_must_hold_and_for_the_same_user(stranger, ann, root):
    both = stranger.by_password("ann")
    both["auth"]["identity"]["methods"] = ["password", "token"]
    both["auth"]["identity"]["token"] = {"id": ann.token}
    assert stranger("POST", "/v3/auth/tokens", both).status == 201
    both["auth"]["identity"]["token"] = {"id": root.token}
    assert stranger("POST", "/v3/auth/tokens", both).error == DENIED


@pytest.mark.parametrize("methods", [[], ["totp"], ["password", "totp"], [7]])
def test_methods_that_there_are_not_let_nobody_in(stranger, methods):
    body = stranger.by_password("ann")
    body["auth"]["identity"]["methods"] = methods
    assert stranger("POST", "/v3/auth/tokens", body).error == DENIED


@pytest.mark.parametrize("scope", [{"domain": {"id": "default"}}, {"system": {"all": True}}])
def test_there_are_roles_in_projects_only(stranger, scope):
    assert stranger.log_in("ann", None, scope=scope).error == DENIED


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"auth": []},
        {"auth": {"identity": {"methods": "password"}}},
        {"auth": {"identity": {"methods": ["password"]}}},
        {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "ann"}}}}},
        {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": 1, "password": "x"}}}}},
        {"auth": {"identity": {"methods": ["token"], "token": {}}}},
    ],
)
def test_a_body_that_says_too_little_is_refused(stranger, keystone, body):
    answer = stranger("POST", "/v3/auth/tokens", body)
    assert answer.error[0] == 400
    assert len(keystone.tokens) == 0


def test_a_body_that_is_no_json_is_refused(stranger):
    assert stranger("POST", "/v3/auth/tokens", raw=b'{"auth":').error == (400, "The body is not valid JSON.")


def test_a_refusal_does_not_repeat_what_was_shown(stranger):
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "ann", "password": 12345}}}}}
    assert "12345" not in str(stranger("POST", "/v3/auth/tokens", body).body)
