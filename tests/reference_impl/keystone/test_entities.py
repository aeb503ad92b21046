"""Users, projects, roles, domains and who has which role where, over REST."""

import pytest


@pytest.fixture
def ids(keystone):
    """Ids by name, of roles, users and projects."""
    identity = keystone.identity
    return {
        each.name: each.id for table in (identity.roles, identity.users, identity.projects) for each in table.values()
    }


@pytest.mark.parametrize("kind", ["user", "project", "role", "domain"])
def test_a_thing_is_made_shown_listed_changed_and_deleted(root, kind):
    made = root.make(kind, name="new", description="d")
    where = f"/v3/{kind}s/{made['id']}"
    assert len(made["id"]) == 32
    assert made["links"] == {"self": f"http://keystone.test{where}"}
    assert root("GET", where).body == {kind: made}
    assert root.list(f"{kind}s?name=new") == [made]
    assert root("PATCH", where, {kind: {"name": "newer"}}).body[kind] == {**made, "name": "newer"}
    if kind == "domain":
        root("PATCH", where, {kind: {"enabled": False}})
    assert root("DELETE", where).status == 204
    for method, body in (("GET", None), ("PATCH", {kind: {}}), ("DELETE", None)):
        assert root(method, where, body).error == (404, f"Could not find {kind}: {made['id']}.")


@pytest.mark.parametrize("kind", ["user", "project", "role", "domain"])
def test_a_name_is_taken_once(root, kind):
    made, other = root.make(kind, name="new"), root.make(kind, name="other")
    said = f"Conflict occurred attempting to store {kind} - Duplicate entry found with name new."
    assert root("POST", f"/v3/{kind}s", {kind: {"name": "new"}}).error == (409, said)
    assert root("PATCH", f"/v3/{kind}s/{other['id']}", {kind: {"name": "new"}}).error == (409, said)
    assert root("PATCH", f"/v3/{kind}s/{made['id']}", {kind: {"name": "new"}}).status == 200


def test_names_are_taken_in_one_domain(root):
    domain = root.make("domain", name="elsewhere")["id"]
    there = root.make("user", name="ann", domain_id=domain)
    assert root.list(f"users?domain_id={domain}") == [there]
    assert {each["domain_id"] for each in root.list("users?name=ann")} == {"default", domain}


@pytest.mark.parametrize("kind", ["user", "project", "role", "domain", "service", "endpoint"])
def test_only_administrators_list_make_change_and_delete(ann, service, stranger, kind):
    for method, where in (("GET", f"{kind}s"), ("POST", f"{kind}s"), ("PATCH", f"{kind}s/x"), ("DELETE", f"{kind}s/x")):
        assert ann(method, f"/v3/{where}", {}).error[0] == 403
        assert service(method, f"/v3/{where}", {}).error[0] == 403
        assert stranger(method, f"/v3/{where}", {}).error[0] == 401


def test_users_look_at_themselves_their_projects_and_their_domain(ann, ids):
    assert ann("GET", f"/v3/users/{ids['ann']}").body["user"]["name"] == "ann"
    assert ann("GET", f"/v3/projects/{ids['ours']}").body["project"]["name"] == "ours"
    assert ann("GET", "/v3/domains/default").body["domain"]["name"] == "Default"
    for foreign in (f"users/{ids['root']}", f"projects/{ids['service']}", "users/x", f"roles/{ids['member']}"):
        assert ann("GET", f"/v3/{foreign}").error[0] == 403
    assert [each["name"] for each in ann.list("auth/projects")] == ["ours"]
    assert [each["name"] for each in ann.list(f"users/{ids['ann']}/projects")] == ["ours"]
    assert ann.list(f"users/{ids['ann']}/groups") == []
    assert ann("GET", f"/v3/users/{ids['root']}/projects").error[0] == 403
    assert ann.list("auth/domains") == []


def test_lists_are_narrowed_down_by_what_the_kind_has(root):
    root.make("project", name="closed", enabled=False)
    assert [each["name"] for each in root.list("projects?enabled=false")] == ["closed"]
    assert {each["name"] for each in root.list("projects?enabled=True")} == {"ours", "service"}
    assert root.list("projects?is_domain=true") == []
    assert len(root.list("projects?parent_id=default&colour=red")) == 3
    assert root.list("roles?name=member")[0]["domain_id"] is None


def test_a_password_goes_in_and_never_comes_out(root, stranger):
    made = root.make("user", name="bob", password="s3cr€t", email="bob@cloud.test", default_project_id="p1")
    assert "password" not in made
    assert made["default_project_id"] == "p1"
    assert made["email"] == "bob@cloud.test"
    assert "s3cr" not in str(root.list("users"))
    assert stranger.log_in("bob", None, password="s3cr€t").status == 201


