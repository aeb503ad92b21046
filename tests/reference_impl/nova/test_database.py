"""nova's database keeps what it is told, and tells what was read and written, by whom and for which request."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from reference_impl.context import Context
from reference_impl.nova.database import (
    UNLIMITED,
    AlreadyThere,
    BlockDevice,
    ComputeNode,
    Database,
    Fault,
    Flavor,
    Instance,
    NoRoom,
    NotFound,
    OverQuota,
    Quota,
    UnexpectedState,
    Vif,
    check_quota,
    open_database,
)

CTX = Context("req-1", token="secret", user_id="u1", project_id="p1", serving="x1")
SMALL = Flavor("f1", "m1.small", vcpus=1, memory_mb=512, disk_gb=10)
HOST = ComputeNode("h1", vcpus=4, memory_mb=4096, disk_gb=100)
INSTANCE = Instance(
    "i1",
    "web",
    "p1",
    "u1",
    SMALL,
    "img1",
    "building",
    "scheduling",
    "nostate",
    created=1.0,
    updated=1.0,
    networks=("n1", "n2"),
    volumes=("v1",),
    metadata={"role": "web"},
)


class Told(list[dict[str, Any]]):
    def __call__(self, channel: str, kind: str, **fields: Any) -> None:
        self.append({"what": f"{channel}.{kind}", **fields})


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(told: Told, clock: Clock) -> Iterator[Database]:
    database = open_database(observe=told, now=clock)
    database.add_flavor(SMALL)
    database.add_host(HOST)
    yield database
    database.close()


@pytest.fixture(params=["memory", "file"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database that several threads use."""
    url = "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'nova.db'}"
    database = open_database(url)
    yield database
    database.close()


def at_once(work: Callable[[], None], workers: int = 8) -> None:
    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_flavor_is_read_with_its_size(database: Database, told: Told) -> None:
    assert database.flavor(CTX, "nova-api", "f1") == SMALL
    [event] = told
    assert (event["what"], event["table"], event["source"], event["cause"]) == ("db.read", "flavors", "nova-api", "x1")
    assert event["facts"] == {"flavor_id": "f1", "vcpus": 1, "memory_mb": 512, "disk_gb": 10}


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda database: database.flavor(CTX, "nova-api", "f9"), "flavor f9"),
        (lambda database: database.delete_flavor("f9"), "flavor f9"),
        (lambda database: database.instance(CTX, "nova-api", "i9"), "instance i9"),
        (lambda database: database.update_instance(CTX, "nova-api", "i9", host="h1"), "instance i9"),
        (lambda database: database.delete_instance(CTX, "nova-api", "i9"), "instance i9"),
        (lambda database: database.claim(CTX, "nova-compute", "h9", SMALL), "host h9"),
        (lambda database: database.claim(CTX, "nova-compute", "h9", SMALL, give_back=True), "host h9"),
        (lambda database: database.enable_host("h9", enabled=False), "host h9"),
        (lambda database: database.action("i9", "req-9"), "action req-9 of instance i9"),
    ],
)
def test_what_is_not_there_is_named_and_nothing_told(
    database: Database, told: Told, ask: Callable[[Database], Any], what: str
) -> None:
    with pytest.raises(NotFound, match=f"^{what}$"):
        ask(database)
    assert told == []


def test_flavors_are_listed_by_name(database: Database) -> None:
    database.add_flavor(replace(SMALL, id="f2", name="a1.tiny"))
    assert [flavor.id for flavor in database.flavors()] == ["f2", "f1"]


@pytest.mark.parametrize("same", [replace(SMALL, id="f2"), replace(SMALL, name="other")], ids=["name", "id"])
def test_no_two_flavors_have_the_same_id_or_name(database: Database, same: Flavor) -> None:
    with pytest.raises(AlreadyThere, match=f"id {same.id} or name {same.name}"):
        database.add_flavor(same)
    assert database.flavors() == [SMALL]


