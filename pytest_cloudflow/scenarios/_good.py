"""Scenarios that conform: ordinary ones, and those in which the cloud gets over what it suffers."""

from __future__ import annotations

from ._model import Scenario, Wanted

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


def _survived(trouble: str, title: str) -> Scenario:
    """A boot that comes to a good end all the same; the scenario is called by the trouble."""
    return Scenario(trouble, title, (Wanted(volumes=1),), trouble=trouble, needs="destructive")


SURVIVED = (
    _survived("one-host-fails", "one hypervisor starts no domain: the server is built on another host"),
    _survived("scheduler-lost", "a nova-scheduler dies with the call in hand, which is delivered again"),
    _survived("conductor-lost", "a nova-conductor dies with the call in hand, which is delivered again"),
    _survived("cast-redelivered", "a nova-compute loses the broker with the cast in hand, which is delivered again"),
)
"""Those that conform though something goes wrong."""
