"""Who sees which image, and who may change it."""

import pytest


@pytest.mark.parametrize("visibility", ["private", "shared"])
def test_another_projects_image_is_not_there(ask, stranger, visibility):
    image = ask.image(visibility=visibility)
    ask.upload(image, b"secret")
    missing = (404, f"No image found with ID {image}")
    assert stranger.list() == []
    for answer in (
        stranger("GET", f"images/{image}"),
        stranger.download(image),
        stranger.upload(image, b"x"),
        stranger.patch(image, {"op": "replace", "path": "/name", "value": "mine"}),
        stranger("DELETE", f"images/{image}"),
        stranger("PUT", f"images/{image}/tags/mine"),
        stranger("DELETE", f"images/{image}/tags/mine"),
        stranger("POST", f"images/{image}/actions/deactivate"),
    ):
        assert answer.error == missing


def test_a_public_image_is_everybodys_to_use_and_not_to_change(admin, stranger):
    image = admin.image(name="cirros", visibility="public")
    admin.upload(image, b"x")
    assert stranger.list() == ["cirros"]
    assert stranger.download(image).raw == b"x"
    forbidden = (403, "You are not permitted to modify this image.")
    assert stranger.patch(image, {"op": "replace", "path": "/name", "value": "mine"}).error == forbidden
    assert stranger("DELETE", f"images/{image}").error == forbidden
    assert stranger.upload(image, b"y").error == forbidden
    assert admin.show(image)["name"] == "cirros"


def test_a_community_image_is_listed_only_where_it_is_asked_for(ask, stranger):
    image = ask.make(name="ours", visibility="community")["id"]
    assert stranger.list() == []
    assert stranger.list("visibility=community") == stranger.list("visibility=all") == ask.list() == ["ours"]
    assert stranger.show(image)["owner"] == "ours"


def test_only_administrators_publish(ask, admin):
    forbidden = (403, "You are not authorized to complete publicize_image action.")
    assert ask("POST", "images", {"visibility": "public"}).error == forbidden
    image = ask.make()["id"]
    publish = {"op": "replace", "path": "/visibility", "value": "public"}
    assert ask.patch(image, publish).error == forbidden
    assert ask.show(image)["visibility"] == "shared"
    assert admin.patch(image, publish).status == 200
    assert ask.patch(image, {"op": "replace", "path": "/name", "value": "n"}).status == 200


def test_an_administrator_sees_and_changes_all(ask, admin):
    image = ask.make(name="n", visibility="private")["id"]
    assert admin.list() == ["n"]
    assert admin("DELETE", f"images/{image}").status == 204
    assert ask.list() == []


def test_without_token_nothing_is_answered_but_what_the_api_is(ask):
    nobody = ask.as_("")
    assert nobody("GET", "images").error[0] == 401
    assert nobody("GET", "../").status == 404
