"""Domains and hosts in libvirt's XML. It is built as a tree: what a name holds can never become markup.

Disks and interfaces are written for libvirt's test driver, which looks at neither. The reference's services hold no
block devices, so a domain on any other hypervisor gets no disks.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from .domain import Disk, Domain, Interface

TEST = "test"
"""The type of domain that the test driver runs."""


def domain_xml(domain: Domain, kind: str = TEST) -> str:
    """What `virDomainDefineXML` takes.

    :param kind: which hypervisor runs it, as `test`, `qemu`, `kvm`.
    """
    root = Element("domain", type=kind)
    _texts(root, name=domain.name, uuid=domain.uuid, vcpu=str(domain.vcpus))
    SubElement(root, "memory", unit="MiB").text = str(domain.memory_mb)
    SubElement(SubElement(root, "os"), "type").text = "hvm"
    devices = SubElement(root, "devices")
    for disk in domain.disks if kind == TEST else ():
        _disk(devices, domain, disk)
    for interface in domain.interfaces:
        _interface(devices, interface)
    return tostring(root, encoding="unicode")


def node_xml() -> str:
    """A host with no domains, as the test driver reads it from a file."""
    return tostring(Element("node"), encoding="unicode")


def _texts(parent: Element, **children: str) -> None:
    for name, text in children.items():
        SubElement(parent, name).text = text


def _disk(devices: Element, domain: Domain, disk: Disk) -> None:
    device = disk.device.removeprefix("/dev/")
    made = SubElement(devices, "disk", type="file", device="disk")
    SubElement(made, "source", file=f"/var/lib/nova/instances/{domain.uuid}/{device}")
    SubElement(made, "target", dev=device, bus="virtio")
    SubElement(made, "serial").text = disk.source.rpartition(" ")[2]


def _interface(devices: Element, interface: Interface) -> None:
    made = SubElement(devices, "interface", type="user")
    SubElement(made, "mac", address=interface.mac)
    SubElement(made, "model", type="virtio")
