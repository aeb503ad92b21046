"""What the API says that it is."""

import json

from reference_impl.http.wsgi import call, environ_of


def _get(neutron, path):
    answer = call(neutron.app, environ_of("GET", "neutron.test:9696", path, "", {}, b""))
    return answer.status, json.loads(answer.body)


def test_its_version_is_open_to_all(neutron):
    status, body = _get(neutron, "/")
    assert status == 200
    link = {"rel": "self", "href": "http://neutron.test:9696/v2.0/"}
    assert body == {"versions": [{"id": "v2.0", "status": "CURRENT", "links": [link]}]}


def test_what_it_has_can_be_asked_for(neutron, ask):
    status, body = _get(neutron, "/v2.0/")
    assert status == 200
    paths = [each["links"][0]["href"].rpartition("/")[2] for each in body["resources"]]
    assert {ask("GET", path).status for path in paths} == {200}


def test_extensions(ask):
    aliases = {each["alias"] for each in ask.list("extensions")}
    assert {"security-group", "binding", "external-net"} <= aliases
    assert ask("GET", "extensions/binding").body["extension"]["alias"] == "binding"
    assert ask("GET", "extensions/router").error == (404, "ExtensionNotFound")


def test_of_floating_ips_and_routers_there_are_none(ask):
    assert ask.list("floatingips?port_id=p1") == ask.list("routers") == []
    assert ask("POST", "floatingips", {"floatingip": {}}).status == 405