def test_an_instance_keeps_its_flavor_when_that_is_gone(database: Database) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    database.delete_flavor("f1")
    assert database.flavors() == []
    assert database.instance(CTX, "nova-api", "i1").flavor == SMALL


def test_an_instance_comes_back_as_it_was_entered(database: Database) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    assert database.instance(CTX, "nova-conductor", "i1") == INSTANCE


def test_an_instance_travels_as_plain_data() -> None:
    full = replace(INSTANCE, vifs=(Vif("po1", "n1", "lab", "fa:16:3e:00:00:01", ("10.0.0.5",), created=True),))
    assert msgspec.convert(msgspec.to_builtins(full), Instance) == full


def test_an_entry_is_told_before_the_state_it_brings(database: Database, told: Told) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    assert [(e["what"], e.get("operation")) for e in told] == [("db.write", "insert"), ("state.change", None)]
    assert told[0]["facts"] == {"project_id": "p1", "flavor_id": "f1", "image_id": "img1"}
    assert told[1]["task_state"] == "scheduling"


def test_a_change_of_state_is_told_once_and_no_other_change(database: Database, told: Told) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    told.clear()
    database.update_instance(CTX, "nova-scheduler", "i1", host="h1")
    database.update_instance(CTX, "nova-conductor", "i1", task_state="networking")
    assert [e["what"] for e in told] == ["db.write", "db.write", "state.change"]
    assert told[0]["facts"] == {"host": "h1"}
    assert told[2]["task_state"] == "networking"


def test_what_an_instance_has_got_is_kept(database: Database) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    got: dict[str, Any] = {
        "vifs": (Vif("po1", "n1", "lab", "fa:16:3e:00:00:01", ("10.0.0.5", "fd00::5"), created=True),),
        "block_devices": (BlockDevice("v1", "a1", "/dev/vdb", boot=False),),
        "fault": Fault(500, "No valid host was found.", 2.0),
        "flavor": replace(SMALL, id="f2", vcpus=2),
    }
    changed = database.update_instance(CTX, "nova-conductor", "i1", **got)
    assert changed == replace(INSTANCE, **got, updated=100.0)
    assert database.instance(CTX, "nova-conductor", "i1") == changed


def test_what_was_got_can_be_lost_again(database: Database) -> None:
    database.add_instance(CTX, "nova-api", replace(INSTANCE, fault=Fault(500, "gone", 2.0), host="h1"))
    changed = database.update_instance(CTX, "nova-conductor", "i1", fault=None, host=None)
    assert (changed.fault, changed.host) == (None, None)
    assert database.instance(CTX, "nova-conductor", "i1") == changed


def test_a_change_says_when_it_was(database: Database, clock: Clock) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    clock.time = 250.5
    assert database.update_instance(CTX, "nova-api", "i1", name="other").updated == 250.5


def test_a_change_that_expects_another_state_is_refused_and_changes_nothing(database: Database, told: Told) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    told.clear()
    with pytest.raises(UnexpectedState, match=r"'task_state': 'scheduling'.*'networking'} was expected"):
        database.update_instance(CTX, "nova-conductor", "i1", host="h1", expect={"task_state": "networking"})
    assert told == []
    assert database.instance(CTX, "nova-api", "i1") == INSTANCE


def test_an_instance_that_is_expected_otherwise_stays(database: Database, told: Told) -> None:
    database.add_instance(CTX, "nova-api", replace(INSTANCE, host="h1"))
    told.clear()
    with pytest.raises(UnexpectedState):
        database.delete_instance(CTX, "nova-api", "i1", expect={"host": None})
    assert (told, database.count("p1")) == ([], 1)


def test_a_change_may_expect_one_of_several_states(database: Database) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    expected = {"task_state": (None, "scheduling"), "vm_state": "building"}
    assert database.update_instance(CTX, "nova-conductor", "i1", task_state=None, expect=expected).task_state is None


