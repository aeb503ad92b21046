"""Which Debian packages are unpacked, and what is told to programs that run from there."""

from pathlib import Path

import pytest

from deployments.packages import Packages, needed


@pytest.fixture
def packages(tmp_path: Path) -> Packages:
    return Packages(tmp_path / "packages", tmp_path / "packages.out")


def test_what_the_machine_lacks_is_unpacked() -> None:
    assert needed(["libc6", "libaio1"], ["libc6"]) == ["libaio1"]


def test_servers_are_unpacked_even_where_the_machine_has_them() -> None:
    closure = ["erlang-base", "rabbitmq-server", "mariadb-server-core", "libvirt0", "qemu-utils"]
    assert needed(closure, closure) == closure


def test_what_no_server_needs_is_left_out() -> None:
    assert needed(["perl", "perl-base", "python3.11", "cron", "iso-codes", "logrotate"], []) == []


def test_programs_of_the_packages_go_before_the_machines(packages: Packages) -> None:
    path = packages.environment()["PATH"].split(":")
    assert path.index(f"{packages.root}/usr/bin") < path.index("/usr/bin")


def test_libraries_of_the_packages_are_found(packages: Packages) -> None:
    assert str(packages.root / "usr/lib") in packages.environment()["LD_LIBRARY_PATH"]
