"""What servers are made from on a cloud that nobody here made: what one is told of, or what is there and fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openstack.connection import Connection

from ..errors import TargetError
from ._deployment import CloudOptions
from ._sdk import using

_WHERE = "[openstack]"
_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


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

    What is named by its id is not asked for: so a service that is down can be what is tried. Of what is not named, the
    smallest that fits.

    :raises TargetError: what is named is not there, or nothing fits.
    """
    with using("what servers are made from"):
        image = _image(cloud, options.image)
        flavor = _flavor(cloud, options.flavor, image)
        networks = _networks(cloud, options.networks)
        huge = _flavor(cloud, options.huge_flavor, image, "huge_flavor") if options.huge_flavor is not None else None
    return Found(image, flavor, networks, huge, {str(kind): each for kind, each in options.foreign.items()})


def _image(cloud: Connection, wanted: str | None) -> str:
    if wanted is not None and _ID.fullmatch(wanted):
        return wanted
    return str(_one("image", wanted, cloud.image.images(), _is_active, lambda each: each.size or 0).id)


def _flavor(cloud: Connection, wanted: str | None, image: str, key: str = "flavor") -> str:
    if wanted is not None and _ID.fullmatch(wanted):
        return wanted
    needs = cloud.image.get_image(image) if wanted is None else None
    there = list(cloud.compute.flavors())
    if wanted is not None:
        return str(_named("flavor", wanted, there, key).id)
    return str(_one("flavor", wanted, there, lambda each: _holds(each, needs), lambda each: each.ram).id)


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


def _named(kind: str, wanted: str, listed: Sequence[Any], key: str = "") -> Any:
    """The one of that id or name; `key` is where it is named, if that is not called like its kind."""
    found = [each for each in listed if wanted in (each.id, each.name)]
    if len(found) != 1:
        what = f"there is no {kind} {wanted!r}" if not found else f"there are {len(found)} called {wanted!r}"
        raise TargetError(
            what, f"{_WHERE} {key or kind}", "name one that this user sees, by its id where names are shared"
        )
    return found[0]


def _networks(cloud: Connection, wanted: Sequence[str]) -> list[str]:
    """Those that are named; or all that have a subnet and are not to the outside."""
    if wanted and all(_ID.fullmatch(name) for name in wanted):
        return list(wanted)
    there = list(cloud.network.networks())
    if wanted:
        return [str(_named("network", name, there, "networks").id) for name in wanted]
    fitting = [each for each in there if each.subnet_ids and not each.is_router_external]
    if not fitting:
        raise TargetError("the cloud has no network that can be used", _WHERE, 'name one: networks = ["…"]')
    return [str(each.id) for each in sorted(fitting, key=lambda each: str(each.name))]


def _is_active(image: Any) -> bool:
    return bool(image.status == "active" and image.disk_format not in ("aki", "ari", "iso"))


def _holds(flavor: Any, image: Any) -> bool:
    """Whether a server of the flavor can have the image; a flavor without a disk takes what the image needs."""
    disk, ram = image.min_disk or 0, image.min_ram or 0
    return bool((flavor.disk == 0 or flavor.disk >= disk) and flavor.ram >= ram)
