"""Domains in libvirt's XML."""

from xml.etree.ElementTree import fromstring

import pytest

from reference_impl.hypervisor import connect, is_available
from reference_impl.hypervisor.domain_xml import domain_xml


def test_it_says_what_the_domain_is(domain):
    root = fromstring(domain_xml(domain(vcpus=2, memory_mb=512)))
    assert root.get("type") == "test"
    assert (root.findtext("name"), root.findtext("uuid")) == (domain().name, domain().uuid)
    assert (root.findtext("vcpu"), root.findtext("memory"), root.find("memory").get("unit")) == ("2", "512", "MiB")
    assert [each.get("dev") for each in root.iter("target")] == ["vda", "vdb"]
    assert [each.get("address") for each in root.iter("mac")] == ["fa:16:3e:00:00:01"]


def test_on_another_hypervisor_a_domain_has_no_disks(domain):
    root = fromstring(domain_xml(domain(), "qemu"))
    assert root.get("type") == "qemu"
    assert list(root.iter("disk")) == []


def test_a_name_never_becomes_markup(domain):
    odd = """</name><vcpu>64</vcpu><name>&"'"""
    root = fromstring(domain_xml(domain(name=odd)))
    assert root.findtext("name") == odd
    assert [each.text for each in root.iter("vcpu")] == ["2"]


@pytest.mark.skipif(not is_available(), reason="libvirt-python is not installed")
def test_libvirt_takes_it_as_it_was_meant(domain):
    odd = """a<b>&"c'"""
    hypervisor = connect()
    hypervisor.define(domain(name=odd))
    hypervisor.start(odd)
    assert hypervisor.domains() == {odd: "running"}
    hypervisor.close()
