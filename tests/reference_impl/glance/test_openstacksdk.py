"""An unmodified openstacksdk."""

import hashlib
import io

import pytest
import requests

from reference_impl.http.adapter import WsgiAdapter

openstack = pytest.importorskip("openstack")
pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # what it does with itself
URL = "http://glance.test"
DATA = bytes(range(256)) * 8192  # 2 MiB


@pytest.fixture
def connect(glance):
    """openstacksdk connections, by token."""
    from keystoneauth1 import session, token_endpoint

    kept = []

    def connect(token="ours:member"):
        carrier = requests.Session()
        carrier.trust_env = False
        carrier.mount(URL, WsgiAdapter({"glance.test": glance.app}))
        auth = token_endpoint.Token(f"{URL}/v2", token)
        kept.append(openstack.connection.Connection(session=session.Session(auth=auth, session=carrier)))
        return kept[-1]

    yield connect
    for connection in kept:
        connection.close()


@pytest.fixture
def image(connect):
    return connect().image


def test_an_image_from_a_file_and_back(image, tmp_path):
    path = tmp_path / "disk.raw"
    path.write_bytes(DATA)
    with path.open("rb") as data:
        made = image.create_image("disk", data=data, disk_format="raw", container_format="bare", tags=["t"])
    made = image.get_image(made)
    assert (made.name, made.status, made.size, made.tags) == ("disk", "active", len(DATA), ["t"])
    assert made.hash_value == hashlib.sha512(DATA).hexdigest()
    assert image.download_image(made).content == DATA
    with io.BytesIO() as kept:
        image.download_image(made, stream=True, output=kept)
        assert kept.getvalue() == DATA
    assert image.find_image("disk").id == image.find_image(made.id).id == made.id
    image.delete_image(made)
    assert list(image.images()) == []


def test_a_small_image_from_bytes(image):
    made = image.create_image("small", data=b"tiny", disk_format="raw", container_format="bare")
    assert image.download_image(made).content == b"tiny"


def test_data_that_come_in_pieces(image):
    made = image.create_image("pieces", disk_format="raw", container_format="bare")
    assert made.status == "queued"
    made.data = (DATA[start : start + 100_000] for start in range(0, len(DATA), 100_000))
    made.upload(image)
    assert image.get_image(made).size == len(DATA)


def test_an_image_is_changed(image):
    made = image.create_image("old", disk_format="raw", container_format="bare", os_distro="debian")
    changed = image.update_image(made, name="new", min_disk=2, os_version="13", is_protected=True)
    assert (changed.name, changed.min_disk, changed.os_version, changed.is_protected) == ("new", 2, "13", True)
    assert changed.os_distro == "debian"
    image.add_tag(changed, "a")
    image.add_tag(changed, "b")
    image.remove_tag(changed, "a")
    assert image.get_image(changed).tags == ["b"]
    with pytest.raises(openstack.exceptions.ForbiddenException, match="protected"):
        image.delete_image(changed)


def test_images_are_listed_over_several_pages(image):
    names = [f"n{number:02}" for number in range(60)]
    for name in names:
        image.create_image(name, disk_format="raw", container_format="bare")
    assert sorted(each.name for each in image.images()) == names
    assert [each.name for each in image.images(limit=7, sort="name:asc")] == names
    assert [each.name for each in image.images(name="n07")] == ["n07"]


def test_an_administrator_publishes_and_deactivates(connect):
    admin = connect("operators:admin").image
    made = admin.create_image("all", data=b"x", disk_format="raw", container_format="bare", visibility="public")
    user = connect().image
    assert user.download_image(user.find_image("all")).content == b"x"
    admin.deactivate_image(made)
    with pytest.raises(openstack.exceptions.SDKException):
        user.download_image(made.id)
    admin.reactivate_image(made)
    assert user.download_image(made.id).content == b"x"


def test_what_is_missing_is_not_found(image):
    with pytest.raises(openstack.exceptions.NotFoundException, match="No image found"):
        image.get_image("11111111-1111-1111-1111-111111111111")
    assert image.find_image("nothing") is None
    image.delete_image("11111111-1111-1111-1111-111111111111", ignore_missing=True)


def test_what_an_image_is_made_of(image):
    assert "disk_format" in image.get_image_schema().properties
    assert image.get_images_schema().properties["images"]
