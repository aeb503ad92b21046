"""Lists of images."""

import pytest


@pytest.fixture
def three(ask, clock):
    """`a`, `b` and `c`, a second apart: of 1, 30 and no bytes."""
    for name, data in (("a", b"x"), ("b", b"x" * 30), ("c", None)):
        image = ask.image(name=name, tags=[name, "all"], min_disk=len(data or b""))
        if data:
            ask.upload(image, data)
        clock.at += 1


def test_the_newest_stands_first(ask, three):
    assert ask.list() == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("sort=name:asc", "abc"),
        ("sort=name", "cba"),
        ("sort=disk_format:asc,name:desc", "cba"),
        ("sort=size:desc", "bac"),
        ("sort=size:asc", "cab"),
        ("sort_key=name&sort_dir=asc", "abc"),
        ("sort_key=status&sort_dir=asc&sort_key=name&sort_dir=desc", "bac"),
        ("sort_key=created_at&sort_dir=asc", "abc"),
        ("sort_key=updated_at", "cba"),
    ],
)
def test_orders(ask, three, query, names):
    assert ask.list(query) == list(names)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=a", "a"),
        ("name=in:a,c", "ca"),
        ("status=queued", "c"),
        ("size_min=2", "b"),
        ("size_max=1", "ca"),
        ("tag=all&tag=b", "b"),
        ("min_disk=30", "b"),
        ("protected=False", "cba"),
        ("protected=true", ""),
        ("owner=ours", "cba"),
        ("os_distro=debian", ""),
    ],
)
def test_filters(ask, three, query, names):
    assert ask.list(query) == list(names)


def test_a_page_at_a_time(ask, three):
    first = ask("GET", "images?limit=2&sort=name:asc").body
    assert [each["name"] for each in first["images"]] == ["a", "b"]
    second = ask("GET", first["next"].removeprefix("/v2/")).body
    assert [each["name"] for each in second["images"]] == ["c"]
    assert "next" not in second
    again = ask("GET", second["first"].removeprefix("/v2/")).body
    assert again["images"] == first["images"]
    assert ask.list("limit=0") == []


def test_25_at_a_time_unless_told_otherwise(ask):
    for _ in range(26):
        ask.make(name="n")
    assert len(ask.list()) == 25
    assert len(ask.list("limit=1000000")) == 26


@pytest.mark.parametrize(
    "query",
    [
        "limit=x", "limit=-1", "limit=", "limit=²", f"limit={'9' * 5000}", "marker=x", "sort=colour", "sort=name:up",
        "sort_key=tags", "sort_dir=up&sort_key=name", "visibility=secret", "size_min=x", "size_max=-1",
    ],
)  # fmt: skip
def test_what_cannot_be_listed(ask, three, query):
    assert ask("GET", f"images?{query}").error[0] == 400


def test_hidden_images_are_listed_where_they_are_asked_for(ask):
    image = ask.make(name="old", os_hidden=True)["id"]
    assert ask.list() == []
    assert ask.list("os_hidden=true") == ["old"]
    assert ask.show(image)["os_hidden"] is True
