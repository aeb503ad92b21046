"""Scenarios in which the cloud is in trouble, or the server is deleted before it is there."""

from __future__ import annotations

from collections.abc import Iterator

from ..trace import Expectation
from ._model import Reason, Scenario, Wanted

_AILMENTS = (
    ("away", "cannot be reached"),
    ("slow", "answers too late"),
    ("500", "answers 500"),
    ("401", "answers 401"),
    ("garbage", "answers what is no JSON"),
)


def _suffering(
    trouble: str,
    title: str,
    stopped_at: str,
    reason: Reason = "rejected",
    *,
    volumes: int = 0,
    ends: str | int | None = "error",
) -> Scenario:
    """A boot that the cloud cannot finish; the scenario is called by the trouble."""
    expect = Expectation(stopped_at, reason, ends)
    return Scenario(trouble, title, (Wanted(volumes=volumes),), trouble=trouble, expect=expect, needs="destructive")


def _ailing(service: str, stopped_at: str, *, volumes: int = 0, ends: str | int = "error") -> Iterator[Scenario]:
    """A service that cannot be reached, or does not do what it is asked for."""
    for ailment, told in _AILMENTS:
        yield _suffering(f"{service}-{ailment}", f"{service} {told}", stopped_at, volumes=volumes, ends=ends)


def _deleted(phase: str, title: str, stopped_at: str, *, volumes: int = 0) -> Scenario:
    """A server that its user deletes before it is there."""
    name = f"deleted-while-{phase}"
    expect = Expectation(stopped_at, "missing", 202)
    return Scenario(name, title, (Wanted(volumes=volumes),), trouble=name, expect=expect, needs="destructive")


TROUBLED = (
    *_ailing("keystone", "CF-05", ends=503),
    _suffering("no-quota", "a project that may have no more", "CF-07", ends=403),
    _suffering("volume-in-use", "a volume that another server has", "CF-07", volumes=1, ends=400),
    _suffering("scheduler-silent", "nova-scheduler takes no messages", "CF-09", "missing"),
    _suffering("hosts-disabled", "no host that may be used", "CF-10"),
    _suffering("hosts-full", "no host that has room", "CF-10"),
    _suffering("cast-lost", "the broker loses the cast", "CF-13", "missing", ends=202),
    _suffering("compute-silent", "nova-compute takes no messages", "CF-13", "missing", ends=202),
    _suffering("compute-lost", "a nova-compute dies with the cast in hand", "CF-14", "missing", ends=202),
    _suffering("conductor-silent", "nova-conductor takes no messages", "CF-15", "missing", ends=202),
    _suffering("token-ends-at-glance", "a token that holds no longer when glance asks", "CF-20"),
    *_ailing("glance", "CF-21"),
    _suffering("token-ends-at-neutron", "a token that holds no longer when neutron asks", "CF-23"),
    *_ailing("neutron", "CF-24"),
    _suffering("no-addresses", "the network has no address left", "CF-24"),
    _suffering("token-ends-at-cinder", "a token that holds no longer when cinder asks", "CF-26", volumes=1),
    *_ailing("cinder", "CF-27", volumes=1),
    _suffering("volume-taken", "a volume that another server gets first", "CF-27", volumes=1),
    _suffering("hypervisor-refuses", "the hypervisors start no domain", "CF-28", volumes=1),
    _suffering("hypervisor-dies", "the hypervisors cannot be reached", "CF-28", volumes=1),
    _suffering("cast-twice", "the broker delivers the cast twice", "CF-ONCE", "duplicated", ends="active"),
    Scenario(
        "deleted-while-scheduling",
        "a server that is deleted as soon as it has been asked for",
        (Wanted(deleted=True),),
        expect=Expectation("CF-13", "missing", 202),
        needs="destructive",
    ),
    _deleted("fetching-the-image", "a server that is deleted before its image is fetched", "CF-19"),
    _deleted("networking", "a server that is deleted before it has a port", "CF-22"),
    _deleted("attaching", "a server that is deleted before it has its volume", "CF-25", volumes=1),
    _deleted("spawning", "a server that is deleted before it has a domain", "CF-28", volumes=1),
)
"""Those in which the cloud is in trouble, or the server is not waited for."""
