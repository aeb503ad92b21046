"""What cannot be read or makes no sense is refused as glance does, and changes nothing."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PATCH = "application/openstack-images-v2.1-json-patch"
WORDS = st.sampled_from([
    "op", "path", "value", "add", "replace", "remove", "/name", "/tags", "/visibility", "/min_disk", "/os_hidden",
    "/colour", "/", "name", "tags", "visibility", "private", "community", "min_disk", "min_ram", "protected",
    "os_hidden", "disk_format", "raw", "container_format", "bare", "owner", "ours", "id", "colour", "size", "status",
])  # fmt: skip
HUGE = st.just(10**30)  # more than JSON encoders take
LEAVES = st.none() | st.booleans() | st.integers() | HUGE | st.floats(allow_nan=False) | st.text(max_size=5) | WORDS
JSON = st.recursive(
    LEAVES, lambda each: st.lists(each, max_size=3) | st.dictionaries(WORDS, each, max_size=5), max_leaves=15
)
VALUES = st.sampled_from(["", "0", "-1", "²", "9" * 5000, "x", "in:", "in:a,b", "asc", "name:asc", "true", "%00", ","])
quickly = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("raw", [b"{", b"\xff", b"[" * 5000, b'"image"', b"7", b"null", b"[]", b'{"name": "\\ud800"}'])
def test_bodies_that_are_no_image(ask, raw):
    assert ask("POST", "images", raw=raw).error[0] == 400
    assert ask.list() == []


@pytest.mark.parametrize(
    "attributes",
    [
        {"name": 7},
        {"name": "n" * 256},
        {"visibility": None},
        {"visibility": "secret"},
        {"disk_format": "floppy"},
        {"container_format": 7},
        {"min_disk": "1"},
        {"min_disk": -1},
        {"min_disk": None},
        {"min_ram": 2**31},
        {"min_ram": 10**30},
        {"min_ram": 1.5},
        {"protected": "yes"},
        {"os_hidden": None},
        {"tags": "a"},
        {"tags": [7]},
        {"tags": ["t" * 256]},
        {"id": "x"},
        {"os_distro": 7},
        {"os_distro": None},
        {"os_distro": {"name": "debian"}},
    ],
)
def test_attributes_that_are_not_what_they_should_be(ask, attributes):
    answer = ask("POST", "images", attributes)
    assert answer.error[0] == 400
    assert len(answer.error[1]) < 300
    assert ask.list() == []
    (name, value), before = next(iter(attributes.items())), ask.make(os_distro="debian")
    changed = ask.patch(before["id"], {"op": "replace", "path": f"/{name}", "value": value})
    assert changed.error[0] == (403 if name == "id" else 400)
    assert ask.show(before["id"]) == before


@pytest.mark.parametrize("name", ["status", "size", "checksum", "created_at", "file", "self", "schema", "locations"])
def test_what_nobody_may_set(ask, name):
    assert ask("POST", "images", {name: "x"}).error[0] == 403
    assert ask.list() == []


@pytest.mark.parametrize(
    "operation",
    [
        None,
        7,
        "add",
        {},
        {"op": "add"},
        {"op": "add", "value": 1},
        {"op": "add", "path": "/name"},
        {"op": "add", "path": "name", "value": "x"},
        {"op": "add", "path": "/", "value": "x"},
        {"op": "add", "path": "/a/b", "value": "x"},
        {"op": "add", "path": "/a~2", "value": "x"},
        {"op": "add", "path": 7, "value": "x"},
        {"op": "move", "path": "/name", "from": "/id"},
        {"op": ["add"], "path": "/name", "value": "x"},
    ],
)
def test_operations_that_are_none(ask, operation):
    before = ask.make(name="n")
    assert ask.patch(before["id"], operation).error[0] == 400
    assert ask.show(before["id"]) == before


def test_a_patch_that_is_called_something_else(ask):
    image = ask.make()["id"]
    assert ask("PATCH", f"images/{image}", []).error[0] == 415


@pytest.mark.parametrize("path", ["x", "%00", "a%2Fb", "..", "ä", "11111111-1111-1111-1111-111111111111"])
@pytest.mark.parametrize("method", ["GET", "DELETE", "PATCH"])
def test_ids_that_are_nobodys(ask, path, method):
    assert ask(method, f"images/{path}", []).status == 404


def test_methods_and_paths_that_are_none(ask):
    assert ask("PUT", "images", {}).error[0] == 405
    assert ask("POST", "images/x", {}).status == 405
    assert ask("GET", "planets").error[0] == 404


def test_a_body_that_is_too_long(ask):
    assert ask("POST", "images", raw=b" " * 200_000).error[0] == 413


@quickly
@given(JSON)
def test_what_is_refused_has_made_nothing(ask, glance, body):
    before = len(glance.images.all())
    answer = ask("POST", "images", body)
    assert answer.status in (201, 400, 403, 409)
    assert len(glance.images.all()) == before + (answer.status == 201)
    if answer.status == 201:
        assert ask.show(answer.body["id"]) == answer.body


@quickly
@given(st.lists(st.fixed_dictionaries({"op": WORDS, "path": WORDS, "value": JSON}) | JSON, max_size=3) | JSON)
def test_what_is_refused_has_changed_nothing(ask, operations):
    before = ask.make(name="n", colour="red")
    answer = ask("PATCH", f"images/{before['id']}", operations, Content_Type=PATCH)
    assert answer.status in (200, 400, 403, 409)
    assert ask.show(before["id"]) == (answer.body if answer.status == 200 else before)


@quickly
@given(
    st.dictionaries(
        st.sampled_from(["limit", "marker", "sort", "sort_key", "sort_dir", "name", "size_min", "tag", "os_hidden"]),
        VALUES,
    )
)
def test_any_list_is_a_list_or_refused(ask, query):
    ask.make(name="n", tags=["t"])
    answer = ask("GET", "images?" + "&".join(f"{name}={value}" for name, value in query.items()))
    assert answer.status in (200, 400)
    assert json.loads(answer.raw)
