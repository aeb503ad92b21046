"""What servers are made from on a cloud that nobody here made: what one is told of, or what is there and fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openstack.connection import Connection

from ..errors import TargetError
from ._deployment import CloudOptions
from ._sdk import using

_WHERE = "[openstack]"


@dataclass(frozen=True)
class Found:
    """Ids (see `_resources.Resources`)."""

    image: str
    flavor: str
    networks: Sequence[str]
    huge_flavor: str | None = None
    foreign: Mapping[str, str] = field(default_factory=dict)


def find(cloud: Connection, options: CloudOptions) -> Found:
    """An image, a flavor that is large enough for it, and networks with subnets.

    The smallest of each that is named, or else of those that fit.

    :raises TargetError: what is named is not there, or nothing fits.
    """
    with using("what servers are made from"):
        image = _one("image", options.image, cloud.image.images(), _is_active, lambda each: each.size or 0)
        flavors = cloud.compute.flavors()
        flavor = _one("flavor", options.flavor, flavors, lambda each: _holds(each, image), lambda each: each.ram)
        networks = _networks(list(cloud.network.networks()), options.networks)
    return Found(image.id, flavor.id, [each.id for each in networks])


def _one(
    kind: str, wanted: str | None, there: Iterable[Any], fits: Callable[[Any], bool], size: Callable[[Any], Any]
) -> Any:
    listed = list(there)
    if wanted is not None:
        return _named(kind, wanted, listed)
    fitting = sorted((each for each in listed if fits(each)), key=size)
    if not fitting:
        raise TargetError(f"the cloud has no {kind} that can be used", _WHERE, f'name one: {kind} = "…"')
    return fitting[0]


def _named(kind: str, wanted: str, listed: Sequence[Any]) -> Any:
    found = [each for each in listed if wanted in (each.id, each.name)]
    if len(found) != 1:
        what = f"there is no {kind} {wanted!r}" if not found else f"there are {len(found)} called {wanted!r}"
        raise TargetError(what, f"{_WHERE} {kind}", "name one that this user sees, by its id where names are shared")
    return found[0]


def _networks(there: Sequence[Any], wanted: Sequence[str]) -> list[Any]:
    """Those that are named; or all that have a subnet and are not to the outside."""
    if wanted:
        return [_named("networks", name, there) for name in wanted]
    fitting = [each for each in there if each.subnet_ids and not each.is_router_external]
    if not fitting:
        raise TargetError("the cloud has no network that can be used", _WHERE, 'name one: networks = ["…"]')
    return sorted(fitting, key=lambda each: str(each.name))


def _is_active(image: Any) -> bool:
    return bool(image.status == "active" and image.disk_format not in ("aki", "ari", "iso"))


def _holds(flavor: Any, image: Any) -> bool:
    """Whether a server of the flavor can have the image; a flavor without a disk takes what the image needs."""
    disk, ram = image.min_disk or 0, image.min_ram or 0
    return bool((flavor.disk == 0 or flavor.disk >= disk) and flavor.ram >= ram)
