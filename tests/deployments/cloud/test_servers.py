"""Servers on hosts of both kinds."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openstack", reason="needs openstacksdk")

from openstack.connection import Connection

from deployments.openstack._guest import LINE
from deployments.openstack._resources import FLAVOR, GUEST, IMAGE
from deployments.openstack._waiting import Waiting

from ._tried import Tried

pytestmark = pytest.mark.filterwarnings("ignore")  # of the client's own


def boot(demo: Connection, image: str, zone: str) -> Any:
    server = demo.compute.create_server(
        name=f"in-{zone}",
        image_id=demo.image.find_image(image, ignore_missing=False).id,
        flavor_id=demo.compute.find_flavor(FLAVOR, ignore_missing=False).id,
        networks=[{"uuid": demo.network.find_network("demo-net", ignore_missing=False).id}],
        availability_zone=zone,
    )
    return demo.compute.wait_for_server(server, wait=180)


def test_a_server_of_the_fake_driver_becomes_active(demo: Connection) -> None:
    server = boot(demo, IMAGE, "fake")
    assert server.status == "ACTIVE"
    demo.compute.delete_server(server)
    demo.compute.wait_for_delete(server)


def test_a_real_server_runs(cloud: Tried, demo: Connection) -> None:
    if not cloud.record.with_kvm:
        pytest.skip("this machine cannot run real servers")
    server = boot(demo, GUEST, "kvm")
    printed = cloud.folders.state / "nova-compute-kvm1" / "instances" / server.id / "console.log"
    Waiting().until(lambda: LINE.strip(b"\r\n\0") in printed.read_bytes(), "the guest speaks", log=printed)
    demo.compute.delete_server(server)
    demo.compute.wait_for_delete(server)


def test_what_runs_as_the_cloud_goes_down_is_switched_off(cloud: Tried, demo: Connection) -> None:
    if not cloud.record.with_kvm:
        pytest.skip("this machine cannot run real servers")
    server = boot(demo, GUEST, "kvm")
    with cloud.down() as said:
        assert "1 server was switched off" in said
        assert not [path for path in Path("/proc").glob("[0-9]*/cmdline") if server.id in _read(path)]
    demo.compute.delete_server(server)
    demo.compute.wait_for_delete(server)


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""  # it has ended meanwhile
