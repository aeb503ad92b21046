"""Volumes: made, looked at, changed, deleted."""

import pytest

UNKNOWN = "11111111-1111-1111-1111-111111111111"
IMAGE = "22222222-2222-4222-8222-222222222222"


def test_a_volume_is_made(ask, ours):
    answer = ask("POST", "volumes", {"volume": {"size": 3, "name": "data", "metadata": {"a": "b"}}})
    volume = answer.body["volume"]
    assert answer.status == 202
    assert volume == {
        "id": volume["id"],
        "name": "data",
        "links": [{"rel": "self", "href": f"http://cinder.test/v3/{ours}/volumes/{volume['id']}"}],
        "description": None,
        "size": 3,
        "status": "available",
        "bootable": "false",
        "volume_type": "lvm",
        "availability_zone": "nova",
        "created_at": "2026-09-21T14:13:20.000000",
        "updated_at": "2026-09-21T14:13:20.000000",
        "user_id": "u",
        "os-vol-tenant-attr:tenant_id": ours,
        "metadata": {"a": "b"},
        "attachments": [],
        "encrypted": False,
        "multiattach": False,
        "snapshot_id": None,
        "source_volid": None,
        "consistencygroup_id": None,
        "replication_status": None,
    }
    assert ask.show(volume["id"]) == volume


def test_the_project_may_stand_in_the_path(ask, ours):
    volume = ask("POST", f"{ours}/volumes", {"volume": {"size": 1}}).body["volume"]
    assert ask("GET", f"{ours}/volumes/{volume['id']}").body["volume"] == volume
    assert ask("GET", f"{ours}/volumes/detail").body["volumes"] == [volume]


def test_a_volume_with_an_image_on_it_can_be_booted_from(ask):
    volume = ask.make(imageRef=UNKNOWN)
    assert (volume["bootable"], volume["volume_image_metadata"]["image_id"]) == ("true", UNKNOWN)


def test_only_an_image_that_the_user_may_use_is_put_on_a_volume(ask_with_glance, ours):
    asked = []

    def is_there(ctx, image):
        asked.append((ctx.project_id, image))
        return image == IMAGE

    ask = ask_with_glance(is_there)
    assert ask.make(imageRef=IMAGE)["bootable"] == "true"
    assert ask("POST", "volumes", {"volume": {"size": 1, "imageRef": UNKNOWN}}).error == (
        400,
        "Invalid image identifier or unable to access requested image.",
    )
    assert asked == [(ours, IMAGE), (ours, UNKNOWN)]
    assert len(ask("GET", "volumes").body["volumes"]) == 1


def test_older_clients_say_sizes_as_text(ask):
    assert ask.make(size="2")["size"] == 2


def test_a_volume_is_changed(ask):
    volume = ask.make(name="old", description="d", metadata={"a": "b"})["id"]
    changed = ask("PUT", f"volumes/{volume}", {"volume": {"name": "new", "metadata": {"c": "d"}}}).body["volume"]
    assert changed == ask.show(volume)
    assert (changed["name"], changed["description"], changed["metadata"]) == ("new", "d", {"c": "d"})


def test_a_volume_grows(ask):
    volume = ask.make(size=1)["id"]
    assert ask.act(volume, "os-extend", new_size=2).status == 202
    assert ask.show(volume)["size"] == 2
    for size in (1, 2):
        assert ask.act(volume, "os-extend", new_size=size).error[0] == 400
    ask.attach(volume)
    assert ask.speaking("volume 3.41").act(volume, "os-extend", new_size=3).error[0] == 400
    assert ask.act(volume, "os-extend", new_size=3).status == 202  # since 3.42 also while a server has it
    assert ask.show(volume)["size"] == 3


def test_a_volume_is_said_to_be_bootable(ask):
    volume = ask.make()["id"]
    assert ask.act(volume, "os-set_bootable", bootable=True).status == 200
    assert ask.show(volume)["bootable"] == "true"


def test_only_administrators_set_a_status(ask, admin):
    volume = ask.make()["id"]
    assert ask.act(volume, "os-reset_status", status="error").error[0] == 403
    assert admin.act(volume, "os-reset_status", status="error").status == 202
    assert ask.show(volume)["status"] == "error"
    assert admin.act(volume, "os-reset_status", status="fine").error[0] == 400


def test_a_volume_is_deleted(ask):
    volume = ask.make()["id"]
    assert ask("DELETE", f"volumes/{volume}").status == 202
    assert ask("GET", f"volumes/{volume}").error == (404, f"Volume {volume} could not be found.")
    assert ask.list() == []


def test_a_volume_that_is_not_there(ask):
    missing = (404, f"Volume {UNKNOWN} could not be found.")
    assert ask("GET", f"volumes/{UNKNOWN}").error == missing
    assert ask("PUT", f"volumes/{UNKNOWN}", {"volume": {"name": "n"}}).error == missing
    assert ask("DELETE", f"volumes/{UNKNOWN}").error == missing
    assert ask.act(UNKNOWN, "os-extend", new_size=2).error == missing
    assert ask.reserve(UNKNOWN).error == missing


@pytest.mark.parametrize(
    ("query", "names"),
    [("", "abcd"), ("name=b", "b"), ("status=available", "abcd"), ("status=in-use", ""), ("limit=0", "")],
)
def test_filters(ask, query, names):
    for name in "abcd":
        ask.make(name=name)
    assert sorted(ask.list(query)) == list(names)


def test_a_page_at_a_time(ask):
    for name in "abc":
        ask.make(name=name)
    first = ask("GET", "volumes?limit=2").body
    (following,) = first["volumes_links"]
    assert following["rel"] == "next"
    second = ask("GET", following["href"].removeprefix("http://cinder.test/v3/")).body
    assert "volumes_links" not in second
    assert sorted(each["name"] for each in first["volumes"] + second["volumes"]) == ["a", "b", "c"]


def test_types_and_limits(ask, ours):
    (only,) = ask("GET", "types").body["volume_types"]
    assert ask("GET", f"types/{only['id']}").body == ask("GET", "types/default").body == {"volume_type": only}
    assert ask("GET", "types/x").error[0] == 404
    ask.make(size=2)
    ask.make(size=3)
    used = ask("GET", f"{ours}/limits").body["limits"]["absolute"]
    assert (used["totalVolumesUsed"], used["totalGigabytesUsed"]) == (2, 5)


def test_quotas(ask, admin, ours, theirs):
    ask.make(size=2)
    mine = ask("GET", f"os-quota-sets/{ours}").body["quota_set"]
    assert (mine["id"], mine["volumes"], mine["gigabytes"]) == (ours, -1, -1)
    used = ask("GET", f"os-quota-sets/{ours}?usage=True").body["quota_set"]
    assert used["gigabytes"] == {"limit": -1, "in_use": 2, "reserved": 0}
    assert ask("GET", f"os-quota-sets/{ours}/defaults").body["quota_set"] == mine
    assert ask("GET", f"os-quota-sets/{theirs}").error[0] == 403
    assert admin("GET", f"os-quota-sets/{theirs}?usage=True").body["quota_set"]["volumes"]["in_use"] == 0


@pytest.mark.parametrize("path", ["types", "types/default", "limits"])
def test_the_answer_says_its_version_whatever_is_asked(ask, path):
    assert ask("GET", path).headers["openstack-api-version"] == "volume 3.71"
    assert ask.speaking("volume 3.999")("GET", path).status == 406
