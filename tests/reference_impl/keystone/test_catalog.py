"""Services and their endpoints, in the catalog and over REST; and which versions of the API there are."""

import pytest

from reference_impl.keystone.identity import NotThere


def test_urls_are_those_of_the_project(ann, keystone):
    project = keystone.identity.projects.named("ours").id
    catalog = {each["type"]: each for each in ann.list("auth/catalog")}
    assert {each["url"] for each in catalog["block-storage"]["endpoints"]} == {f"http://cinder.test/v3/{project}"}
    compute = catalog["compute"]
    assert compute["name"] == "nova"
    assert [each["interface"] for each in compute["endpoints"]] == ["public", "internal", "admin"]
    assert {(each["url"], each["region"], each["region_id"]) for each in compute["endpoints"]} == {
        ("http://nova.test/v2.1", "RegionOne", "RegionOne")
    }


def test_a_url_that_wants_a_project_is_shown_only_with_one(keystone):
    assert [each["type"] for each in keystone.catalog.shown_to(None)] == ["compute"]


def test_a_type_that_is_added_again_is_replaced(keystone):
    keystone.catalog.add("compute", "nova", "http://elsewhere.test/v2.1")
    (compute,) = (each for each in keystone.catalog.shown_to("p") if each["type"] == "compute")
    assert {each["url"] for each in compute["endpoints"]} == {"http://elsewhere.test/v2.1"}
    assert len(keystone.catalog.endpoints) == 6


def test_a_service_and_its_endpoint_over_rest(root, ann):
    service = root.make("service", type="image", name="glance")
    assert service["enabled"] is True
    endpoint = root.make(
        "endpoint", service_id=service["id"], interface="public", url="http://glance.test", region_id="R"
    )
    assert endpoint["region"] == endpoint["region_id"] == "R"
    assert [each["type"] for each in ann.list("auth/catalog")] == ["compute", "block-storage", "image"]
    assert root.list("services?type=image") == [service]
    assert root.list(f"endpoints?service_id={service['id']}&interface=public&region_id=R") == [endpoint]
    moved = root("PATCH", f"/v3/endpoints/{endpoint['id']}", {"endpoint": {"url": "http://g.test"}}).body["endpoint"]
    assert moved == {**endpoint, "url": "http://g.test"}
    off = root("PATCH", f"/v3/services/{service['id']}", {"service": {"enabled": False}}).body["service"]
    assert off == {**service, "enabled": False}
    assert len(ann.list("auth/catalog")) == 2
    assert root("DELETE", f"/v3/services/{service['id']}").status == 204
    for where, kind in ((f"services/{service['id']}", "service"), (f"endpoints/{endpoint['id']}", "endpoint")):
        for method in ("GET", "DELETE"):
            assert root(method, f"/v3/{where}").error == (404, f"Could not find {kind}: {where.partition('/')[2]}.")


def test_a_disabled_endpoint_is_in_no_catalog(root, ann):
    service = root.make("service", type="image")
    endpoint = root.make("endpoint", service_id=service["id"], interface="public", url="http://g.test", enabled=False)
    assert len(ann.list("auth/catalog")) == 2
    assert root("DELETE", f"/v3/endpoints/{endpoint['id']}").status == 204


@pytest.mark.parametrize(
    ("endpoint", "status"),
    [
        ({"interface": "public", "url": "http://x.test"}, 400),
        ({"service_id": "s", "interface": "private", "url": "http://x.test"}, 400),
        ({"service_id": "s", "interface": "public"}, 400),
        ({"service_id": "s", "interface": "public", "url": 7}, 400),
        ({"service_id": "s", "interface": "public", "url": "http://x.test"}, 404),
    ],
)
def test_an_endpoint_that_says_too_little_is_refused(root, keystone, endpoint, status):
    assert root("POST", "/v3/endpoints", {"endpoint": endpoint}).error[0] == status
    assert len(keystone.catalog.endpoints) == 6


def test_an_endpoint_stays_with_a_service_that_there_is(root, keystone):
    endpoint = next(iter(keystone.catalog.endpoints))
    assert root("PATCH", f"/v3/endpoints/{endpoint}", {"endpoint": {"service_id": "x"}}).error[0] == 404
    with pytest.raises(NotThere, match="endpoint: x"):
        keystone.catalog.change_endpoint("x")
    with pytest.raises(NotThere, match="service: x"):
        keystone.catalog.change_service("x")


def test_there_is_one_region(ann):
    (region,) = ann.list("regions")
    assert region["id"] == "RegionOne"
    assert ann("GET", "/v3/regions/RegionOne").body == {"region": region}
    assert ann("GET", "/v3/regions/elsewhere").error == (404, "Could not find region: elsewhere.")


def test_anybody_may_ask_which_versions_there_are(stranger):
    root, v3 = stranger("GET", "/"), stranger("GET", "/v3/")
    assert root.status == 300
    assert v3.status == 200
    assert root.body == {"versions": {"values": [v3.body["version"]]}}
    assert v3.body["version"]["id"].startswith("v3.")
    assert v3.body["version"]["status"] == "stable"
    assert v3.body["version"]["links"] == [{"rel": "self", "href": "http://keystone.test/v3/"}]


def test_what_there_is_not_and_methods_that_there_are_not(root):
    assert root("GET", "/v3/dragons").error == (404, "The resource could not be found.")
    assert root("PUT", "/v3/users").error == (405, "The method is not allowed for this resource.")
