"""Failures that are made on purpose: each is pinned to the step that it keeps from happening."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openstack", reason="needs openstacksdk")

from openstack.connection import Connection

from deployments.openstack._processes import Processes

from ._judged import Judged, judge
from ._tried import Tried

FAKE = {"availability_zone": "fake", "image": "tiny"}
Judge = Callable[..., Judged]


@pytest.fixture
def tried(cloud: Tried, tmp_path: Path) -> Judge:
    """A boot on a host of the fake driver."""

    def tried(scenario: str, timeout: int = 60, **given: Any) -> Judged:
        words = [f"--cloudflow-scenario={scenario}", f"--cloudflow-timeout={timeout}"]
        words += ["--cloudflow-negative", "--cloudflow-destructive"]
        given["openstack"] = FAKE | given.get("openstack", {})
        return judge(cloud, tmp_path, *words, **given)

    return tried


@contextmanager
def frozen(cloud: Tried, *names: str) -> Iterator[None]:
    """Processes that do nothing, and are there."""
    pids = [cloud.pids()[name] for name in names]
    for pid in pids:
        os.killpg(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.killpg(pid, signal.SIGCONT)


@contextmanager
def down(cloud: Tried, *names: str) -> Iterator[None]:
    """Processes that are not there."""
    Processes(cloud.folders).stop(names)
    try:
        yield
    finally:
        cloud.do("up", "--on-this-machine")


def one(judged: Judged) -> dict[str, Any]:
    [boot] = judged.boots
    return boot


def told_by_logs(cloud: Tried, folder: Path, judged: Judged) -> str | None:
    """Where the same boot stopped by the services' logs alone.

    While what was away still is: once it is back, what waited for it goes on, and that is logged as well.
    """
    boot = one(judged)
    by_logs = judge(cloud, folder, f"--cloudflow-target=logs:{cloud.folders.logs}", "--cloudflow-timeout=10")
    [same] = [each for each in by_logs.boots if each["request_id"] == boot["request_id"]]
    assert {clause["id"] for clause in same["clauses"] if clause["verdict"] == "fail"} == {same["stopped_at"]}
    return str(same["stopped_at"])


def test_no_valid_host(tried: Judge, admin: Connection, cloud: Tried, tmp_path: Path) -> None:
    flavor = admin.compute.create_flavor(name="larger-than-any-host", ram=64, vcpus=1, disk=10_000_000)
    try:
        judged = tried("image", openstack={"flavor": flavor.name})
    finally:
        admin.compute.delete_flavor(flavor)
    assert judged.stopped_at == ["CF-10"]
    assert told_by_logs(cloud, tmp_path, judged) == "CF-10"
    assert judged.clause("CF-10") == [("fail", "rejected")]
    assert "NoValidHost" in judged.said
    assert judged.clause("CF-END") == [("pass", None)]


def test_no_quota(tried: Judge, admin: Connection, demo: Connection, cloud: Tried, tmp_path: Path) -> None:
    admin.set_compute_quotas(demo.current_project_id, instances=0)
    try:
        judged = tried("image")
    finally:
        admin.delete_compute_quotas(demo.current_project_id)
    assert judged.stopped_at == ["CF-07"]
    assert told_by_logs(cloud, tmp_path, judged) == "CF-07"
    assert judged.clause("CF-07") == [("fail", "rejected")]
    assert "Quota exceeded" in judged.said


def test_an_image_that_was_deactivated(tried: Judge, admin: Connection, cloud: Tried, tmp_path: Path) -> None:
    image = admin.image.find_image("tiny", ignore_missing=False)
    admin.image.deactivate_image(image)
    try:
        judged = tried("image", openstack={"image": image.id})
    finally:
        admin.image.reactivate_image(image)
    assert judged.stopped_at == ["CF-07"]
    assert told_by_logs(cloud, tmp_path, judged) == "CF-07"
    assert judged.clause("CF-07") == [("fail", "rejected")]


def test_a_scheduler_that_is_not_there(cloud: Tried, tried: Judge, tmp_path: Path) -> None:
    with down(cloud, "nova-scheduler"):
        judged = tried("image", timeout=20)
        assert told_by_logs(cloud, tmp_path, judged) == "CF-09"
    assert judged.stopped_at == ["CF-09"]
    assert judged.clause("CF-09") == [("fail", "missing")]


def test_a_conductor_that_is_not_there(cloud: Tried, tried: Judge, tmp_path: Path) -> None:
    with down(cloud, "nova-conductor"):
        judged = tried("image", timeout=20)
        assert told_by_logs(cloud, tmp_path, judged) == "CF-08"
    assert judged.stopped_at == ["CF-08"]
    assert judged.clause("CF-08") == [("fail", "missing")]


def test_a_cast_that_nobody_takes(cloud: Tried, tried: Judge, tmp_path: Path) -> None:
    """Hosts that have died are taken to be up for a minute."""
    with down(cloud, "nova-compute-fake1", "nova-compute-fake2"):
        judged = tried("image", timeout=20)
        assert told_by_logs(cloud, tmp_path, judged) == "CF-13"
    assert judged.stopped_at == ["CF-13"]
    assert judged.clause("CF-13") == [("fail", "missing")]


def test_a_cast_that_was_taken_and_lost(cloud: Tried, tried: Judge, tmp_path: Path) -> None:
    """The broker has handed it out; of who took it and does nothing, the log does not even say that."""
    with frozen(cloud, "nova-compute-fake1", "nova-compute-fake2"):
        judged = tried("image", timeout=20)
        assert told_by_logs(cloud, tmp_path, judged) == "CF-13"
    assert judged.stopped_at == ["CF-14"]
    assert judged.clause("CF-14") == [("fail", "missing")]


def test_neutron_is_away(cloud: Tried, tried: Judge, demo: Connection, tmp_path: Path) -> None:
    """nova-api asks it before it enters anything."""
    network = demo.network.find_network("demo-net", ignore_missing=False)
    with down(cloud, "neutron-server"):
        judged = tried("image", openstack={"networks": [network.id]})
    assert judged.stopped_at == ["CF-07"]
    assert told_by_logs(cloud, tmp_path, judged) == "CF-07"
    assert judged.clause("CF-07") == [("fail", "rejected")]


def test_cinder_volume_is_away(cloud: Tried, tried: Judge, tmp_path: Path) -> None:
    """cinder-api waits a minute for it."""
    pid = cloud.pids()["cinder-volume"]
    freezes = (f"kill -s STOP -- -{pid}", f"kill -s CONT -- -{pid}")
    judged = tried("cinder-away", timeout=200, troubles={"cinder-away": freezes})
    assert judged.stopped_at == ["CF-27"]
    assert told_by_logs(cloud, tmp_path, judged) == "CF-27"
    assert judged.clause("CF-27") == [("fail", "rejected")]


def test_a_service_with_a_wrong_password(cloud: Tried, tried: Judge, admin: Connection, tmp_path: Path) -> None:
    """What keystone no longer lets in can have no token validated."""
    user = admin.identity.find_user("neutron", ignore_missing=False)
    network = admin.network.find_network("demo-net", ignore_missing=False)
    admin.identity.update_user(user, password="another")
    try:
        judged = tried("image", openstack={"networks": [network.id]})
    finally:
        admin.identity.update_user(user, password=cloud.record.passwords["keystone/neutron"])
    assert judged.stopped_at == ["CF-07"]
    assert told_by_logs(cloud, tmp_path, judged) == "CF-07"
    assert one(judged)["verdict"] == "fail"


def test_a_hypervisor_that_refuses(cloud: Tried, tried: Judge, admin: Connection, tmp_path: Path) -> None:
    if not cloud.record.with_kvm:
        pytest.skip("this machine cannot run real servers")
    image = admin.image.find_image("guest", ignore_missing=False)
    admin.image.update_image(image, hw_machine_type="no-such-machine")
    try:
        judged = tried("image", openstack={"availability_zone": "kvm", "image": image.id})
    finally:
        admin.image.update_image(image, hw_machine_type="pc")
    assert judged.stopped_at == ["CF-28"]
    assert told_by_logs(cloud, tmp_path, judged) == "CF-28"
    assert judged.clause("CF-S1") == [("pass", None)]
