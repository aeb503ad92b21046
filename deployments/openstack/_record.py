"""What a cloud is, kept from one `up` to the next: its hosts, ports and passwords."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from pytest_cloudflow.errors import UsageError

from ._folders import Folders, write_private

SHOW_ALL = -1
"""A validation cache of so many seconds keeps none."""


class Record(Struct, frozen=True, kw_only=True):
    """One cloud.

    :param release: the file that pins its versions.
    :param computes: names of its hosts; one that begins with `kvm` runs libvirt, the others nova's fake driver.
    :param validation_cache: seconds for which services may reuse the validation of a token; `SHOW_ALL`: never.
    :param ports: by what listens there.
    :param passwords: by `WHERE/ACCOUNT`, such as `mariadb/nova_api`.
    """

    release: str
    computes: tuple[str, ...]
    validation_cache: int
    ports: Mapping[str, int]
    passwords: Mapping[str, str]

    @property
    def with_kvm(self) -> bool:
        """Whether one of the hosts runs libvirt."""
        return any(runs_libvirt(host) for host in self.computes)


def runs_libvirt(host: str) -> bool:
    """Whether a host of this name boots real servers."""
    return host.startswith("kvm")


def read_record(folders: Folders) -> Record | None:
    """The cloud of a folder, or `None` if there never was one.

    :raises UsageError: what stands there is no record.
    """
    try:
        return msgspec.json.decode(folders.record.read_bytes(), type=Record)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError("cannot be read as a cloud", str(folders.record), "forget it: down --wipe") from error


def write_record(folders: Folders, record: Record) -> None:
    """Keeps it, for its owner alone."""
    write_private(folders.record, msgspec.json.format(msgspec.json.encode(record)).decode() + "\n")


def with_passwords(held: Mapping[str, str], accounts: Iterable[str]) -> dict[str, str]:
    """The passwords held, and a random one for each account that has none."""
    return {account: held.get(account) or secrets.token_hex(16) for account in accounts}
