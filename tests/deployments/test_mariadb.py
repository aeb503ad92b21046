"""What the database refuses is said, and no password with it."""

from pathlib import Path

import pytest

from deployments.openstack._cloud import Cloud
from deployments.openstack._mariadb import Mariadb
from deployments.packages import Packages
from pytest_cloudflow.errors import TargetError

SYNTAX = (
    "ERROR 1064 (42000) at line 9: You have an error in your SQL syntax; check the manual that corresponds to your "
    "MariaDB server version for the right syntax to use near 'IDENTIFIED BY 's3cret'; ALTER USER\nIDENTIFIED' at line 1"
)
CONNECT = "ERROR 2002 (HY000): Can't connect to local server through socket '/run/mariadb.sock' (2)"


def refusing(cloud: Cloud, stderr: str) -> Mariadb:
    """A database whose client ends with this."""
    client = cloud.folders.packages / "usr/bin/mariadb"
    client.parent.mkdir(parents=True)
    (client.parent / "said").write_text(stderr)
    client.write_text(f"#!/bin/sh\ncat >/dev/null\ncat {client.parent}/said >&2\nexit 1\n")
    client.chmod(0o700)
    return Mariadb(cloud, Packages(cloud.folders.packages, cloud.folders.output / "packages.out"))


@pytest.mark.parametrize(
    ("stderr", "said"),
    [(SYNTAX, r"ERROR 1064 \(42000\) at line 9: You have"), (CONNECT, r"ERROR 2002 \(HY000\): Can't connect")],
)
def test_an_error_is_shown_without_what_it_quotes(cloud: Cloud, stderr: str, said: str) -> None:
    with pytest.raises(TargetError, match=rf"MariaDB refuses: {said}.*see .*/mariadb\.log") as refused:
        refusing(cloud, stderr).grant()
    assert "s3cret" not in str(refused.value)
    assert "IDENTIFIED" not in str(refused.value)


def test_no_password_of_the_record_is_shown(cloud: Cloud, tmp_path: Path) -> None:
    given = Mariadb(cloud, Packages(tmp_path, tmp_path))._users()
    with pytest.raises(TargetError) as refused:
        refusing(cloud, f"ERROR 1064 (42000) at line 1: near '{given}'").query("")
    assert not any(password in str(refused.value) for password in cloud.record.passwords.values())
