"""An unmodified openstacksdk."""

import pytest
import requests

from reference_impl.http.adapter import WsgiAdapter

openstack = pytest.importorskip("openstack")
pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # what it does with itself
HOST = "cinder.test"


@pytest.fixture
def connect(cinder, ours):
    """openstacksdk connections, by token: found by the catalog's URL, at the versions that cinder says it has."""
    from keystoneauth1 import plugin, session

    class Login(plugin.BaseAuthPlugin):
        def __init__(self, token):
            super().__init__()
            self._token = token

        def get_token(self, _session, **_more):
            return self._token

        def get_project_id(self, _session, **_more):
            return ours

        def get_endpoint_data(self, session, **more):
            from keystoneauth1.discover import EndpointData

            wanted = {name: more.get(name) for name in ("min_version", "max_version")}
            found = EndpointData(catalog_url=f"http://{HOST}/v3/{ours}", service_type="block-storage")
            return found.get_versioned_data(session, project_id=ours, discover_versions=True, **wanted)

        def get_endpoint(self, session, **more):
            return self.get_endpoint_data(session, **more).url

    kept = []

    def connect(token=f"{ours}:member"):
        carrier = requests.Session()
        carrier.trust_env = False
        carrier.mount(f"http://{HOST}", WsgiAdapter({HOST: cinder.app}))
        kept.append(openstack.connection.Connection(session=session.Session(auth=Login(token), session=carrier)))
        return kept[-1]

    yield connect
    for connection in kept:
        connection.close()


@pytest.fixture
def volumes(connect):
    return connect().block_storage


def test_a_volume_is_made_grows_and_goes(volumes):
    made = volumes.create_volume(size=1, name="data", metadata={"a": "b"})
    assert volumes.wait_for_status(made, "available").metadata == {"a": "b"}
    assert volumes.find_volume("data").id == volumes.find_volume(made.id).id == made.id
    volumes.extend_volume(made, 2)
    volumes.set_volume_bootable_status(made, True)
    changed = volumes.update_volume(made, name="new")
    assert (changed.name, changed.size, changed.is_bootable) == ("new", 2, True)
    volumes.delete_volume(made)
    assert list(volumes.volumes()) == []


def test_an_attachment_from_first_to_last(volumes, server):
    volume = volumes.create_volume(size=1)
    kept = volumes.create_attachment(volume.id, instance=server, connector=None)
    assert (kept.status, volumes.get_volume(volume).status) == ("reserved", "reserved")
    connected = volumes.update_attachment(kept, connector={"host": "h1"})
    assert connected.connection_info["volume_id"] == volume.id
    volumes.complete_attachment(kept)
    (seen,) = volumes.get_volume(volume).attachments
    assert seen["server_id"] == server
    assert [each.id for each in volumes.attachments()] == [kept.id]
    with pytest.raises(openstack.exceptions.BadRequestException, match="must be available"):
        volumes.delete_volume(volume)
    volumes.delete_attachment(kept)
    assert volumes.get_volume(volume).status == "available"


def test_volumes_are_listed_over_several_pages(volumes):
    names = {f"n{number}" for number in range(7)}
    for name in names:
        volumes.create_volume(size=1, name=name)
    assert {each.name for each in volumes.volumes(limit=3)} == names
    assert {each.name for each in volumes.volumes(details=False, limit=2)} == names
    assert [each.name for each in volumes.volumes(name="n3")] == ["n3"]


def test_an_administrator_sees_all_and_sets_a_status(connect, volumes):
    volume = volumes.create_volume(size=1, name="n")
    admin = connect(f"{'2' * 32}:admin").block_storage
    assert [each.name for each in admin.volumes(all_projects=True)] == ["n"]
    admin.reset_volume_status(volume.id, status="error")
    assert volumes.get_volume(volume).status == "error"
    with pytest.raises(openstack.exceptions.ForbiddenException, match="reset_status"):
        volumes.reset_volume_status(volume, status="available")


def test_types_and_limits(volumes):
    assert [each.name for each in volumes.types()] == ["lvm"]
    volumes.create_volume(size=3)
    assert volumes.get_limits().absolute.total_gigabytes_used == 3


def test_quotas(volumes, ours):
    volumes.create_volume(size=3)
    assert volumes.get_quota_set(ours).volumes == -1
    assert volumes.get_quota_set(ours, usage=True).usage["gigabytes"] == 3
    assert volumes.get_quota_set_defaults(ours).gigabytes == -1


def test_what_is_missing_is_not_found(volumes):
    with pytest.raises(openstack.exceptions.NotFoundException, match="could not be found"):
        volumes.get_volume("11111111-1111-1111-1111-111111111111")
    assert volumes.find_volume("nothing") is None
    volumes.delete_volume("11111111-1111-1111-1111-111111111111", ignore_missing=True)