def test_a_field_that_an_instance_has_not_is_refused(database: Database) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    with pytest.raises(TypeError, match="colour"):
        database.update_instance(CTX, "nova-conductor", "i1", colour="red")
    with pytest.raises(msgspec.ValidationError, match="host"):
        database.update_instance(CTX, "nova-conductor", "i1", host=5)
    assert database.instance(CTX, "nova-api", "i1") == INSTANCE


def test_of_changes_at_once_that_expect_the_same_state_one_is_made(shared: Database) -> None:
    shared.add_instance(CTX, "nova-api", INSTANCE)
    won, expected = [], {"task_state": "scheduling"}

    def change() -> None:
        with contextlib.suppress(UnexpectedState):
            won.append(shared.update_instance(CTX, "nova-api", "i1", task_state="deleting", expect=expected))

    at_once(change)
    assert len(won) == 1


def test_a_claim_takes_and_gives_back(database: Database, told: Told) -> None:
    database.claim(CTX, "nova-compute", "h1", SMALL)
    [claimed] = database.hosts(CTX, "nova-scheduler")
    assert (claimed.free_vcpus, claimed.free_memory_mb, claimed.free_disk_gb) == (3, 3584, 90)
    database.claim(CTX, "nova-compute", "h1", SMALL, give_back=True)
    assert database.hosts(CTX, "nova-scheduler") == [HOST]
    assert [e["facts"] for e in told if e["what"] == "db.write"] == [{"host": "h1"}] * 2


@pytest.mark.parametrize(
    "big",
    [replace(SMALL, vcpus=5), replace(SMALL, memory_mb=5000), replace(SMALL, disk_gb=101)],
    ids=["vcpus", "memory", "disk"],
)
def test_a_claim_of_more_than_is_left_is_refused(database: Database, told: Told, big: Flavor) -> None:
    with pytest.raises(NoRoom, match="host h1 has not enough left"):
        database.claim(CTX, "nova-compute", "h1", big)
    assert told == []
    assert database.hosts(CTX, "nova-scheduler") == [HOST]


def test_claims_at_once_never_take_more_than_there_is(shared: Database) -> None:
    shared.add_host(HOST)
    refused = []

    def claim() -> None:
        try:
            shared.claim(CTX, "nova-compute", "h1", SMALL)
        except NoRoom as full:
            refused.append(full)

    at_once(claim)
    assert len(refused) == 4
    assert [node.free_vcpus for node in shared.hosts(CTX, "nova-scheduler")] == [0]


def test_a_disabled_host_says_so_and_why(database: Database) -> None:
    database.enable_host("h1", enabled=False, reason="new disks")
    assert [node.enabled for node in database.hosts(CTX, "nova-scheduler")] == [False]
    assert database.disabled_reasons() == {"h1": "new disks"}
    database.enable_host("h1", enabled=True)
    assert database.disabled_reasons() == {}


def test_a_project_has_novas_own_limits_until_others_are_set(database: Database) -> None:
    assert database.quota(CTX, "nova-api", "p1") == Quota(10, 20, 51200)
    database.set_quota("p1", instances=3)
    database.set_quota("p1", ram=UNLIMITED)
    assert database.quota(CTX, "nova-api", "p1") == Quota(3, 20, UNLIMITED)
    database.delete_quota("p1")
    assert database.quota(CTX, "nova-api", "p1") == Quota()


def test_a_cloud_may_have_other_limits_than_novas() -> None:
    database = open_database(defaults=Quota(UNLIMITED, UNLIMITED, UNLIMITED))
    assert database.quota(CTX, "nova-api", "p1").cores == UNLIMITED
    database.close()


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        (Quota(2, 20, 51200), "Quota exceeded for instances: Requested 1, but already used 2 of 2 instances"),
        (Quota(10, 2, 51200), "Quota exceeded for cores: Requested 1, but already used 2 of 2 cores"),
        (Quota(10, 20, 1500), "Quota exceeded for ram: Requested 512, but already used 1024 of 1500 ram"),
        (Quota(0, 0, 0), "Quota exceeded for instances: Requested 1, but already used 2 of 0 instances"),
    ],
)
def test_more_than_a_quota_allows_is_refused_in_novas_words(limit: Quota, message: str) -> None:
    with pytest.raises(OverQuota, match=f"^{message}$"):
        check_quota(limit, Quota(2, 2, 1024), SMALL)


