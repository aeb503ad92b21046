"""What is told of exchanges with glance."""

import pytest

from reference_impl.glance import IMAGE_FILE, SHOW_IMAGE
from reference_impl.http import Side


def _exchange(told):
    """Facts of the last request, and of its answer."""
    return [fields["facts"] for channel, _, fields in told.events[-2:] if channel == "http"]


def test_an_image_is_looked_at_and_its_data_fetched(ask, told):
    image = ask.image()
    ask.upload(image, b"x")
    ask.show(image)
    assert _exchange(told) == [{"image_id": image}, {"image_id": image}]
    ask.download(image)
    assert _exchange(told) == [{"image_id": image}, {"image_id": image}]


def test_a_refusal_shows_why(ask, told):
    ask("GET", "images/i1")
    assert _exchange(told) == [
        {"image_id": "i1"},
        {"failure": {"class": "Not Found", "message": "No image found with ID i1"}},
    ]


def test_an_upload_is_told_and_not_its_data(ask, told):
    image = ask.image()
    ask.upload(image, b'{"id": "data that look like a body"}')
    request, response = (fields for channel, _, fields in told.events[-2:] if channel == "http")
    assert (request["method"], request["path"], response["status"]) == ("PUT", f"/v2/images/{image}/file", 204)
    assert "look like" not in str(told.events)


@pytest.mark.parametrize("json", [None, 7, [], {}, {"id": 7}, {"id": ["i1"]}])
def test_whatever_is_answered_what_is_not_known_is_left_out(json):
    side = Side("/v2/images/i1", json, lambda _name: None)
    assert SHOW_IMAGE.response(side) == {}
    assert IMAGE_FILE.request(side) == SHOW_IMAGE.request(side) == {"image_id": "i1"}
