"""What `cloudflow.toml` says of a cloud that is to be judged: the tables `[openstack]` and `[probes.NAME]`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from ._assumed import MAX_SKEW

Seconds = Annotated[float, Meta(ge=0, le=86_400)]
"""A day at most."""


class Trouble(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table `[openstack.troubles.NAME]`: how a trouble is brought about from here, and how it ends.

    :param begin, end: commands for the shell; `end` is run whatever comes of the rest.
    """

    begin: str
    end: str


class CloudOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table `[openstack]`.

    :param image, flavor, networks: names or ids of what servers are made from; what is not named is looked for.
    :param huge_flavor: name or id of a flavor that no host has room for.
    :param foreign: by `image`, `network` and `volume` ids of what another project has.
    :param availability_zone: where servers are asked to be; else wherever the cloud puts them.
    :param validation_cache: seconds for which the services may reuse a token's validation (keystonemiddleware's
        `token_cache_time`, 0 where that is -1); not given: unknown.
    :param max_skew: seconds by which the clocks of two probes may differ.
    :param one_machine: whether all services, their database and the kit are on one machine: then what they stamp
        themselves is stamped by one clock. What reaches a probe before it is stamped is late by a little all the same.
    :param settle: seconds for which a boot is observed beyond its end.
    :param poll: seconds between two looks at a server.
    :param troubles: those that can be brought about, by the names that scenarios have for them.
    """

    image: str | None = None
    flavor: str | None = None
    networks: tuple[str, ...] = ()
    huge_flavor: str | None = None
    foreign: dict[Literal["image", "network", "volume"], str] = {}
    availability_zone: str | None = None
    validation_cache: Seconds | None = None
    max_skew: Seconds = MAX_SKEW
    one_machine: bool = False
    settle: Seconds = 5.0
    poll: Annotated[float, Meta(ge=0.01, le=86_400)] = 0.5
    troubles: dict[str, Trouble] = {}


class Deployment(Struct, frozen=True, kw_only=True):
    """All that is said of it.

    :param probes: the tables of the probes, by their names.
    :param negative: whether scenarios may be run that must be refused.
    :param destructive: whether scenarios may be run that stop, disable or fill something.
    """

    cloud: CloudOptions = CloudOptions()
    probes: dict[str, dict[str, Any]] = {}
    negative: bool = False
    destructive: bool = False
