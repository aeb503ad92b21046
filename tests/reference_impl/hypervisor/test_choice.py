"""Which hypervisor is used."""

import pytest

from reference_impl.hypervisor import Builtin, DriverError, choice, connect, is_available

needs_libvirt = pytest.mark.skipif(not is_available(), reason="libvirt-python is not installed")


@pytest.fixture
def without_libvirt(monkeypatch):
    monkeypatch.setattr(choice, "find_spec", lambda _name: None)


def test_the_stand_in_by_its_name():
    assert isinstance(connect("builtin"), Builtin)


def test_without_libvirt_the_stand_in(without_libvirt):
    assert not is_available()
    assert connect(None).describe == "built in (runs nothing)"


def test_without_libvirt_no_uri(without_libvirt):
    with pytest.raises(DriverError, match="libvirt-python, which is not installed"):
        connect("qemu+ssh://root:secret@host/system")


@needs_libvirt
def test_with_libvirt_its_test_driver():
    hypervisor = connect()
    assert hypervisor.describe.startswith("libvirt ")
    assert hypervisor.describe.endswith("(test driver)")
    hypervisor.close()


@needs_libvirt
def test_a_uri_is_used(domain):
    one, other = connect("test:///default"), connect("test:///default")
    one.define(domain())
    assert domain().name in other.domains()
    one.destroy(domain().name)
    one.close()
    other.close()


@needs_libvirt
@pytest.mark.parametrize("uri", ["test:///nowhere/node.xml", "nothing:///system", "%%%"])
def test_a_uri_that_leads_nowhere(uri):
    with pytest.raises(DriverError) as raised:
        connect(uri)
    assert raised.value.kind == "libvirtError"


@needs_libvirt
def test_no_uri_is_not_whatever_this_machine_runs():
    with pytest.raises(DriverError, match="URI is empty"):
        connect("")


@needs_libvirt
def test_libvirt_prints_nothing_of_its_own(capfd, domain):
    hypervisor = connect()
    with pytest.raises(DriverError):
        hypervisor.start("ghost")
    hypervisor.close()
    assert capfd.readouterr().err == ""
