"""What the database refuses, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._records import Flavor, Quota


class NotFound(LookupError):
    """There is no such row. Its text names the table and the id."""


class AlreadyThere(ValueError):
    """There is such a row already. Its text names what would not be unique."""


class NoRoom(Exception):
    """A host has not enough left for what was to be claimed of it."""

    def __init__(self, host: str, flavor: Flavor) -> None:
        super().__init__(
            f"host {host} has not enough left for {flavor.vcpus} vCPUs, {flavor.memory_mb} MiB and {flavor.disk_gb} GiB"
        )
        self.host = host


class UnexpectedState(Exception):
    """An instance is not in the state that a change was meant for; nothing was changed."""

    def __init__(self, instance_id: str, expected: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        super().__init__(f"instance {instance_id} has {dict(found)}, where {dict(expected)} was expected")
        self.found = found


class OverQuota(Exception):
    """A project asks for more than it may have.

    :param resource: `instances`, `cores` or `ram`.
    """

    def __init__(self, resource: str, requested: int, used: int, limit: int) -> None:
        super().__init__(
            f"Quota exceeded for {resource}: Requested {requested}, but already used {used} of {limit} {resource}"
        )
        self.resource = resource


def check_quota(limit: Quota, used: Quota, flavor: Flavor) -> None:
    """Sees whether a project may have one instance more.

    :raises OverQuota: it may not; the first resource that is exceeded is named.
    """
    asked = {"instances": 1, "cores": flavor.vcpus, "ram": flavor.memory_mb}
    for resource, requested in asked.items():
        most, has = getattr(limit, resource), getattr(used, resource)
        if 0 <= most < has + requested:
            raise OverQuota(resource, requested, has, most)
