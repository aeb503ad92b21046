"""Hypervisors, and domains for them."""

from collections.abc import Callable, Iterator

import pytest

from reference_impl.hypervisor import BUILTIN, Disk, Domain, Hypervisor, Interface, connect, is_available

MakeDomain = Callable[..., Domain]

needs_libvirt = pytest.mark.skipif(not is_available(), reason="libvirt-python is not installed")


@pytest.fixture(params=[BUILTIN, pytest.param(None, id="libvirt", marks=needs_libvirt)])
def hypervisor(request: pytest.FixtureRequest) -> Iterator[Hypervisor]:
    """The stand-in, and libvirt's test driver."""
    connected = connect(request.param)
    yield connected
    connected.close()


@pytest.fixture
def domain() -> MakeDomain:
    """Makes domains; by number, so that two of one number are the same."""

    def make(number: int = 1, *, name: str = "", uuid: str = "", vcpus: int = 2, memory_mb: int = 512) -> Domain:
        made = uuid or f"00000000-0000-4000-8000-{number:012}"
        disks = (Disk("/dev/vda", "image 1f"), Disk("/dev/vdb", "volume 2e"))
        interfaces = (Interface("fa:16:3e:00:00:01"),)
        return Domain(name or f"instance-{made}", made, vcpus, memory_mb, disks, interfaces)

    return make
