"""Users before a cloud that cannot be used: one clear error, and nothing left behind that could be deleted."""

import pytest

from pytest_cloudflow.embedded import EmbeddedCloud
from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.scenarios import named
from pytest_cloudflow.targets._live import Live

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")


@pytest.fixture(params=["own", "openstacksdk"])
def cloud(request):
    if request.param == "openstacksdk":
        pytest.importorskip("openstack")
    with EmbeddedCloud(seed_=1, hypervisor="builtin", timeout=30, client=request.param) as made:
        yield made


def go_through(cloud, name):
    for _ in Live(cloud, named([name]))._read():
        pass


def test_a_server_whose_first_request_to_go_was_lost_is_asked_again(cloud):
    user, lost = cloud.user(), []
    delete_server = user.delete_server

    def losing(server):
        if lost:
            delete_server(server)
        lost.append(server)

    user.delete_server = losing
    cloud.user = lambda: user
    go_through(cloud, "image")
    assert len(lost) == 2


def test_the_client_is_the_one_that_was_asked_for(cloud, request):
    wanted = {"own": "OwnUser", "openstacksdk": "SdkUser"}[request.node.callspec.params["cloud"]]
    assert type(cloud.user()).__name__ == wanted


def test_a_keystone_that_is_away(cloud):
    del cloud.cloud.apps["keystone"]
    with pytest.raises(TargetError, match=r"(?i)keystone|cannot ask"):
        go_through(cloud, "image")


def test_a_password_that_is_wrong(cloud):
    identity = cloud.cloud.keystone.identity
    identity.change(identity.users, identity.users.named("demo").id, password="another")
    with pytest.raises(TargetError) as refused:
        go_through(cloud, "image")
    assert cloud.credentials.password not in str(refused.value)


def test_a_cinder_that_makes_no_volume(cloud):
    def broken(*_, **__):
        raise RuntimeError("on fire")

    cloud.cloud.cinder.volumes.create = broken
    with pytest.raises(TargetError, match="500"):
        go_through(cloud, "image-volume")


@pytest.mark.parametrize("away", ["keystone", "nova-api"])
def test_a_service_that_is_away_from_who_shows_a_spoilt_token(cloud, away):
    del cloud.cloud.apps[away]
    with pytest.raises(TargetError, match="cannot be asked"):
        go_through(cloud, "forged-token")


def test_a_server_that_stays_keeps_nothing_else_from_being_deleted(cloud):
    volumes = cloud.cloud.cinder.volumes
    cloud.cloud.pause("nova-compute")
    with pytest.raises(TargetError, match=r"does not go away|refuse"):
        go_through(cloud, "image-volume")
    cloud.cloud.resume("nova-compute")
    cloud.run_until_idle()
    assert volumes.attachments() == []
