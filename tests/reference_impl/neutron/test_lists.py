"""Lists: picked, sorted, cut, and only some of each."""

from urllib.parse import parse_qs, urlsplit

import pytest


@pytest.fixture
def networks(ask):
    return [ask.make("network", name=name)["id"] for name in ("b", "a", "c")]


def _ids(things):
    return [each["id"] for each in things]


def test_the_oldest_first(ask, networks):
    assert _ids(ask.list("networks")) == networks


def test_picked_by_name_and_by_ids(ask, networks):
    assert _ids(ask.list("networks?name=a")) == [networks[1]]
    assert _ids(ask.list(f"networks?id={networks[0]}&id={networks[2]}")) == [networks[0], networks[2]]
    assert ask.list(f"networks?name=a&id={networks[0]}") == []
    assert ask.list("networks?name=") == []


def test_picked_by_flags_and_project(ask, networks):
    assert len(ask.list("networks?admin_state_up=True&tenant_id=ours&shared=False&router:external=0")) == 3
    assert ask.list("networks?shared=true") == []
    assert ask.list("networks?project_id=theirs") == []


def test_ports_picked_by_device_network_and_address(ask):
    network = ask.network("10.0.0.0/24")
    one, two = (ask.make("port", network_id=network, device_id=device)["id"] for device in ("i1", "i2"))
    assert _ids(ask.list("ports?device_id=i1")) == [one]
    assert _ids(ask.list(f"ports?network_id={network}&device_id=i1&device_id=i2")) == [one, two]
    assert _ids(ask.list("ports?fixed_ips=ip_address%3D10.0.0.3")) == [two]
    assert _ids(ask.list("ports?status=DOWN")) == [one, two]


def test_only_some_of_each(ask, networks):
    assert ask.list("networks?fields=id&fields=name&name=a") == [{"id": networks[1], "name": "a"}]
    assert ask("GET", f"networks/{networks[0]}?fields=name").body == {"network": {"name": "b"}}


def test_sorted(ask, networks):
    assert [each["name"] for each in ask.list("networks?sort_key=name")] == ["a", "b", "c"]
    assert [each["name"] for each in ask.list("networks?sort_key=name&sort_dir=desc")] == ["c", "b", "a"]
    both = ask.list("networks?sort_key=tenant_id&sort_dir=asc&sort_key=name&sort_dir=desc")
    assert [each["name"] for each in both] == ["c", "b", "a"]


def test_what_is_missing_or_false_is_sorted_before_what_is_there(ask):
    network = ask.network()
    for cidr, gateway in (("10.0.0.0/24", "10.0.0.1"), ("10.0.1.0/24", None)):
        ask.make("subnet", network_id=network, cidr=cidr, ip_version=4, gateway_ip=gateway)
    assert [each["gateway_ip"] for each in ask.list("subnets?sort_key=gateway_ip")] == [None, "10.0.0.1"]
    ask.network(admin_state_up=False)
    assert [each["admin_state_up"] for each in ask.list("networks?sort_key=admin_state_up")] == [False, True]


def test_page_by_page(ask, networks):
    seen, query = [], "limit=2"
    while query:
        body = ask("GET", f"networks?{query}").body
        seen += _ids(body["networks"])
        links = body.get("networks_links", [])
        query = urlsplit(links[0]["href"]).query if links else ""
        assert not query or parse_qs(query)["marker"] == [seen[-1]]
    assert seen == networks


@pytest.mark.parametrize(
    "query", ["colour=red", "limit=x", "limit=-1", "sort_key=subnets", "sort_key=colour", "sort_key=name&sort_dir=up"]
)
def test_what_cannot_be_asked_for(ask, networks, query):
    assert ask("GET", f"networks?{query}").error == (400, "HTTPBadRequest")


def test_a_marker_that_is_not_there(ask, networks):
    assert ask("GET", "networks?marker=x").status == 404
