"""Who sees what, and who may do what."""

import pytest


def test_another_projects_things_are_not_there(ask, stranger):
    network = ask.network("10.0.0.0/24")
    port = ask.make("port", network_id=network)["id"]
    subnet = ask.list("subnets")[0]["id"]
    group = ask.list("security-groups")[0]["id"]
    for kind, thing, error in (
        ("network", network, "NetworkNotFound"),
        ("subnet", subnet, "SubnetNotFound"),
        ("port", port, "PortNotFound"),
        ("security-group", group, "SecurityGroupNotFound"),
    ):
        path = f"{kind}s/{thing}"
        assert stranger("GET", path).error == (404, error)
        assert stranger("PUT", path, {kind.replace("-", "_"): {"name": "mine"}}).error == (404, error)
        assert stranger("DELETE", path).error == (404, error)
        assert thing not in [each["id"] for each in stranger.list(f"{kind}s")]


def test_an_administrator_sees_all(ask, admin):
    network = ask.network("10.0.0.0/24")
    port = ask.make("port", network_id=network)["id"]
    assert [each["id"] for each in admin.list("networks")] == [network]
    assert [each["id"] for each in admin.list("ports")] == [port]
    assert admin("DELETE", f"ports/{port}").status == 204


def test_ports_and_subnets_on_another_projects_network_are_refused(ask, stranger):
    network = ask.network("10.0.0.0/24")
    assert stranger("POST", "ports", {"port": {"network_id": network}}).error == (404, "NetworkNotFound")
    subnet = {"network_id": network, "cidr": "10.0.1.0/24", "ip_version": 4}
    assert stranger("POST", "subnets", {"subnet": subnet}).error == (404, "NetworkNotFound")
    assert ask.list("ports") == []
    assert len(ask.list("subnets")) == 1


def test_a_shared_network_is_used_by_all_and_changed_by_its_owner(admin, ask):
    network = admin.network("10.0.0.0/24", shared=True)
    assert [each["id"] for each in ask.list("networks?shared=True")] == [network]
    assert len(ask.list("subnets")) == 1
    port = ask.make("port", network_id=network)
    assert port["project_id"] == "ours"
    assert ask("PUT", f"networks/{network}", {"network": {"name": "x"}}).error == (403, "PolicyNotAuthorized")
    assert ask("DELETE", f"networks/{network}").error == (403, "PolicyNotAuthorized")
    subnet = {"network_id": network, "cidr": "10.0.1.0/24", "ip_version": 4}
    assert ask("POST", "subnets", {"subnet": subnet}).error == (403, "PolicyNotAuthorized")


def test_an_external_network_is_seen_by_all_its_subnets_are_not(admin, ask):
    network = admin.network("203.0.113.0/24", **{"router:external": True})
    assert [each["id"] for each in ask.list("networks?router:external=true")] == [network]
    assert ask.list("subnets") == []


def test_the_owner_of_a_network_sees_the_ports_on_it(ask, admin):
    network = ask.network("10.0.0.0/24")
    port = admin.make("port", network_id=network, project_id="theirs")
    assert [each["id"] for each in ask.list("ports")] == [port["id"]]
    assert ask("DELETE", f"ports/{port['id']}").status == 204


@pytest.mark.parametrize("name", ["shared", "router:external"])
def test_what_only_administrators_may_ask_for(ask, name):
    assert ask("POST", "networks", {"network": {name: True}}).error == (403, "PolicyNotAuthorized")
    assert ask.list("networks") == []
    network = ask.network(**{name: False})
    assert ask("PUT", f"networks/{network}", {"network": {name: True}}).error == (403, "PolicyNotAuthorized")
    assert ask("GET", f"networks/{network}").body["network"][name] is False


def test_only_administrators_make_things_for_others(ask, admin):
    answer = ask("POST", "networks", {"network": {"tenant_id": "theirs"}})
    assert answer.error == (400, "HTTPBadRequest")
    assert ask.make("network", tenant_id="ours")["project_id"] == "ours"
    assert admin.make("network", project_id="theirs")["tenant_id"] == "theirs"


def test_a_token_without_project_makes_nothing_and_sees_what_is_shared(ask, admin):
    unscoped = ask.as_(":member")
    assert unscoped("POST", "networks", {"network": {}}).error == (403, "PolicyNotAuthorized")
    shared = admin.network(shared=True)
    ask.network()
    assert [each["id"] for each in unscoped.list("networks")] == [shared]
    assert unscoped.list("security-groups") == []


def test_without_token_nothing_is_answered_but_what_the_api_is(ask):
    nobody = ask.as_("")
    assert nobody("GET", "networks").error == (401, "HTTPUnauthorized")
    assert nobody("GET", "").status == 200
