"""The life of an attachment: a volume is kept for a server, connected, in use, and free again."""

import pytest

UNKNOWN = "11111111-1111-1111-1111-111111111111"


def test_from_free_to_free(ask, server):
    volume = ask.make()["id"]
    answer = ask.reserve(volume)
    attachment = answer.body["attachment"]
    at = f"attachments/{attachment['id']}"
    assert answer.status == 200
    assert attachment == {
        "id": attachment["id"],
        "status": "reserved",
        "instance": server,
        "volume_id": volume,
        "attached_at": "",
        "detached_at": "",
        "attach_mode": "rw",
        "connection_info": {},
    }
    assert (ask.show(volume)["status"], ask.show(volume)["attachments"]) == ("reserved", [])

    connected = ask.connect(attachment["id"], host="h1").body["attachment"]
    assert connected["connection_info"]["attachment_id"] == attachment["id"]
    assert connected["connection_info"]["driver_volume_type"] == "local"
    assert ask.show(volume)["status"] == connected["status"] == "attaching"

    assert ask.complete(attachment["id"]).status == 204
    shown = ask("GET", at).body["attachment"]
    assert (shown["status"], shown["attached_at"]) == ("attached", "2026-09-21T14:13:20.000000")
    (seen,) = ask.show(volume)["attachments"]
    assert ask.show(volume)["status"] == "in-use"
    assert (seen["server_id"], seen["attachment_id"], seen["volume_id"]) == (server, attachment["id"], volume)

    ended = ask("DELETE", at)
    assert (ended.status, ended.body) == (200, {"attachments": []})
    assert ask("GET", at).error[0] == 404
    assert (ask.show(volume)["status"], ask.show(volume)["attachments"]) == ("available", [])


def test_with_a_connector_a_volume_is_connected_at_once(ask):
    volume = ask.make()["id"]
    made = ask.reserve(volume, connector={"host": "h1"}, mode="ro").body["attachment"]
    assert made["status"] == "attaching"
    assert (made["connection_info"]["volume_id"], made["connection_info"]["access_mode"]) == (volume, "ro")


def test_what_is_kept_can_be_given_back(ask):
    volume = ask.make()["id"]
    for connector in ({}, {"connector": {"host": "h1"}}):
        attachment = ask.reserve(volume, **connector).body["attachment"]["id"]
        assert ask("DELETE", f"attachments/{attachment}").status == 200
        assert ask.show(volume)["status"] == "available"


def test_a_volume_has_one_attachment(ask):
    volume = ask.make()["id"]
    attachment = ask.reserve(volume).body["attachment"]["id"]
    assert ask.reserve(volume, UNKNOWN).error == (
        400,
        f"Invalid volume: Volume {volume} status must be available or downloading to reserve, "
        "but the current status is reserved.",
    )
    ask.connect(attachment, host="h1")
    ask.complete(attachment)
    assert ask.reserve(volume, UNKNOWN).error[0] == 400
    assert len(ask("GET", "attachments").body["attachments"]) == 1


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_volume_that_a_server_has_is_not_deleted(ask, steps):
    volume = ask.make()["id"]
    attachment = ask.reserve(volume).body["attachment"]["id"]
    if steps > 1:
        ask.connect(attachment, host="h1")
    if steps > 2:
        ask.complete(attachment)
    before = ask.show(volume)
    assert ask("DELETE", f"volumes/{volume}").error[0] == 400
    assert ask.show(volume) == before


def test_a_volume_that_was_called_free_is_deleted_when_it_is(ask, admin):
    volume = ask.make()["id"]
    attachment = ask.attach(volume)
    admin.act(volume, "os-reset_status", status="available")
    assert ask("DELETE", f"volumes/{volume}").error[0] == 400
    ask("DELETE", f"attachments/{attachment}")
    assert ask("DELETE", f"volumes/{volume}").status == 202


def test_a_volume_is_free_when_its_last_attachment_has_ended(ask, admin):
    volume = ask.make()["id"]
    first = ask.attach(volume)
    admin.act(volume, "os-reset_status", status="available")
    second = ask.attach(volume, UNKNOWN)
    assert [each["id"] for each in ask("DELETE", f"attachments/{first}").body["attachments"]] == [second]
    assert ask.show(volume)["status"] == "in-use"
    assert ask("DELETE", f"attachments/{second}").body == {"attachments": []}
    assert ask.show(volume)["status"] == "available"


def test_what_nobody_has_connected_is_not_complete(ask):
    volume = ask.make()["id"]
    attachment = ask.reserve(volume).body["attachment"]["id"]
    assert ask.complete(attachment).error[0] == 400
    assert ask.show(volume)["status"] == "reserved"


def test_what_is_in_use_is_not_connected_anew(ask):
    volume = ask.make()["id"]
    attachment = ask.attach(volume)
    assert ask.connect(attachment, host="h2").error[0] == 400
    assert ask.show(volume)["status"] == "in-use"


def test_attachments_are_listed(ask, server):
    one, two = (ask.make()["id"] for _ in range(2))
    first, second = ask.attach(one), ask.attach(two, UNKNOWN)

    def listed(query):
        return [each["id"] for each in ask("GET", f"attachments{query}").body["attachments"]]

    assert listed("") == listed("/detail") == [first, second]
    assert listed(f"?volume_id={two}") == [second]
    assert listed(f"?instance_id={server}") == [first]
    assert "connection_info" not in ask("GET", "attachments").body["attachments"][0]


def test_an_attachment_that_is_not_there(ask):
    missing = (404, f"Volume attachment could not be found with filter: attachment_id = {UNKNOWN}.")
    assert ask("GET", f"attachments/{UNKNOWN}").error == missing
    assert ask.connect(UNKNOWN, host="h1").error == missing
    assert ask.complete(UNKNOWN).error == missing
    assert ask("DELETE", f"attachments/{UNKNOWN}").error == missing


def test_only_administrators_see_where_a_volume_is(ask, admin):
    volume = ask.make()["id"]
    ask.attach(volume)
    assert ask.show(volume)["attachments"][0]["host_name"] is None
    assert admin.show(volume)["attachments"][0]["host_name"] == "h1"


@pytest.mark.parametrize(
    ("version", "attached", "completed"),
    [("volume 3.44", 200, 204), ("volume 3.43", 200, 400), ("volume 3.27", 200, 400), ("volume 3.26", 404, 404),
     ("", 404, 404), ("compute 2.79", 404, 404), ("volume latest", 200, 204)],
)  # fmt: skip
def test_what_came_with_which_version(ask, version, attached, completed):
    older = ask.speaking(version)
    volume = ask.make()["id"]
    assert older.reserve(volume, connector={"host": "h1"}).status == attached
    if attached == 200:
        attachment = ask("GET", "attachments").body["attachments"][0]["id"]
        assert older.complete(attachment).status == completed
