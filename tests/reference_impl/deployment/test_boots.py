"""Boots that succeed, boots that fail, and what they leave behind."""

from dataclasses import replace

import pytest

from reference_impl.client import BootFailed, NotThere
from reference_impl.context import Context
from reference_impl.http import Refused
from reference_impl.hypervisor import DriverError
from reference_impl.nova.database import ComputeNode
from reference_impl.violations import find


def states(site):
    return [(e["vm_state"], e["task_state"], e["power_state"]) for e in site.told if e["channel"] == "state"]


def test_a_server_goes_through_the_rows_of_the_table(site):
    assert site.boot().status == "ACTIVE"
    assert states(site) == [
        ("building", "scheduling", "nostate"),
        ("building", None, "nostate"),
        ("building", "networking", "nostate"),
        ("building", "block_device_mapping", "nostate"),
        ("building", "spawning", "nostate"),
        ("active", None, "running"),
    ]


def test_a_server_that_is_deleted_gives_everything_back(site):
    volume = site.client.create_volume("data", 1)
    before = site.left()
    server = site.boot(networks=site.kept.networks, volumes=(volume,))
    assert len(server.addresses) == 2
    assert site.left() != before
    site.client.delete(server.id)
    with pytest.raises(NotThere):
        site.client.show(server.id)
    assert site.left() == before


def test_a_server_can_choose_among_the_networks_or_have_none(site):
    assert len(site.boot(networks="auto").addresses) == 1
    assert site.boot(networks="none").addresses == ()


def test_a_port_that_the_user_gave_is_free_again_and_not_deleted(site):
    cloud = site.cloud
    port = cloud.neutron.ports.create(cloud.project_id, site.kept.networks[0])
    server = site.boot(networks=(), ports=(port.id,))
    assert server.addresses == tuple(each.ip_address for each in port.fixed_ips)
    site.client.delete(server.id)
    site.cloud.run_until_idle()
    assert cloud.neutron.ports.get(port.id).device_id == ""


def break_images(site):
    image = site.cloud.glance.images.get(site.kept.image)
    broken = replace(image.data, hash_value="0" * 128)
    site.cloud.glance.images.update(image.id, data=broken)


def break_image_service(site):
    del site.cloud.apps["glance-api"]


def use_up_addresses(site):
    cloud = site.cloud
    network = cloud.neutron.networks.create(cloud.project_id, "tiny")
    cloud.neutron.subnets.create(network.id, "192.168.1.0/30")
    cloud.neutron.ports.create(cloud.project_id, network.id)
    return {"networks": (site.kept.networks[0], network.id)}


def break_hypervisors(site):
    def refuse(_name):
        raise DriverError("no memory left on the machine")

    for watched in site.cloud.hypervisors.values():
        watched.hypervisor.start = refuse


def break_cinder(site):
    volume = site.client.create_volume("data", 1)

    def refuse(*_):
        raise RuntimeError("the storage is on fire")

    site.cloud.cinder.volumes.complete = refuse
    return {"volumes": (volume,)}


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (break_images, "do not have its checksum"),
        (break_image_service, "glance-api cannot be reached"),
        (use_up_addresses, "No more IP addresses available"),
        (break_cinder, "cinder-api refused to complete the attachment with 500"),
        (break_hypervisors, "no memory left on the machine"),
    ],
)
def test_a_build_that_fails_ends_in_error_says_why_and_gives_everything_back(site, harm, said):
    wanted = harm(site) or {}
    before = site.left()
    server = site.boot(**wanted)
    assert server.status == "ERROR"
    assert said in server.fault
    assert states(site)[-1] == ("error", None, "nostate")
    assert site.left() == before


def test_a_server_in_error_can_be_deleted(site):
    break_hypervisors(site)
    server = site.boot()
    site.client.delete(server.id)
    with pytest.raises(NotThere):
        site.client.show(server.id)


def test_no_host_has_room(make_site):
    site = make_site(ComputeNode("small", 1, 256, 1))
    server = site.boot()
    assert server.status == "ERROR"
    assert "No valid host was found" in server.fault


def test_a_host_that_is_full_by_now_refuses_and_gives_nothing_back_twice(make_site):
    site = make_site(ComputeNode("one", 1, 1024, 10))
    first, second = (site.client.boot(site.request()) for _ in range(2))
    ends = sorted(site.client.show(server).status for server in (first, second))
    assert ends == ["ACTIVE", "ERROR"]
    used = [node.vcpus_used for node in site.cloud.database.hosts(Context("req-1"), "nova-api")]
    assert used == [1]