def test_no_limit_is_never_exceeded() -> None:
    check_quota(Quota(UNLIMITED, UNLIMITED, UNLIMITED), Quota(10**6, 10**6, 10**9), SMALL)


def test_entries_at_once_never_exceed_a_limit(shared: Database) -> None:
    ids = iter(f"i{number}" for number in range(8))
    refused = []

    def enter() -> None:
        try:
            shared.add_instance(CTX, "nova-api", replace(INSTANCE, id=next(ids)), limit=Quota(3, 20, 51200))
        except OverQuota as over:
            refused.append(over)

    at_once(enter)
    assert (len(refused), shared.count("p1")) == (5, 3)


def test_instances_are_counted_and_listed_by_project(database: Database) -> None:
    database.add_instance(CTX, "nova-api", INSTANCE)
    database.add_instance(CTX, "nova-api", replace(INSTANCE, id="i2", project_id="p2", created=2.0))
    assert database.used("p1") == Quota(1, 1, 512)
    assert [instance.id for instance in database.instances("p2")] == ["i2"]
    assert [instance.id for instance in database.instances()] == ["i2", "i1"]
    database.delete_instance(CTX, "nova-api", "i1")
    assert database.count("p1") == 0


def test_an_action_is_kept_with_its_events(database: Database, clock: Clock) -> None:
    database.start_action(CTX, "i1", "create")
    database.start_event(CTX, "i1", "compute__do_build_and_run_instance", host="h1")
    clock.time = 105.0
    database.finish_event(CTX, "i1", "compute__do_build_and_run_instance")
    [action] = database.actions("i1")
    assert (action.action, action.request_id, action.project_id, action.message) == ("create", "req-1", "p1", None)
    assert (action.started, action.updated) == (100.0, 105.0)
    [event] = action.events
    assert (event.host, event.started, event.finished, event.result) == ("h1", 100.0, 105.0, "Success")
    assert database.action("i1", "req-1") == action


def test_an_event_that_ends_in_error_fails_its_action(database: Database) -> None:
    database.start_action(CTX, "i1", "create")
    database.start_event(CTX, "i1", "compute__do_build_and_run_instance")
    database.finish_event(CTX, "i1", "compute__do_build_and_run_instance", result="Error", details="no disk")
    action = database.action("i1", "req-1")
    assert (action.message, action.events[0].details) == ("Error", "no disk")


def test_actions_outlive_their_instance_and_the_latest_comes_first(database: Database, told: Told) -> None:
    database.start_action(CTX, "i1", "create")
    database.start_action(replace(CTX, request_id="req-2"), "i1", "delete")
    assert [action.action for action in database.actions("i1")] == ["delete", "create"]
    assert database.actions("i2") == []
    assert told == []


def test_two_databases_in_memory_share_nothing(database: Database) -> None:
    other = open_database()
    assert other.flavors() == []
    other.close()


def test_a_database_in_a_file_is_there_the_next_time(tmp_path: Path) -> None:
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


def test_an_instance_without_a_state_is_in_none_that_could_be_told(database: Database, told: Told) -> None:
    database.add_instance(CTX, "nova-api", replace(INSTANCE, vm_state="", task_state=None))
    assert [event["what"] for event in told] == ["db.write"]
    database.update_instance(CTX, "nova-api", INSTANCE.id, vm_state="building")
    assert [event["what"] for event in told] == ["db.write", "db.write", "state.change"]


def test_who_looks_after_it_is_told_of_to_nobody(database: Database, told: Told) -> None:
    database.untold().add_instance(CTX, "nova-api", INSTANCE)
    assert told == []
    assert database.instance(CTX, "nova-api", INSTANCE.id) == INSTANCE
    assert [event["what"] for event in told] == ["db.read"]
