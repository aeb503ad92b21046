"""What a cloud shall be like: as asked for, else as before, else as suits the machine."""

from pathlib import Path

import pytest

from deployments.openstack._environment import RELEASES, read_release, without
from deployments.openstack._options import RELEASE, Wanted, read_computes, settle
from deployments.openstack._record import Record
from pytest_cloudflow.errors import UsageError


def able() -> str | None:
    return None


def unable() -> str | None:
    return "/dev/kvm"


def test_hosts_of_both_kinds_where_the_machine_has_kvm() -> None:
    assert settle(Wanted(), None, able).computes == ("fake1", "fake2", "kvm1")


def test_hosts_of_the_fake_driver_where_it_has_not() -> None:
    assert settle(Wanted(), None, unable).computes == ("fake1", "fake2")


def test_what_was_so_before_stays_so(record: Record) -> None:
    settled = settle(Wanted(), record, able)
    assert (settled.computes, str(settled.release)) == (record.computes, record.release)


def test_what_is_asked_for_goes_before_what_was(record: Record) -> None:
    settled = settle(Wanted(computes=("fake7",), validation_cache=300, release=RELEASE), record, able)
    assert (settled.computes, settled.validation_cache, settled.release) == (("fake7",), 300, RELEASE)


def test_every_validation_shows_unless_asked_otherwise() -> None:
    assert settle(Wanted(), None, able).validation_cache == -1


def test_a_time_below_none_is_refused() -> None:
    with pytest.raises(UsageError, match=r"--validation-cache: -2 is no time; seconds, or -1"):
        settle(Wanted(validation_cache=-2), None, able)


def test_libvirt_on_a_machine_that_lacks_something_is_refused() -> None:
    with pytest.raises(UsageError, match=r"--computes: this machine lacks /dev/kvm; name hosts with the fake"):
        settle(Wanted(computes=("kvm1",)), None, unable)


@pytest.mark.parametrize("text", ["", "fake1,", "host1", "fake1,../x", "fake 1", "fake1;kvm1", "fake" + "a" * 30])
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"is no host; names such as fake1,fake2,kvm1"):
        read_computes(text)


def test_one_host_at_most_runs_libvirt() -> None:
    with pytest.raises(UsageError, match="a machine has one libvirt"):
        read_computes("kvm1,fake1,kvm2")


def test_a_host_stands_there_once() -> None:
    with pytest.raises(UsageError, match="twice"):
        read_computes("fake1,fake1")


def test_the_releases_that_ship_pin_every_service() -> None:
    for release in RELEASES.glob("*.txt"):
        assert "nova==" in read_release(release)


def test_a_release_that_does_not_pin_a_service_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pins.txt"
    path.write_text("keystone==1.0\nglance>=2\n")
    with pytest.raises(UsageError, match=r"pins.txt: no version of glance; pin keystone"):
        read_release(path)


def test_a_release_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_release(tmp_path / "none.txt")


def test_libvirt_is_left_out_where_it_is_not_used() -> None:
    pins = read_release(RELEASE)
    assert "libvirt-python==" in pins
    assert set(pins.splitlines()) - set(without(pins, "libvirt-python").splitlines()) == {
        line for line in pins.splitlines() if line.startswith("libvirt-python==")
    }
