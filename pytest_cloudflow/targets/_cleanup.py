"""Removes from a cloud what a run has made there and not removed, by its ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from openstack import exceptions
from openstack.connection import Connection

from ..errors import TargetError
from ..probes.live.api import ApiProbe
from ._ledger import Entry, parted, read
from ._region import Region
from ._sdk import if_there, remove_volume, using

KINDS = ("server", "volume", "user")
"""In the order in which they are removed."""

_WAIT = 60
"""Seconds that a volume may take to be let go of, and to go."""


def clean(run: str) -> list[str]:
    """Removes what a run has left, and then its ledger; what was removed and what is left to be undone, a line each.

    :raises UsageError: there is no such run, or its cloud is in `clouds.yaml` no longer.
    :raises TargetError: the cloud cannot be reached, or something stays.
    """
    cloud, entries, ledger = read(run)
    things, undo = parted(entries)
    region = Region(cloud, ApiProbe())
    try:
        found = remove(region.connection, things, run)
    finally:
        region.close()
    ledger.unlink(missing_ok=True)
    removed = [f"removed {entry.kind} {entry.name}" for entry in found] or ["nothing of it was left"]
    return [*removed, *(f"still to be undone by hand: {each}" for each in undo)]


def remove(cloud: Connection, entries: list[Entry], run: str) -> list[Entry]:
    """Removes things; returns those that were still there.

    :raises TargetError: something cannot be removed, or does not go.
    """
    found, stayed = [], []
    with using("what the run has left"):
        for entry in sorted(entries, key=lambda each: KINDS.index(each.kind)):
            thing = _there(cloud, entry)
            if thing is not None:
                found.append(entry)
                stayed += _remove(cloud, entry.kind, thing)
    if stayed:
        mend = f"python -m pytest_cloudflow cleanup {run}"
        raise TargetError(f"{len(stayed)} things stay: {'; '.join(stayed)}", "", mend)
    return found


def _there(cloud: Connection, entry: Entry) -> Any:
    """The thing itself, by its id; by the whole name that only we gave, where the id was never known."""
    if entry.id:
        return if_there(_get(cloud, entry.kind), entry.id)
    return next((each for each in _list(cloud, entry.kind) if each.name == entry.name), None)


def _get(cloud: Connection, kind: str) -> Callable[[str], Any]:
    return {
        "server": lambda id_: cloud.compute.get_server(id_),
        "volume": lambda id_: cloud.block_storage.get_volume(id_),
        "user": lambda id_: cloud.identity.get_user(id_),
    }[kind]


def _list(cloud: Connection, kind: str) -> Iterator[Any]:
    return {
        "server": lambda: cloud.compute.servers(details=False),
        "volume": lambda: cloud.block_storage.volumes(details=False),
        "user": cloud.identity.users,
    }[kind]()


def _remove(cloud: Connection, kind: str, thing: Any) -> list[str]:
    """Removes it and waits until it is gone; what to say if it is not."""
    try:
        if kind == "server":
            cloud.compute.delete_server(thing.id)
            cloud.compute.wait_for_delete(thing)
        elif kind == "user":
            cloud.identity.delete_user(thing.id)
        else:
            remove_volume(cloud.block_storage, thing.id, _WAIT)
    except exceptions.SDKException as error:
        return [f"{kind} {thing.id} ({type(error).__name__})"]
    return []
