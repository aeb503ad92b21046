"""An unmodified openstacksdk works against nova-api."""

from __future__ import annotations

from typing import Any

import pytest

from reference_impl.http.adapter import WsgiAdapter
from reference_impl.nova.database import BlockDevice, Fault

from .conftest import IMAGE, NETWORK, VOLUME, Cloud

openstack = pytest.importorskip("openstack")
pytestmark = pytest.mark.filterwarnings("ignore")  # of the client's own


@pytest.fixture
def compute(cloud: Cloud) -> Any:
    """The compute proxy of a connection that shows an administrator's token."""
    import requests
    from keystoneauth1.session import Session
    from keystoneauth1.token_endpoint import Token

    plain = requests.Session()
    plain.trust_env = False
    plain.mount("http://", WsgiAdapter({"nova.cloud": cloud.api.app}))
    session = Session(auth=Token("http://nova.cloud/v2.1", "admin"), session=plain)
    return openstack.connection.Connection(session=session).compute


def test_a_server_is_booted_waited_for_and_deleted(compute: Any, cloud: Cloud) -> None:
    made = compute.create_server(name="web", image_id=IMAGE, flavor_id="f1", networks=[{"uuid": NETWORK}])
    cloud.database.update_instance(_ctx(), "test", made.id, vm_state="active", task_state=None, power_state="running")
    server = compute.wait_for_server(made, interval=1, wait=5)
    assert (server.status, server.power_state, server.flavor.name) == ("ACTIVE", 1, "m1.small")
    assert [each.id for each in compute.servers()] == [made.id]
    assert compute.find_server("web").id == made.id
    compute.delete_server(server)
    assert list(compute.servers()) == []


def test_a_server_in_error_says_why(compute: Any, cloud: Cloud) -> None:
    cloud.has(vm_state="error", project_id="p9", fault=Fault(500, "No valid host was found.", 1.0))
    assert compute.get_server("i1").fault["message"] == "No valid host was found."


def test_what_was_done_is_listed(compute: Any) -> None:
    made = compute.create_server(name="web", image_id=IMAGE, flavor_id="f1", networks="none")
    [action] = compute.server_actions(made)
    assert compute.get_server_action(action.request_id, made.id).action == "create"


def test_volumes_are_attached_and_listed(compute: Any, cloud: Cloud) -> None:
    cloud.has(project_id="p9", block_devices=(BlockDevice("v0", "a0", "/dev/vda", boot=False),))
    assert compute.create_volume_attachment("i1", volume_id=VOLUME).device == "/dev/vdb"
    assert [each.volume_id for each in compute.volume_attachments("i1")] == ["v0"]
    compute.delete_volume_attachment("i1", "v0")


def test_everything_around_is_listed(compute: Any, cloud: Cloud) -> None:
    assert compute.find_flavor("m1.small").ram == 512
    assert compute.create_flavor(name="m1.big", ram=1024, vcpus=2, disk=5).vcpus == 2
    assert [each.name for each in compute.hypervisors(details=True)] == ["h1"]
    assert [each.name for each in compute.availability_zones(details=True)] == ["nova"]
    [service] = compute.services()
    compute.disable_service(service, "h1", "nova-compute", "new disks")
    assert [each.status for each in compute.services()] == ["disabled"]
    assert compute.get_limits().absolute.instances == 10
    assert compute.get_quota_set("p1").cores == 20
    assert list(compute.keypairs()) == []


def _ctx() -> Any:
    from reference_impl.context import Context

    return Context("req-t")
