"""nova's database keeps what it is told, and tells what was read and written, by whom and for which request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from reference_impl.context import Context
from reference_impl.nova.database import ComputeNode, Database, Flavor, Instance, NotFound, open_database

CTX = Context("req-1", token="secret", serving="x1")
SMALL = Flavor("f1", "m1.small", vcpus=1, memory_mb=512, disk_gb=10)
HOST = ComputeNode("h1", vcpus=4, memory_mb=4096, disk_gb=100)
INSTANCE = Instance(
    "i1",
    "web",
    "p1",
    "u1",
    "f1",
    "img1",
    "building",
    "scheduling",
    "nostate",
    1.0,
    networks=("n1", "n2"),
    volumes=("v1",),
)


class Told(list[dict[str, Any]]):
    def __call__(self, channel: str, kind: str, **fields: Any) -> None:
        self.append({"what": f"{channel}.{kind}", **fields})


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def database(told: Told) -> Iterator[Database]:
    database = open_database(observe=told)
    database.add_flavor(SMALL)
    database.add_host(HOST)
    yield database
    database.close()


def test_a_flavor_is_read_with_its_size(database: Database, told: Told) -> None:
    assert database.flavor(CTX, "nova-api", "f1") == SMALL
    [event] = told
    assert (event["what"], event["table"], event["source"], event["cause"]) == ("db.read", "flavors", "nova-api", "x1")
    assert event["facts"] == {"flavor_id": "f1", "vcpus": 1, "memory_mb": 512, "disk_gb": 10}


def test_what_is_not_there_is_named(database: Database) -> None:
    with pytest.raises(NotFound, match="flavor f9"):
        database.flavor(CTX, "nova-api", "f9")
    with pytest.raises(NotFound, match="instance i9"):
        database.instance(CTX, "nova-api", "i9")
    with pytest.raises(NotFound, match="host h9"):
        database.claim(CTX, "nova-compute", "h9", SMALL)


def test_what_is_not_there_is_not_told(database: Database, told: Told) -> None:
    with pytest.raises(NotFound):
        database.claim(CTX, "nova-compute", "h9", SMALL)
    assert told == []


def test_an_instance_comes_back_as_it_was_entered(database: Database) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    assert database.instance(CTX, "nova-conductor", "i1") == INSTANCE


def test_an_entry_is_told_before_the_state_it_brings(database: Database, told: Told) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    assert [(e["what"], e.get("operation")) for e in told] == [("db.write", "insert"), ("state.change", None)]
    assert told[1]["task_state"] == "scheduling"


def test_a_change_of_state_is_told_once_and_no_other_change(database: Database, told: Told) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    told.clear()
    database.update_instance(CTX, "nova-scheduler", "i1", host="h1")
    database.update_instance(CTX, "nova-conductor", "i1", task_state="networking")
    assert [e["what"] for e in told] == ["db.write", "db.write", "state.change"]
    assert told[0]["facts"] == {"host": "h1"}
    assert told[2]["task_state"] == "networking"


def test_lists_are_kept(database: Database) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    changed = database.update_instance(CTX, "nova-conductor", "i1", addresses=("10.0.0.5",))
    assert changed == replace(INSTANCE, addresses=("10.0.0.5",))


def test_a_claim_takes_and_gives_back(database: Database) -> None:
    database.claim(CTX, "nova-compute", "h1", SMALL)
    [claimed] = database.hosts(CTX, "nova-scheduler")
    assert (claimed.free_vcpus, claimed.free_memory_mb, claimed.free_disk_gb) == (3, 3584, 90)
    database.claim(CTX, "nova-compute", "h1", SMALL, give_back=True)
    assert database.hosts(CTX, "nova-scheduler") == [HOST]


def test_a_quota_is_what_was_set_last(database: Database) -> None:
    assert database.quota(CTX, "nova-api", "p1") is None
    database.set_quota("p1", 3)
    database.set_quota("p1", 2)
    assert database.quota(CTX, "nova-api", "p1") == 2


def test_instances_are_counted_and_listed_by_project(database: Database) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    database.add_instance(CTX, "nova-api", replace(INSTANCE, id="i2", project_id="p2"))
    assert database.count("p1") == 1
    assert [instance.id for instance in database.instances("p2")] == ["i2"]
    database.delete_instance(CTX, "nova-api", "i1")
    assert database.count("p1") == 0


def test_a_disabled_host_says_so(database: Database) -> None:
    database.enable_host("h1", enabled=False)
    assert [node.enabled for node in database.hosts(CTX, "nova-scheduler")] == [False]


def test_flavors_are_listed_by_name(database: Database) -> None:
    database.add_flavor(replace(SMALL, id="f2", name="a1.tiny"))
    assert [flavor.id for flavor in database.flavors()] == ["f2", "f1"]


def test_two_databases_in_memory_share_nothing(database: Database) -> None:
    other = open_database()
    assert other.flavors() == []
    other.close()


def test_a_database_in_a_file_is_there_the_next_time(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path / 'nova.db'}"
    first = open_database(url)
    first.add_flavor(SMALL)
    first.close()
    second = open_database(url)
    assert second.flavors() == [SMALL]
    second.close()


def test_no_token_is_told(database: Database, told: Told) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    assert "secret" not in repr(told)
