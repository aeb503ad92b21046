"""The metadata of images."""

import pytest

UNKNOWN = "11111111-1111-1111-1111-111111111111"


def test_an_image_is_entered_without_data(ask):
    answer = ask("POST", "images", {"name": "cirros", "disk_format": "qcow2", "container_format": "bare"})
    image = answer.body
    assert answer.status == 201
    assert answer.headers["location"] == f"http://glance.test/v2/images/{image['id']}"
    assert image == {
        "id": image["id"],
        "name": "cirros",
        "status": "queued",
        "visibility": "shared",
        "owner": "ours",
        "container_format": "bare",
        "disk_format": "qcow2",
        "min_disk": 0,
        "min_ram": 0,
        "protected": False,
        "os_hidden": False,
        "tags": [],
        "size": None,
        "virtual_size": None,
        "checksum": None,
        "os_hash_algo": None,
        "os_hash_value": None,
        "created_at": "2026-09-21T14:13:20Z",
        "updated_at": "2026-09-21T14:13:20Z",
        "self": f"/v2/images/{image['id']}",
        "file": f"/v2/images/{image['id']}/file",
        "schema": "/v2/schemas/image",
    }
    assert ask.show(image["id"]) == image


def test_what_its_owner_adds_stands_among_the_rest(ask):
    assert ask.make(os_distro="debian", tags=["a", "b", "a"])["os_distro"] == "debian"
    assert ask("GET", "images").body["images"][0]["tags"] == ["a", "b"]


def test_an_id_is_chosen_once(ask):
    assert ask.make(id=UNKNOWN)["id"] == UNKNOWN
    assert ask("POST", "images", {"id": UNKNOWN}).error == (409, f"Image ID {UNKNOWN} already exists!")


def test_an_image_that_is_not_there(ask):
    for answer in (
        ask("GET", f"images/{UNKNOWN}"),
        ask("DELETE", f"images/{UNKNOWN}"),
        ask.patch(UNKNOWN),
        ask("PUT", f"images/{UNKNOWN}/tags/t"),
        ask.download(UNKNOWN),
        ask.upload(UNKNOWN, b"x"),
    ):
        assert answer.error == (404, f"No image found with ID {UNKNOWN}")


def test_an_image_is_deleted_with_its_data(ask):
    image = ask.image()
    ask.upload(image, b"x")
    assert ask("DELETE", f"images/{image}").status == 204
    assert ask("GET", f"images/{image}").status == 404
    assert ask.list() == []


def test_a_protected_image_stays(ask):
    image = ask.make(protected=True)["id"]
    assert ask("DELETE", f"images/{image}").error == (403, f"Image {image} is protected and cannot be deleted.")
    assert ask.patch(image, {"op": "replace", "path": "/protected", "value": False}).status == 200
    assert ask("DELETE", f"images/{image}").status == 204


def test_a_patch_adds_replaces_and_removes(ask, clock):
    image = ask.make(name="old", os_distro="debian", os_version="12")["id"]
    clock.at += 60
    answer = ask.patch(
        image,
        {"op": "replace", "path": "/name", "value": "new"},
        {"op": "add", "path": "/architecture", "value": "x86_64"},
        {"op": "remove", "path": "/os_version"},
        {"op": "replace", "path": "/os_distro", "value": "ubuntu"},
        {"op": "add", "path": "/tags", "value": ["t"]},
        {"op": "add", "path": "/a~1b~0c", "value": "escaped"},
    )
    shown = answer.body
    assert answer.status == 200
    assert shown == ask.show(image)
    assert (shown["name"], shown["architecture"], shown["os_distro"]) == ("new", "x86_64", "ubuntu")
    assert (shown["tags"], shown["a/b~c"]) == (["t"], "escaped")
    assert "os_version" not in shown
    assert (shown["created_at"], shown["updated_at"]) == ("2026-09-21T14:13:20Z", "2026-09-21T14:14:20Z")


def test_a_patch_is_done_in_all_or_not_at_all(ask):
    before = ask.make(name="old")
    answer = ask.patch(
        before["id"],
        {"op": "replace", "path": "/name", "value": "new"},
        {"op": "replace", "path": "/colour", "value": "red"},
    )
    assert answer.error == (409, "Property colour does not exist.")
    assert ask.show(before["id"]) == before


def test_formats_are_taken_back_while_there_are_no_data(ask):
    image = ask.make(name="n", disk_format="raw", container_format="bare")["id"]
    cleared = [{"op": "replace", "path": f"/{name}", "value": None} for name in ("name", "disk_format")]
    shown = ask.patch(image, *cleared).body
    assert (shown["name"], shown["disk_format"], shown["container_format"]) == (None, None, "bare")


def test_formats_stay_once_there_are_data(ask):
    image = ask.image()
    ask.upload(image, b"x")
    answer = ask.patch(image, {"op": "replace", "path": "/disk_format", "value": "qcow2"})
    assert answer.error == (403, "Attribute disk_format can be only replaced for a queued image.")


@pytest.mark.parametrize("name", ["status", "size", "checksum", "created_at", "self", "file", "id", "os_hash_value"])
def test_what_cannot_be_changed(ask, name):
    before = ask.make()
    answer = ask.patch(before["id"], {"op": "replace", "path": f"/{name}", "value": "x"})
    assert answer.error == (403, f"Attribute '{name}' is read-only.")
    assert ask.show(before["id"]) == before


@pytest.mark.parametrize("name", ["name", "visibility", "tags", "min_disk", "owner"])
def test_what_cannot_be_removed(ask, name):
    image = ask.make(name="n")["id"]
    assert ask.patch(image, {"op": "remove", "path": f"/{name}"}).status == 403


def test_an_image_is_tagged(ask):
    image = ask.make(tags=["a"])["id"]
    for _ in range(2):
        assert ask("PUT", f"images/{image}/tags/b").status == 204
    assert ask.show(image)["tags"] == ["a", "b"]
    assert ask("DELETE", f"images/{image}/tags/a").status == 204
    assert ask.show(image)["tags"] == ["b"]
    assert ask("DELETE", f"images/{image}/tags/a").status == 404


def test_an_administrator_says_whose_an_image_is(ask, admin):
    assert admin.make(owner="theirs")["owner"] == "theirs"
    assert ask.make(owner="ours")["owner"] == "ours"
    assert ask("POST", "images", {"owner": "theirs"}).status == 403


def test_what_an_image_is_made_of(ask):
    image = ask("GET", "schemas/image").body
    assert set(ask.make()) <= set(image["properties"])
    assert ask("GET", "schemas/images").body["properties"]["images"]["items"] == image
    assert ask("GET", "schemas/planets").status == 404
