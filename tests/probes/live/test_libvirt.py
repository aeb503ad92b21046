"""What libvirt tells of domains: its test driver, whose default host is one for the whole process."""

import sys
import threading
import uuid

import pytest
from msgspec import UNSET

from deployments.openstack._waiting import Waiting
from pytest_cloudflow.errors import TargetError
from pytest_cloudflow.probes._components import Components
from pytest_cloudflow.probes.live.libvirt import LibvirtOptions, LibvirtProbe

libvirt = pytest.importorskip("libvirt", reason="needs libvirt-python")
URI = "test:///default"


@pytest.fixture
def probe():
    probe = LibvirtProbe(LibvirtOptions(uri=URI, host="h1"), Components())
    probe.open()
    yield probe
    probe.close()


@pytest.fixture
def host(probe):
    """Somebody else's connection to the same host; its domains are gone afterwards."""
    connection = libvirt.open(URI)
    before = set(connection.listDefinedDomains())
    yield connection
    for domain in connection.listAllDomains():
        if domain.name().startswith("instance-") and domain.name() not in before:
            if domain.isActive():
                domain.destroy()
            if domain.isPersistent():
                domain.undefine()
    connection.close()


def xml(instance, name, *, vcpus=2, memory_mb=512):
    return (
        f"<domain type='test'><name>{name}</name><uuid>{instance}</uuid><memory unit='MiB'>{memory_mb}</memory>"
        f"<vcpu>{vcpus}</vcpu><os><type>hvm</type></os></domain>"
    )


def told(probe, count):
    """The events, once there are as many: they come in a thread of libvirt's."""
    seen = []

    def have_come():
        seen.extend(probe.take())
        return len(seen) >= count

    assert Waiting().reached(have_come, 30), f"{len(seen)} of {count} events have come"
    return seen


def test_a_domain_is_defined_and_started(probe, host):
    instance = str(uuid.uuid4())
    host.defineXML(xml(instance, "instance-1", vcpus=2, memory_mb=512)).create()
    define, start = told(probe, 2)
    assert [define.event.kind, start.event.kind] == ["define", "start"]
    for seen in (define, start):
        event, facts = seen.event, seen.event.facts
        assert (event.channel, event.source, event.target) == ("hypervisor", "nova-compute", "hypervisor")
        assert (event.instance_id, facts.host, facts.domain) == (instance, "h1", "instance-1")
        assert (facts.vcpus, facts.memory_mb) == (2, 512)
        assert (seen.actor, seen.by_time) == ("nova-compute", True)
    assert define.event.time <= start.event.time


def test_a_domain_is_given_back_when_it_is_defined_no_longer(probe, host):
    domain = host.defineXML(xml(str(uuid.uuid4()), "instance-1"))
    domain.create()
    domain.destroy()
    domain.undefine()
    assert [each.event.kind for each in told(probe, 3)] == ["define", "start", "destroy"]


def test_a_domain_that_was_never_defined_is_given_back_when_it_stops(probe, host):
    host.createXML(xml(str(uuid.uuid4()), "instance-1")).destroy()
    assert [each.event.kind for each in told(probe, 2)] == ["start", "destroy"]


def test_what_is_defined_again_is_not_defined_anew(probe, host):
    instance = str(uuid.uuid4())
    for vcpus in (1, 2):
        host.defineXML(xml(instance, "instance-1", vcpus=vcpus))
    host.lookupByName("instance-1").create()
    assert [each.event.kind for each in told(probe, 2)] == ["define", "start"]


def test_a_domain_that_crashes_is_an_error(probe):
    """No driver for tests crashes: the event comes as libvirt would call for it."""
    connection = libvirt.open(URI)
    (events,) = probe._open.values()
    crashed = libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_CRASHED
    events._hear(connection, connection.lookupByName("test"), *crashed, None)
    (seen,) = told(probe, 1)
    assert (seen.event.kind, seen.event.facts.failure.class_) == ("error", "VIR_DOMAIN_EVENT_STOPPED_CRASHED")
    assert seen.event.facts.vcpus is UNSET
    connection.close()


def hear(probe, domain):
    """As libvirt calls for a domain that is defined."""
    (events,) = probe._open.values()
    events._hear(None, domain, libvirt.VIR_DOMAIN_EVENT_DEFINED, libvirt.VIR_DOMAIN_EVENT_DEFINED_ADDED, None)


def test_a_domain_that_cannot_be_understood_is_told_and_no_other_is_waited_for(probe):
    hear(probe, object())
    with pytest.raises(TargetError, match=r"\[probes.libvirt\] h1: cannot be understood: .*no attribute 'info'"):
        probe.take()


def test_a_host_that_says_nothing_is_not_waited_for_without_end(probe, monkeypatch):
    class Hanging:
        def __init__(self):
            self.released = threading.Event()

        def info(self):
            self.released.wait()
            raise libvirt.libvirtError("it is gone")

        def name(self):
            return "instance-1"

        UUIDString = name

    domain = Hanging()
    hear(probe, domain)
    with monkeypatch.context() as impatient:
        impatient.setattr("pytest_cloudflow.probes.live._domain_events.PATIENCE", 0.0)
        with pytest.raises(TargetError, match="h1: says nothing for 0 s"):
            probe.take()
    domain.released.set()
    assert [each.event.facts.domain for each in probe.take()] == ["instance-1"]


def test_two_hosts_are_told_apart(host, tmp_path):
    node = tmp_path / "node.xml"
    node.write_text(f"<node>{xml(uuid.uuid4(), 'other')}</node>")
    options = LibvirtOptions(uri=URI, host="h1", others={"h2": f"test://{node}"}, all_hosts=True)
    both = LibvirtProbe(options, Components())
    both.open()
    host.defineXML(xml(str(uuid.uuid4()), "instance-1"))
    (seen,) = told(both, 1)
    assert (seen.event.facts.host, seen.event.clock) == ("h1", "libvirt:h1")
    assert both.watched == {"hypervisor": ["*"]}
    both.close()


def test_it_may_be_closed_and_opened_again(probe, host):
    probe.close()
    probe.close()
    host.defineXML(xml(str(uuid.uuid4()), "instance-unseen"))
    probe.open()
    host.defineXML(xml(str(uuid.uuid4()), "instance-2"))
    assert [each.event.facts.domain for each in told(probe, 1)] == ["instance-2"]


def test_absence_on_one_host_of_several_proves_nothing(probe):
    assert probe.watched == {}


@pytest.mark.parametrize("uri", ["test:///no/such/file.xml", "nonsense://", "qemu+unix:///system?socket=/none"])
def test_a_host_that_cannot_be_reached_is_one_line(uri):
    with pytest.raises(TargetError, match=r"\[probes.libvirt\] h1: cannot be listened to") as error:
        LibvirtProbe(LibvirtOptions(uri=uri, host="h1"), Components()).open()
    assert "\n" not in str(error.value)


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "libvirt", None)
    for name in ("_domain_events", "_libvirt_loop"):
        monkeypatch.delitem(sys.modules, f"pytest_cloudflow.probes.live.{name}", raising=False)
    with pytest.raises(TargetError, match=r"libvirt-python is not installed.*pytest-cloudflow\[libvirt\]"):
        LibvirtProbe(LibvirtOptions(uri=URI, host="h1"), Components()).open()


def test_it_says_which_hosts_it_listens_to(probe):
    assert probe.about() == ["domains of h1, by libvirt, for reading only"]
