"""What libvirt sees of the machine."""

from pathlib import Path

import pytest

from deployments.openstack.view import ACCOUNTS, make_places


@pytest.mark.parametrize("name", ACCOUNTS)
def test_the_accounts_of_debians_package_are_beside_the_machines(tmp_path: Path, name: str) -> None:
    make_places(tmp_path)
    machine = Path("/etc", name).read_text().splitlines()
    seen = (tmp_path / name).read_text().splitlines()
    assert seen[: len(machine)] == machine
    assert [line for line in seen if line.startswith("libvirt-qemu:")]
    make_places(tmp_path)
    assert (tmp_path / name).read_text().splitlines() == seen
