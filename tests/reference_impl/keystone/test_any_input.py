"""Whatever is sent, keystone answers in its own words and does nothing that was not asked for."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

WORDS = st.sampled_from([
    "auth", "identity", "methods", "password", "user", "name", "id", "domain", "scope", "project", "token",
    "unscoped", "ann", "ours", "default", "Default", "enabled", "description", "domain_id", "email", "type",
    "url", "interface", "public", "service_id", "region_id"
])  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | WORDS
JSON = st.recursive(
    LEAVES, lambda each: st.lists(each, max_size=3) | st.dictionaries(WORDS, each, max_size=5), max_leaves=15
)


@pytest.fixture
def counts(keystone):
    identity, catalog = keystone.identity, keystone.catalog
    kept = (identity.users, identity.projects, identity.roles, identity.domains, catalog.services, catalog.endpoints)
    return lambda: [len(each) for each in kept]


quickly = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@quickly
@given(JSON, JSON, JSON)
def test_no_login_succeeds_by_chance(stranger, auth, identity, scope):
    for body in (auth, {"auth": auth}, {"auth": {"identity": identity, "scope": scope}}):
        answer = stranger("POST", "/v3/auth/tokens", body)
        assert answer.status in (400, 401)
        assert answer.body["error"]["code"] == answer.status


@quickly
@given(scope=JSON)
def test_no_scope_brings_roles_of_which_there_are_none(stranger, scope):
    answer = stranger.log_in("ann", None, scope=scope)
    assert answer.status in (201, 400, 401)
    if answer.status == 201:
        assert answer.body["token"].get("project", {}).get("name") in (None, "ours")


@quickly
@given(kind=st.sampled_from(["user", "project", "role", "domain", "service", "endpoint"]), attributes=JSON)
def test_what_is_refused_has_made_nothing(root, counts, kind, attributes):
    before = counts()
    answer = root("POST", f"/v3/{kind}s", {kind: attributes})
    assert answer.status in (201, 400, 404, 409)
    assert sum(counts()) == sum(before) + (answer.status == 201)


@quickly
@given(kind=st.sampled_from(["user", "project"]), attributes=JSON)
def test_what_is_changed_is_there_still(root, keystone, counts, kind, attributes):
    before = counts()
    table = keystone.identity.users if kind == "user" else keystone.identity.projects
    one = next(each.id for each in table.values() if each.name in ("glance", "service"))
    if isinstance(attributes, dict):
        attributes.pop("name", None)  # it is by its name that the next round finds it
    assert root("PATCH", f"/v3/{kind}s/{one}", {kind: attributes}).status in (200, 400, 404)
    assert counts() == before
