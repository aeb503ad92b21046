"""Security groups and their rules."""

import pytest


def test_every_project_has_a_group_called_default(ask, stranger):
    ours, theirs = ask.list("security-groups"), stranger.list("security-groups")
    assert [each["name"] for each in ours] == ["default"]
    assert ours != theirs
    assert ask.list("security-groups") == ours
    said = {(each["direction"], each["ethertype"], each["remote_group_id"]) for each in ours[0]["security_group_rules"]}
    group = ours[0]["id"]
    assert said == {
        ("egress", "IPv4", None),
        ("egress", "IPv6", None),
        ("ingress", "IPv4", group),
        ("ingress", "IPv6", group),
    }


def test_the_group_default_stays_and_there_is_one(ask):
    default = ask.list("security-groups")[0]["id"]
    assert ask("DELETE", f"security-groups/{default}").error == (409, "SecurityGroupCannotRemoveDefault")
    answer = ask("POST", "security-groups", {"security_group": {"name": "default"}})
    assert answer.error == (409, "SecurityGroupDefaultAlreadyExists")


def test_a_group_is_made_changed_and_deleted(ask):
    group = ask.make("security_group", name="web", description="d")
    assert len(group["security_group_rules"]) == 2
    path = f"security-groups/{group['id']}"
    assert ask("PUT", path, {"security_group": {"name": "www"}}).body["security_group"]["name"] == "www"
    assert ask("DELETE", path).status == 204
    assert ask("GET", path).error == (404, "SecurityGroupNotFound")


def test_rules_are_made_once_and_deleted(ask):
    group = ask.make("security_group", name="web")["id"]
    wanted = {"security_group_id": group, "direction": "ingress", "protocol": "tcp", "port_range_min": 80}
    rule = ask.make("security_group_rule", **wanted, port_range_max=80)
    again = ask("POST", "security-group-rules", {"security_group_rule": {**wanted, "port_range_max": 80}})
    assert again.error == (409, "SecurityGroupRuleExists")
    assert rule in ask("GET", f"security-groups/{group}").body["security_group"]["security_group_rules"]
    assert ask.list(f"security-group-rules?security_group_id={group}&direction=ingress") == [rule]
    assert ask("DELETE", f"security-group-rules/{rule['id']}").status == 204
    assert ask("GET", f"security-group-rules/{rule['id']}").error == (404, "SecurityGroupRuleNotFound")


def test_rules_of_another_projects_group_are_not_there(ask, stranger):
    group = ask.list("security-groups")[0]
    rule = group["security_group_rules"][0]["id"]
    assert stranger("DELETE", f"security-group-rules/{rule}").error == (404, "SecurityGroupRuleNotFound")
    wanted = {"security_group_id": group["id"], "direction": "ingress"}
    answer = stranger("POST", "security-group-rules", {"security_group_rule": wanted})
    assert answer.error == (404, "SecurityGroupNotFound")


def test_a_rule_is_not_changed(ask):
    rule = ask.list("security-groups")[0]["security_group_rules"][0]["id"]
    assert ask("PUT", f"security-group-rules/{rule}", {"security_group_rule": {}}).status == 405


@pytest.mark.parametrize(
    ("attributes", "error"),
    [
        ({"port_range_min": 9, "port_range_max": 8}, (400, "SecurityGroupInvalidPortRange")),
        ({"port_range_min": 65536}, (400, "HTTPBadRequest")),
        ({"remote_ip_prefix": "everywhere"}, (400, "HTTPBadRequest")),
        ({"direction": "sideways"}, (400, "HTTPBadRequest")),
        ({"remote_group_id": "11111111-1111-1111-1111-111111111111"}, (404, "SecurityGroupNotFound")),
    ],
)
def test_rules_that_make_no_sense(ask, attributes, error):
    group = ask.list("security-groups")[0]
    wanted = {"security_group_id": group["id"], "direction": "ingress", **attributes}
    assert ask("POST", "security-group-rules", {"security_group_rule": wanted}).error == error
    assert ask.list("security-groups") == [group]
