"""An unmodified openstacksdk."""

import pytest
import requests

from reference_impl.http.adapter import WsgiAdapter

openstack = pytest.importorskip("openstack")
pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # what it does with itself
URL = "http://keystone.test"


@pytest.fixture
def connect(keystone):
    """Connections of a user, by name."""
    from keystoneauth1 import loading, session

    keystone.catalog.add("identity", "keystone", f"{URL}/v3")
    carrier = requests.Session()
    carrier.trust_env = False
    carrier.mount(URL, WsgiAdapter({"keystone.test": keystone.app}))

    def connect(user, password="corr€ct horse"):
        auth = loading.get_plugin_loader("password").load_from_options(
            auth_url=URL,
            username=user,
            password=password,
            project_name="ours",
            user_domain_name="Default",
            project_domain_id="default",
        )
        kept = session.Session(auth=auth, session=carrier)
        return openstack.connection.Connection(session=kept, region_name="RegionOne")

    return connect


def test_a_user_logs_in_and_is_told_who_they_are(connect, keystone):
    cloud = connect("ann")
    assert cloud.authorize()
    assert cloud.current_user_id == keystone.identity.users.named("ann").id
    assert cloud.current_project_id == keystone.identity.projects.named("ours").id
    assert [project.name for project in cloud.identity.user_projects(cloud.current_user_id)] == ["ours"]


def test_a_wrong_password_is_refused(connect):
    from keystoneauth1.exceptions import Unauthorized

    with pytest.raises(Unauthorized, match="requires authentication"):
        connect("ann", "wrong").session.get_token()


def test_who_is_no_administrator_is_forbidden(connect):
    with pytest.raises(openstack.exceptions.ForbiddenException, match="list_users"):
        list(connect("ann").identity.users())


def test_an_administrator_makes_a_project_with_a_user_and_takes_them_away(connect):
    cloud = connect("root")
    project = cloud.create_project("theirs", "default", description="d")
    user = cloud.create_user("bob", password="s3cret", email="bob@cloud.test", domain_id="default")
    assert cloud.grant_role("member", user="bob", project="theirs")
    assert not cloud.grant_role("member", user="bob", project="theirs")
    (found,) = cloud.list_role_assignments({"user": user.id, "project": project.id})
    assert (found.user["id"], found.scope["project"]["id"]) == (user.id, project.id)
    assert cloud.identity.update_user(user, is_enabled=False).is_enabled is False
    assert cloud.update_project("theirs", enabled=False).is_enabled is False
    assert cloud.revoke_role("member", user="bob", project="theirs")
    assert cloud.delete_user("bob")
    assert cloud.delete_project("theirs")
    assert cloud.get_user("bob") is None


def test_an_administrator_makes_roles_domains_services_and_endpoints(connect):
    cloud = connect("root")
    assert cloud.create_role("auditor").name == "auditor"
    assert cloud.get_role("auditor").name == "auditor"
    assert cloud.delete_role("auditor")
    domain = cloud.create_domain("elsewhere")
    assert [each.name for each in cloud.list_domains()] == ["Default", "elsewhere"]
    assert cloud.delete_domain(domain.id)
    service = cloud.create_service("glance", type="image")
    made = cloud.create_endpoint("glance", public_url="http://glance.test", region="RegionOne")
    assert [each.url for each in made] == ["http://glance.test"]
    assert len(cloud.search_endpoints(filters={"service_id": service.id})) == 1
    assert cloud.delete_service("glance")


def test_a_token_is_revoked(connect):
    cloud = connect("ann")
    token = cloud.session.get_token()
    assert cloud.identity.delete("/auth/tokens", headers={"X-Subject-Token": token}).status_code == 204
    assert cloud.session.invalidate()
    assert cloud.session.get_token() != token
