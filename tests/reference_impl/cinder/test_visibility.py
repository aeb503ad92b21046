"""Who sees what, and who may do what."""


def test_another_projects_volume_is_not_there(ask, stranger):
    volume = ask.make()["id"]
    attachment = ask.attach(volume)
    missing = (404, f"Volume {volume} could not be found.")
    assert stranger.list() == []
    assert stranger("GET", f"volumes/{volume}").error == missing
    assert stranger("PUT", f"volumes/{volume}", {"volume": {"name": "mine"}}).error == missing
    assert stranger("DELETE", f"volumes/{volume}").error == missing
    assert stranger.act(volume, "os-extend", new_size=2).error == missing
    assert stranger.reserve(volume).error == missing
    gone = (404, f"Volume attachment could not be found with filter: attachment_id = {attachment}.")
    assert stranger("GET", f"attachments/{attachment}").error == gone
    assert stranger.connect(attachment, host="h1").error == gone
    assert stranger.complete(attachment).error == gone
    assert stranger("DELETE", f"attachments/{attachment}").error == gone
    assert stranger("GET", "attachments").body == stranger("GET", "attachments/detail").body == {"attachments": []}
    assert ask.show(volume)["status"] == "in-use"


def test_the_path_names_the_tokens_project(ask, theirs):
    for method, path in (("GET", "volumes"), ("POST", "volumes"), ("GET", "attachments"), ("GET", "limits")):
        assert ask(method, f"{theirs}/{path}", {"volume": {"size": 1}}).error == (400, "Malformed request url")
    assert ask.list("all_tenants=1") == []


def test_an_administrator_sees_all_where_all_is_asked_for(ask, admin, ours):
    volume = ask.make(name="n")["id"]
    ask.attach(volume)
    assert admin.list() == admin("GET", "attachments").body["attachments"] == []
    assert admin.list("all_tenants=1") == ["n"]
    assert len(admin("GET", "attachments?all_tenants=true").body["attachments"]) == 1
    assert admin("GET", f"{ours}/volumes/{volume}").status == 200
    assert admin.show(volume)["os-vol-tenant-attr:tenant_id"] == ours


def test_to_others_all_is_their_own(ask, stranger):
    ask.make(name="ours")
    stranger.make(name="theirs")
    assert ask.list("all_tenants=1") == ["ours"]


def test_a_token_without_project_makes_nothing(ask):
    nobody = ask.as_(":member")
    assert nobody("POST", "volumes", {"volume": {"size": 1}}).error[0] == 403
    assert nobody.list() == []


def test_without_token_nothing_is_answered_but_what_the_api_is(ask):
    nobody = ask.as_("")
    assert nobody("GET", "volumes").error[0] == 401
    assert nobody("GET", "").status == 200