def test_a_server_that_is_deleted_while_it_is_built_leaves_nothing(make_site):
    for seed_number in range(12):  # wherever the two meet
        site = make_site(seed_number=seed_number)
        before = site.left()
        server = site.client.boot(site.request())
        site.client.delete(server)
        site.cloud.run_until_idle()
        with pytest.raises(NotThere):
            site.client.show(server)
        assert site.left() == before


def test_what_the_project_may_not_have_is_refused_and_leaves_nothing(site):
    site.cloud.database.set_quota(site.cloud.project_id, instances=1)
    site.boot()
    with pytest.raises(BootFailed, match=r"403.*Quota exceeded for instances"):
        site.boot()
    assert len(site.cloud.database.instances()) == 1


def test_a_volume_can_be_attached_and_detached_later(site):
    server, volume = site.boot(), site.client.create_volume("data", 1)
    rest, path = site.client, f"/v2.1/servers/{server.id}/os-volume_attachments"
    attached = rest._ask("POST", path, {"volumeAttachment": {"volumeId": volume}}).json["volumeAttachment"]
    assert attached["device"] == "/dev/vdb"
    assert site.cloud.cinder.volumes.get(volume).status == "in-use"
    assert rest._ask("DELETE", f"{path}/{volume}").status == 202
    site.cloud.run_until_idle()
    assert site.cloud.cinder.volumes.get(volume).status == "available"


def test_an_attachment_that_cannot_be_completed_is_given_back(site):
    server = site.boot()
    wanted = break_cinder(site)
    path = f"/v2.1/servers/{server.id}/os-volume_attachments"
    answer = site.client._ask("POST", path, {"volumeAttachment": {"volumeId": wanted["volumes"][0]}})
    assert answer.status == 500
    assert site.left()["attachments"] == 0


def test_a_removal_that_failed_in_part_ends_when_it_is_asked_for_again(site):
    before = site.left()
    server = site.boot()
    neutron = site.cloud.apps.pop("neutron-server")
    site.client.delete(server.id)
    assert "could not be given back" in site.client.show(server.id).fault
    site.cloud.apps["neutron-server"] = neutron
    site.client.delete(server.id)
    with pytest.raises(NotThere):
        site.client.show(server.id)
    assert site.left() == before


def test_what_a_failed_build_could_not_give_back_is_given_back_when_the_server_is_deleted(site):
    before = site.left()
    break_hypervisors(site)
    release = site.cloud.neutron.ports.delete

    def refuse(*_):
        raise RuntimeError("the database is locked")

    site.cloud.neutron.ports.delete = refuse
    server = site.boot()
    assert server.status == "ERROR"
    assert site.left()["ports"] == 1
    site.cloud.neutron.ports.delete = release
    site.client.delete(server.id)
    site.cloud.run_until_idle()
    assert site.left() == before


def test_a_scheduler_that_is_asked_twice_leaves_one_server(make_site):
    for seed_number in range(8):
        site = make_site(seed_number=seed_number)
        before = site.left()
        server = site.client.boot(site.request())
        rpc, spec = site.cloud.bus.client("nova-api"), {"flavor": {"id": "1", "name": "m1.tiny", "vcpus": 1}}
        spec["flavor"] |= {"memory_mb": 512, "disk_gb": 1}
        rpc.cast(Context("req-1"), "scheduler", "run_instance", instance_uuid=server, request_spec=spec)
        site.cloud.run_until_idle()
        site.client.delete(server)
        site.cloud.run_until_idle()
        assert site.left() == before


def test_a_volume_cannot_be_made_with_an_image_that_is_not_there(site):
    with pytest.raises(Refused, match="400"):
        site.client.create_volume("root", 1, "00000000-0000-4000-8000-000000000000")
    assert [volume.name for volume in site.cloud.cinder.volumes.all()] == ["others"]


def test_a_build_of_which_nova_conductor_does_not_tell_ends_in_error(make_site):
    site = make_site(seams=find("answer-refused").seams())
    server = site.boot()
    assert (server.status, states(site)[-1]) == ("ERROR", ("error", None, "nostate"))
    assert "too much to do" in server.fault
