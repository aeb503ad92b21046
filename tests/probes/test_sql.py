"""What statements show: those of a current nova, shortened, and whatever else a log may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes._sql_text import read_statement
from pytest_cloudflow.probes.sql import Logged, Statements

FLAVOR = (
    "SELECT anon_1.flavors_id AS anon_1_flavors_id, flavor_extra_specs_1.`key` AS flavor_extra_specs_1_key \n"
    "FROM (SELECT flavors.id AS flavors_id, flavors.flavorid AS flavors_flavorid \nFROM flavors \n"
    "WHERE (flavors.is_public = true OR (EXISTS (SELECT 1 \nFROM flavor_projects \nWHERE flavors.id = "
    "flavor_projects.flavor_id AND flavor_projects.project_id = 'p'))) AND flavors.flavorid = 'f1' \n LIMIT 1) "
    "AS anon_1 LEFT OUTER JOIN flavor_extra_specs AS flavor_extra_specs_1 "
    "ON anon_1.flavors_id = flavor_extra_specs_1.flavor_id"
)
INSTANCE = (
    "INSERT INTO instances (user_id, project_id, image_ref, key_data, power_state, vm_state, memory_mb, vcpus, "
    "root_gb, host, user_data, uuid, created_at) VALUES ('u', 'p', 'i', 'ssh-rsa secret', 0, 'building', "
    "64, 1, 2, NULL, 'it''s \\'secret\\', (', 's1', now())"
)
BUILD = (
    "INSERT INTO build_requests (instance_uuid, project_id, instance, tags) VALUES ('s1', 'p', "
    '\'{\\"nova_object.name\\": \\"Instance\\", \\"nova_object.data\\": {\\"uuid\\": \\"s1\\", '
    '\\"image_ref\\": \\"i\\", \\"admin_pass\\": \\"secret\\", \\"flavor\\": {\\"nova_object.name\\": \\"Flavor\\", '
    '\\"nova_object.data\\": {\\"flavorid\\": \\"f1\\", \\"memory_mb\\": 64}}}}\', NULL)'
)
HOST = (
    "UPDATE instances SET id=last_insert_id(instances.id), host='h1', node='n1' WHERE instances.deleted = 0 AND "
    "instances.project_id = 'p' AND instances.uuid = 's1'"
)
ACTION = (
    "SELECT instance_actions.id FROM instance_actions WHERE instance_actions.deleted = 0 AND "
    "instance_actions.instance_uuid = 's1' AND instance_actions.request_id = 'req-1' LIMIT 1"
)


def seen(sql, user="nova_api", *, mariadb=True, **parameters):
    values = {f"${name[1:]}": value for name, value in parameters.items()}
    return Statements(Components(), mariadb=mariadb).see(Logged(1.0, user, sql, values))


def event(sql, user="nova_api", **given):
    (only,) = seen(sql, user, **given)
    return only.event


def test_a_flavor_is_looked_up_by_its_id():
    found = event(FLAVOR)
    assert (found.channel, found.kind, found.table, found.operation) == ("db", "read", "flavors", "select")
    assert (found.source, found.target, found.facts.flavor_id) == ("nova-api", "nova-database", "f1")
    assert found.facts.project_id is UNSET  # that is another table's


def test_an_instance_is_entered():
    found = event(INSTANCE, "nova_conductor")
    assert (found.kind, found.operation, found.instance_id) == ("write", "insert", "s1")
    facts = found.facts
    assert (facts.project_id, facts.user_id, facts.image_id) == ("p", "u", "i")
    assert (facts.memory_mb, facts.vcpus, facts.disk_gb, facts.host) == (64, 1, 2, UNSET)


def test_a_build_request_holds_the_instance_as_it_is_to_be():
    facts = event(BUILD).facts
    assert (facts.project_id, facts.image_id, facts.flavor_id, facts.memory_mb) == ("p", "i", "f1", 64)


def test_an_instance_is_given_its_host():
    found = event(HOST, "nova_conductor")
    assert (found.operation, found.instance_id, found.facts.host) == ("update", "s1", "h1")


def test_a_request_id_that_is_shown_is_what_its_actor_acts_under():
    (found,) = seen(ACTION, "nova_conductor")
    assert (found.acts_under, found.event.request_id, found.event.instance_id) == (("req-1",), "req-1", "s1")
    assert (found.actor, found.by_time) == ("nova_conductor", True)


@pytest.mark.parametrize("sql", [FLAVOR, INSTANCE, BUILD, HOST, ACTION])
def test_no_secret_leaves(sql):
    assert "secret" not in repr(seen(sql))


@pytest.mark.parametrize(
    ("sql", "kind", "table", "operation"),
    [
        ("DELETE FROM build_requests WHERE build_requests.instance_uuid = 's1'", "write", "build_requests", "delete"),
        ('SELECT 1 FROM "instances" WHERE "instances"."uuid" = \'s1\'', "read", "instances", "select"),
        ("select 1 from nova_cell1.`instances` where `uuid` in ('s1')", "read", "instances", "select"),
        ("/* by hand */ SELECT 1 FROM instances", None, None, None),
        ("(SELECT 1 FROM instances WHERE uuid = 's1')", "read", "instances", "select"),
    ],
)
def test_names_may_be_written_in_many_ways(sql, kind, table, operation):
    found = [(each.event.kind, each.event.table, each.event.operation) for each in seen(sql)]
    assert found == ([(kind, table, operation)] if kind else [])


@pytest.mark.parametrize(
    "sql",
    [
        "ROLLBACK",
        "SET SESSION note = 'FROM instances'",
        "SELECT 'FROM instances'",
        "SELECT instances FROM other",
        "CREATE TABLE instances (uuid CHAR(36))",
        "INSERT INTO instance_faults (instance_uuid) VALUES ('s1')",
        "",
    ],
)
def test_the_rest_is_passed_over(sql):
    assert seen(sql) == []


def test_rows_that_are_inserted_at_once_are_events_of_their_own():
    sql = "INSERT INTO allocations (consumer_id, used) VALUES ('s1', 1),('s2', 2)"
    assert [each.event.instance_id for each in seen(sql, "placement")] == ["s1", "s2"]


def test_tables_that_are_joined_are_read_both():
    sql = (
        "SELECT 1 FROM instances JOIN instance_actions ON instances.uuid = instance_actions.instance_uuid "
        "WHERE instances.uuid = 's1'"
    )
    assert [(each.event.table, each.event.instance_id) for each in seen(sql)] == [
        ("instances", "s1"),
        ("instance_actions", UNSET),
    ]


def test_a_comparison_with_more_than_a_literal_shows_nothing():
    sql = "SELECT 1 FROM instances WHERE instances.uuid != 's1' AND instances.host = 'h' || 'x' AND uuid IN ('a', 'b')"
    found = event(sql)
    assert (found.instance_id, found.facts.host) == (UNSET, UNSET)


def test_the_databases_of_other_services_are_not_novas():
    sql = "SELECT quotas.id FROM quotas WHERE quotas.project_id = 'p'"
    assert event(sql, "neutron").target is UNSET
    assert event(sql, "nova_api").target == "nova-database"


def test_a_user_that_several_share_leaves_open_who_it_was():
    (found,) = seen(HOST, "nova")
    assert (found.event.source, found.actor, found.event.target) == (UNSET, None, "nova-database")


def test_postgresql_writes_texts_differently():
    plain = "SELECT 1 FROM instances WHERE instances.host = 'a\\' AND instances.uuid = 's1'"
    found = event(plain, mariadb=False)
    assert (found.facts.host, found.instance_id) == ("a\\", "s1")
    escaped = "UPDATE instances SET host=E'it\\'s' WHERE instances.uuid = 's1'::VARCHAR"
    found = event(escaped, mariadb=False)
    assert (found.facts.host, found.instance_id) == ("it's", "s1")


def test_values_may_have_been_sent_apart():
    sql = "INSERT INTO instances (uuid, host, vcpus) VALUES ($1::VARCHAR, $2, $3)"
    found = event(sql, mariadb=False, _1="s1", _2=None, _3="4")
    assert (found.instance_id, found.facts.host, found.facts.vcpus) == ("s1", UNSET, 4)


@given(st.text(alphabet="SELECT FROM instances WHERE uuid='\\\"`(),;$1=\n-/*E", max_size=200), st.booleans())
def test_anything_is_read_or_passed_over(sql, mariadb):
    Statements(Components(), mariadb=mariadb).see(Logged(1.0, "nova_api", f"SELECT {sql}"))
    read_statement(f"INSERT INTO instances {sql}", mariadb=mariadb)
    read_statement(f"UPDATE {sql}", mariadb=mariadb)
