"""What a boot needs: a flavor, images, networks and zones, made where they lack."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from openstack.connection import Connection

from ._cloud import Cloud
from ._identity import connection
from ._record import runs_libvirt

FLAVOR, IMAGE, GUEST = "m1.tiny", "tiny", "guest"
NETWORKS = {"demo-net": "10.77.0.0/24", "demo-net-2": "10.78.0.0/24"}
ZONES = {"fake": False, "kvm": True}
"""Whether the hosts of a zone run libvirt."""

_MEBIBYTE = 1 << 20


def seed_resources(cloud: Cloud, guest: Path | None = None) -> None:
    """Makes all that lacks.

    :param guest: a bootable disk, where a host can boot it.
    """
    with connection(cloud, "admin") as admin:
        if admin.compute.find_flavor(FLAVOR) is None:
            admin.compute.create_flavor(name=FLAVOR, ram=64, vcpus=1, disk=1)
        _image(admin, IMAGE, "raw", bytes(4 * _MEBIBYTE))
        if guest is not None:
            _image(admin, GUEST, "qcow2", guest.read_bytes())
        for zone, real in ZONES.items():
            _zone(admin, zone, [host for host in cloud.record.computes if runs_libvirt(host) is real])
    with connection(cloud, "demo") as demo:
        for name, addresses in NETWORKS.items():
            _network(demo, name, addresses)


def _image(admin: Connection, name: str, kind: str, data: bytes) -> None:
    """An image with its data; one whose data never came is made anew."""
    there = admin.image.find_image(name)
    if there is not None and there.status == "active":
        return
    if there is not None:
        admin.image.delete_image(there.id)
    admin.image.create_image(name=name, data=data, disk_format=kind, container_format="bare", visibility="public")


def _zone(admin: Connection, name: str, hosts: Iterable[str]) -> None:
    """An availability zone with these hosts; none for no host."""
    hosts = list(hosts)
    if not hosts:
        return
    zone = admin.compute.find_aggregate(name) or admin.compute.create_aggregate(name=name, availability_zone=name)
    for host in set(hosts) - set(zone.hosts or ()):
        admin.compute.add_host_to_aggregate(zone, host)


def _network(demo: Connection, name: str, addresses: str) -> None:
    network = demo.network.find_network(name) or demo.network.create_network(name=name)
    if not list(demo.network.subnets(network_id=network.id)):
        demo.network.create_subnet(
            network_id=network.id, name=name, ip_version=4, cidr=addresses, is_dhcp_enabled=False
        )
