"""The scenarios, as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from ..errors import UsageError
from ..trace import Expectation

Reason = Literal["missing", "rejected"]
"""How a boot that must fail may stop."""


class Wanted(Struct, frozen=True):
    """A server that is asked for: from an image or from its first volume, on so many networks, with so many volumes.

    :param missing: which of the things it names is not there.
    :param token: what the request shows: the user's own token, or one that has been revoked; or it is never made, for
        the user has logged in with a wrong password.
    """

    from_image: bool = True
    networks: int = 1
    volumes: int = 0
    missing: Literal["image", "flavor", "network", "volume"] | None = None
    token: Literal["own", "revoked", "wrong_password"] = "own"


class Scenario(Struct, frozen=True):
    """The servers that are asked for, all before the first is waited for.

    :param trouble: what the cloud suffers meanwhile, by a name that the target knows.
    :param expect: where a boot that must fail is to stop.
    """

    name: str
    title: str
    servers: tuple[Wanted, ...] = (Wanted(),)
    trouble: str | None = None
    expect: Expectation | None = None


def _refused(name: str, title: str, wanted: Wanted, stopped_at: str, status: int) -> Scenario:
    """A request that is refused, with a status."""
    return Scenario(name, title, (wanted,), expect=Expectation(stopped_at, "rejected", status))


def _suffering(
    trouble: str,
    title: str,
    stopped_at: str,
    reason: Reason = "rejected",
    *,
    volumes: int = 0,
    ends: str | None = "error",
) -> Scenario:
    """A boot that the cloud cannot finish; the scenario is called by the trouble."""
    return Scenario(
        trouble, title, (Wanted(volumes=volumes),), trouble=trouble, expect=Expectation(stopped_at, reason, ends)
    )


GOOD = (
    Scenario("image", "a server from an image, on one network"),
    Scenario("image-volume", "a server from an image, with a volume", (Wanted(volumes=1),)),
    Scenario(
        "two-networks-two-volumes", "a server on two networks, with two volumes", (Wanted(networks=2, volumes=2),)
    ),
    Scenario("volume-boot", "a server that boots from a volume", (Wanted(from_image=False, volumes=1),)),
    Scenario("ten-at-once", "ten servers, asked for at once", (Wanted(),) * 10),
)
"""Those that conform."""
REFUSED = (
    _refused("wrong-password", "a login with a wrong password", Wanted(token="wrong_password"), "CF-02", 401),
    _refused("revoked-token", "a token that was revoked", Wanted(token="revoked"), "CF-05", 401),
    _refused("no-such-image", "an image that is not there", Wanted(missing="image"), "CF-07", 400),
    _refused("no-such-flavor", "a flavor that is not there", Wanted(missing="flavor"), "CF-07", 400),
    _refused("no-such-network", "a network that is not there", Wanted(missing="network"), "CF-07", 400),
    _refused("no-such-volume", "a volume that is not there", Wanted(missing="volume"), "CF-07", 400),
)
"""Those in which the user asks for what cannot be."""
TROUBLED = (
    Scenario(
        "no-quota", "a project that may have no more", trouble="no-quota", expect=Expectation("CF-07", "rejected", 403)
    ),
    _suffering("hosts-disabled", "no host that may be used", "CF-10"),
    _suffering("scheduler-silent", "nova-scheduler takes no messages", "CF-09", "missing"),
    _suffering("compute-silent", "nova-compute takes no messages", "CF-13", "missing", ends=None),
    _suffering("conductor-silent", "nova-conductor takes no messages", "CF-15", "missing", ends=None),
    _suffering("glance-away", "glance cannot be reached", "CF-21"),
    _suffering("glance-500", "glance answers 500", "CF-21"),
    _suffering("neutron-away", "neutron cannot be reached", "CF-24"),
    _suffering("neutron-500", "neutron answers 500", "CF-24"),
    _suffering("no-addresses", "the network has no address left", "CF-24"),
    _suffering("cinder-away", "cinder cannot be reached", "CF-27", volumes=1),
    _suffering("cinder-500", "cinder answers 500", "CF-27", volumes=1),
    _suffering("hypervisor-refuses", "the hypervisor starts no domain", "CF-28"),
)
"""Those in which the cloud is in trouble."""
SCENARIOS = GOOD + REFUSED + TROUBLED


def named(names: Sequence[str]) -> tuple[Scenario, ...]:
    """The scenarios of those names, in the order in which they are run; without names all of them.

    :raises UsageError: there is none of that name.
    """
    known = {scenario.name for scenario in SCENARIOS}
    for name in names:
        if name not in known:
            raise UsageError(f"unknown scenario {name!r}", "--cloudflow-scenario", f"one of {', '.join(sorted(known))}")
    return tuple(scenario for scenario in SCENARIOS if not names or scenario.name in names)
