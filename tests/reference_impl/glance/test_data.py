"""The data of images."""

import hashlib
import io
import json

import pytest

from reference_impl.glance.data import IN_MEMORY, take_in
from reference_impl.http.serving import serve
from reference_impl.http.wsgi import call, environ_of

LONG = bytes(range(251)) * (2 * IN_MEMORY // 251)  # more than is kept in memory, and no multiple of a piece


@pytest.mark.parametrize("data", [b"", b"x", LONG[:IN_MEMORY], LONG[: IN_MEMORY + 1], LONG])
def test_what_is_uploaded_is_downloaded(ask, data):
    image = ask.image()
    assert ask.upload(image, data).status == 204
    shown = ask.show(image)
    assert (shown["status"], shown["size"]) == ("active", len(data))
    assert shown["checksum"] == hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert (shown["os_hash_algo"], shown["os_hash_value"]) == ("sha512", hashlib.sha512(data).hexdigest())
    for _ in range(2):
        answer = ask.download(image)
        assert (answer.status, answer.raw) == (200, data)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-length"] == str(len(data))
        assert answer.headers["content-md5"] == shown["checksum"]


def test_an_image_without_data_has_nothing_to_give(ask):
    answer = ask.download(ask.image())
    assert (answer.status, answer.raw) == (204, b"")


def test_data_are_uploaded_once(ask):
    image = ask.image()
    ask.upload(image, b"first")
    assert ask.upload(image, b"second").error == (
        409,
        "Image status transition from active to saving is not allowed",
    )
    assert ask.download(image).raw == b"first"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_data_are_octets(ask, kind):
    image = ask.image()
    assert ask.upload(image, b"{}", Content_Type=kind).error[0] == 415
    assert ask.show(image)["status"] == "queued"


def test_data_are_said_to_be_something(ask):
    image = ask.make(disk_format="raw")["id"]
    answer = ask.upload(image, b"x")
    assert answer.error == (400, "Properties container_format must be set prior to saving data.")
    assert ask.show(image)["status"] == "queued"


def test_data_that_break_off_are_none(ask):
    """Fewer bytes come than were said."""
    image = ask.image()
    headers = {"X-Auth-Token": ask.token, "Content-Type": "application/octet-stream", "Content-Length": "10"}
    environ = environ_of("PUT", "glance.test", f"/v2/images/{image}/file", "", headers, io.BytesIO(b"short"))
    assert call(ask.glance.app, environ).status == 400
    assert ask.show(image)["status"] == "queued"
    assert ask.upload(image, b"again").status == 204


@pytest.mark.parametrize("size", ["4", "6", "x", "-5"])
def test_data_of_another_size_than_was_said(ask, size):
    image = ask.image()
    assert ask.upload(image, b"12345", X_OpenStack_Image_Size=size).error[0] == 400
    assert ask.show(image)["status"] == "queued"


def test_data_of_the_size_that_was_said(ask):
    image = ask.image()
    assert ask.upload(image, b"12345", X_OpenStack_Image_Size="5").status == 204


def test_an_image_that_is_deleted_while_its_data_come_in(ask, glance):
    image = ask.image()

    def pieces():
        yield b"first"
        assert ask.show(image)["status"] == "saving"
        assert ask("DELETE", f"images/{image}").status == 204
        yield b"second"

    headers = {"X-Auth-Token": ask.token, "Content-Type": "application/octet-stream", "Content-Length": "11"}
    environ = environ_of("PUT", "glance.test", f"/v2/images/{image}/file", "", headers, _Stream(pieces()))
    assert call(ask.glance.app, environ).status == 410
    assert glance.images.all() == []


def test_data_whose_source_fails_leave_the_image_as_it_was(ask, glance):
    image = ask.image()

    def pieces():
        yield LONG
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        glance.images.upload(image, pieces())
    assert ask.show(image)["status"] == "queued"


def test_long_data_leave_no_file_when_nobody_has_them(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data = take_in([LONG])
    assert len(list(tmp_path.iterdir())) == 1
    with data.open() as reader:
        del data
        assert list(tmp_path.iterdir()) == []
        assert reader.read() == LONG


def test_deactivated_data_are_given_to_nobody_else(ask, admin):
    image = ask.image(visibility="community")
    ask.upload(image, b"x")
    assert ask("POST", f"images/{image}/actions/deactivate").status == 403
    assert admin("POST", f"images/{image}/actions/deactivate").status == 204
    assert ask.show(image)["status"] == "deactivated"
    assert ask.download(image).error[0] == 403
    assert admin("POST", f"images/{image}/actions/reactivate").status == 204
    assert ask.download(image).raw == b"x"


def test_an_image_without_data_cannot_be_deactivated(ask, admin):
    image = ask.image()
    assert admin("POST", f"images/{image}/actions/deactivate").error[0] == 403
    assert admin("POST", f"images/{image}/actions/explode").status == 404


def test_long_data_in_chunks_over_a_socket(ask):
    requests = pytest.importorskip("requests")
    image = ask.image()
    pieces = (LONG[start : start + 100_000] for start in range(0, len(LONG), 100_000))
    headers = {"X-Auth-Token": ask.token, "Content-Type": "application/octet-stream"}
    with serve(ask.glance.app) as serving, requests.Session() as session:
        session.trust_env = False
        url = f"{serving.url}/v2/images/{image}/file"
        assert session.put(url, data=pieces, headers=headers, timeout=30).status_code == 204
        assert session.get(url, headers=headers, timeout=30).content == LONG
        shown = session.get(url.removesuffix("/file"), headers=headers, timeout=30)
    assert json.loads(shown.content)["size"] == len(LONG)


class _Stream:
    """A body that comes piece by piece."""

    def __init__(self, pieces):
        self._pieces = pieces

    def read(self, _size):
        return next(self._pieces, b"")