def test_users_change_their_password_by_the_one_they_have(ann, stranger, ids):
    where = f"/v3/users/{ids['ann']}/password"
    wrong = ann("POST", where, {"user": {"original_password": "?", "password": "new"}})
    assert wrong.error == (401, "The request you have made requires authentication.")
    change = {"user": {"original_password": "corr€ct horse", "password": "new"}}
    assert ann("POST", f"/v3/users/{ids['root']}/password", change).error[0] == 403
    assert ann("POST", where, change).status == 204
    assert ann("GET", "/v3/auth/projects").status == 401
    assert stranger.log_in("ann").status == 401
    assert stranger.log_in("ann", password="new").status == 201


@pytest.mark.parametrize(
    "user",
    [
        {},
        {"name": ""},
        {"name": 1},
        {"name": None},
        {"name": "x", "enabled": "yes"},
        {"name": "x", "password": 7},
        [],
        3,
    ],
)
def test_what_is_mistyped_changes_nothing(root, user, keystone):
    assert root("POST", "/v3/users", {"user": user}).error[0] == 400
    assert len(keystone.identity.users) == 3


def test_a_thing_is_made_in_a_domain_that_there_is_and_stays_there(root, ids):
    nowhere = root("POST", "/v3/projects", {"project": {"name": "x", "domain_id": "nowhere"}})
    assert nowhere.error == (404, "Could not find domain: nowhere.")
    other = root.make("domain", name="elsewhere")["id"]
    moved = root("PATCH", f"/v3/users/{ids['ann']}", {"user": {"domain_id": other}})
    assert moved.error == (400, "Cannot change Domain ID")


def test_a_domain_is_disabled_before_it_is_deleted_and_takes_along_what_is_in_it(root):
    domain = root.make("domain", name="elsewhere")["id"]
    user = root.make("user", name="ann", domain_id=domain)["id"]
    assert root("DELETE", f"/v3/domains/{domain}").error[0] == 403
    root("PATCH", f"/v3/domains/{domain}", {"domain": {"enabled": False}})
    assert root("DELETE", f"/v3/domains/{domain}").status == 204
    assert root("GET", f"/v3/users/{user}").status == 404


def test_a_role_is_given_checked_and_taken(root, stranger, ids):
    where = f"/v3/projects/{ids['service']}/users/{ids['ann']}/roles"
    one = f"{where}/{ids['reader']}"
    assert root("HEAD", one).status == 404
    for _ in range(2):
        assert root("PUT", one).status == 204
    assert root("HEAD", one).status == 204
    assert [role["name"] for role in root("GET", where).body["roles"]] == ["reader"]
    assert stranger.log_in("ann", "service").status == 201
    assert root("DELETE", one).status == 204
    assert root("DELETE", one).status == 404
    assert stranger.log_in("ann", "service").status == 401


def test_a_role_is_given_to_whom_and_where_there_is(root, ids):
    for user, project, role in (
        ("x", ids["ours"], ids["reader"]),
        (ids["ann"], "x", ids["reader"]),
        (ids["ann"], ids["ours"], "x"),
    ):
        assert root("PUT", f"/v3/projects/{project}/users/{user}/roles/{role}").error[0] == 404


def test_assignments_are_listed_by_user_project_and_role(root, ids):
    assert len(root.list("role_assignments")) == 3
    (found,) = root.list(f"role_assignments?user.id={ids['ann']}")
    assert found["user"] == {"id": ids["ann"]}
    assert found["scope"] == {"project": {"id": ids["ours"]}}
    assert found["role"] == {"id": ids["member"]}
    assert len(root.list(f"role_assignments?scope.project.id={ids['ours']}")) == 2
    assert len(root.list(f"role_assignments?role.id={ids['admin']}")) == 1
    (named,) = root.list(f"role_assignments?user.id={ids['ann']}&include_names=True")
    assert named["user"] == {"id": ids["ann"], "name": "ann", "domain": {"id": "default", "name": "Default"}}
    assert named["scope"]["project"]["name"] == "ours"
    assert named["role"]["name"] == "member"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "roles"), ("PUT", "roles/x"), ("HEAD", "roles/x"), ("DELETE", "roles/x")]
)
def test_only_administrators_give_and_take_roles(ann, ids, method, path):
    assert ann(method, f"/v3/projects/{ids['ours']}/users/{ids['ann']}/{path}").status == 403
    assert ann("GET", "/v3/role_assignments").status == 403


def test_with_a_role_its_assignments_are_deleted(root, stranger, ids):
    assert root("DELETE", f"/v3/roles/{ids['member']}").status == 204
    assert stranger.log_in("ann").status == 401
    assert len(root.list("role_assignments")) == 2
