"""What a cloud does in trouble: it tries another host, finds what it was not told of, and is as before afterwards."""

import pytest

from reference_impl.client import NotThere
from reference_impl.context import Context
from reference_impl.deployment import TROUBLES
from reference_impl.hypervisor import DriverError
from reference_impl.nova.database import ComputeNode, NoRoom

ROOM = {"vcpus": 4, "memory_mb": 4096, "disk_gb": 40}
FULL = {"vcpus": 4, "memory_mb": 4096, "disk_gb": 40, "vcpus_used": 4}


def asked(site):
    """Who asked nova-scheduler for a host, in order."""
    return [
        each["source"]
        for each in site.told
        if each["kind"] == "publish" and each.get("topic") == "scheduler" and each.get("mode") == "call"
    ]


def launched_on(site):
    return [
        each["server"]
        for each in site.told
        if each["kind"] == "publish" and each.get("topic") == "compute" and each["method"] == "run_instance"
    ]


@pytest.mark.parametrize("dispatch", ["stepped", "threads"])
def test_servers_whose_host_fails_are_built_on_others(make_site, dispatch):
    site = make_site(dispatch=dispatch)
    before = site.left()
    with TROUBLES["one-host-fails"](site.cloud):
        servers = [site.client.boot(site.request()) for _ in range(6)]
        site.cloud.run_until_idle()
        assert {site.client.show(server).status for server in servers} == {"ACTIVE"}
    assert {} in [host.domains() for host in site.cloud.hypervisors.values()]
    for server in servers:
        site.client.delete(server)
    site.cloud.run_until_idle()
    assert site.left() == before


def test_a_host_that_fails_asks_for_another_one_that_was_not_tried(site):
    with TROUBLES["one-host-fails"](site.cloud):
        site.boot()
    assert asked(site) == ["nova-api", "nova-compute"]
    assert len(set(launched_on(site))) == 2


def test_three_hosts_are_tried_at_most(make_site):
    site = make_site(*(ComputeNode(f"n{number}", **ROOM) for number in range(5)))
    with TROUBLES["hypervisor-refuses"](site.cloud):
        server = site.boot()
    assert (server.status, len(set(launched_on(site)))) == ("ERROR", 3)
    assert "no memory left" in server.fault


def test_where_there_is_no_other_host_the_server_is_in_error(make_site):
    site = make_site(ComputeNode("n1", **ROOM), ComputeNode("n2", **FULL))
    with TROUBLES["hypervisor-refuses"](site.cloud):
        server = site.boot()
    assert (server.status, launched_on(site)) == ("ERROR", ["n1"])
    assert "No valid host" in server.fault


def test_a_host_that_is_full_by_now_sends_on_to_another_one(make_site):
    site = make_site(ComputeNode("n1", **ROOM), ComputeNode("n2", **ROOM))
    claim = site.cloud.database.claim

    def full(ctx, by, host, flavor, **more):
        if host == "n1" and not more:
            raise NoRoom(host, flavor)
        claim(ctx, by, host, flavor, **more)

    site.cloud.database.claim = full
    assert site.boot().status == "ACTIVE"
    assert launched_on(site) == ["n1", "n2"]


def test_what_no_other_host_would_do_better_is_not_tried_elsewhere(site):
    with TROUBLES["glance-500"](site.cloud):
        assert site.boot().status == "ERROR"
    assert len(launched_on(site)) == 1


def test_a_server_that_is_deleted_between_two_hosts_leaves_nothing(site):
    before, update = site.left(), site.cloud.database.update_instance

    def deleting(*args, **changes):
        instance = update(*args, **changes)
        if changes.get("task_state") == "scheduling":
            site.client.delete(instance.id)
        return instance

    site.cloud.database.update_instance = deleting
    with TROUBLES["one-host-fails"](site.cloud), pytest.raises(NotThere):
        site.boot()
    assert site.left() == before
    assert site.cloud.database.instances() == []


@pytest.mark.parametrize("service", ["neutron", "cinder"])
def test_what_was_made_and_not_told_of_is_found_when_the_server_is_deleted(site, service):
    volume = site.client.create_volume("data", 1)
    before = site.left()
    with TROUBLES[f"{service}-slow"](site.cloud):
        server = site.boot(volumes=(volume,))
        assert server.status == "ERROR"
    assert site.left() != before
    site.client.delete(server.id)
    site.cloud.run_until_idle()
    assert site.left() == before


def test_of_what_a_service_made_before_it_broke_a_port_that_the_user_gave_is_not_deleted(site):
    cloud = site.cloud
    port = cloud.neutron.ports.create(cloud.project_id, site.kept.networks[1])
    create = cloud.neutron.ports.create

    def breaking(*args, **more):
        create(*args, **more)
        raise RuntimeError("on fire")

    cloud.neutron.ports.create = breaking
    server = site.boot(ports=(port.id,))
    del cloud.neutron.ports.create
    assert server.status == "ERROR"
    assert [(each.id, each.device_id) for each in cloud.neutron.ports.all()] == [(port.id, "")]


@pytest.mark.parametrize("name", TROUBLES)
def test_a_trouble_that_is_over_has_left_the_cloud_as_it_was(site, name):
    before = site.left()
    with TROUBLES[name](site.cloud):
        pass
    assert site.left() == before
    assert site.boot().status == "ACTIVE"


def test_a_trouble_is_over_also_where_something_goes_wrong_meanwhile(site):
    hosts = site.cloud.database.hosts
    with pytest.raises(DriverError), TROUBLES["hosts-full"](site.cloud):
        raise DriverError("meanwhile")
    assert {host.vcpus_used for host in hosts(Context("req-1"), "nova-api")} == {0}
