"""The scenarios, as data."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ..errors import UsageError


class Wanted(Struct, frozen=True):
    """A server that is asked for: from an image or from its first volume, on so many networks, with so many volumes."""

    from_image: bool = True
    networks: int = 1
    volumes: int = 0


class Scenario(Struct, frozen=True):
    """The servers that are asked for, all before the first is waited for."""

    name: str
    title: str
    servers: tuple[Wanted, ...]


SCENARIOS = (
    Scenario("image", "a server from an image, on one network", (Wanted(),)),
    Scenario("image-volume", "a server from an image, with a volume", (Wanted(volumes=1),)),
    Scenario(
        "two-networks-two-volumes", "a server on two networks, with two volumes", (Wanted(networks=2, volumes=2),)
    ),
    Scenario("volume-boot", "a server that boots from a volume", (Wanted(from_image=False, volumes=1),)),
    Scenario("ten-at-once", "ten servers, asked for at once", (Wanted(),) * 10),
)


def named(names: Sequence[str]) -> tuple[Scenario, ...]:
    """The scenarios of those names, in the order in which they are run; without names all of them.

    :raises UsageError: there is none of that name.
    """
    known = {scenario.name for scenario in SCENARIOS}
    for name in names:
        if name not in known:
            raise UsageError(f"unknown scenario {name!r}", "--cloudflow-scenario", f"one of {', '.join(sorted(known))}")
    return tuple(scenario for scenario in SCENARIOS if not names or scenario.name in names)
