"""What a scenario is: the servers that are asked for, and what is to come of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ..trace import Expectation

Reason = Literal["missing", "rejected", "duplicated"]
"""How a boot that must fail does so."""
Needs = Literal["negative", "destructive"]
"""`negative`: it is to be refused. `destructive`: it stops, disables or fills something, or has hands inside."""
Token = Literal["own", "none", "forged", "expired", "revoked", "reader", "wrong_password"]
"""What a request shows; with a wrong password it is never made."""


class Wanted(Struct, frozen=True):
    """A server that is asked for: from an image or from its first volume, on so many networks, with so many volumes.

    :param missing: which of the things it names is not there.
    :param foreign: which of the things it names is another project's.
    :param too_big: it is to be larger than any host.
    :param malformed: the request is not what the API takes.
    :param deleted: the user deletes it as soon as it has been asked for.
    :param token: whose token the request shows, and in which condition; `reader` is a user who may only look.
    """

    from_image: bool = True
    networks: int = 1
    volumes: int = 0
    missing: Literal["image", "flavor", "network", "volume"] | None = None
    foreign: Literal["image", "network", "volume"] | None = None
    too_big: bool = False
    malformed: bool = False
    deleted: bool = False
    token: Token = "own"


class Scenario(Struct, frozen=True):
    """The servers that are asked for, all before the first is waited for.

    :param trouble: what the cloud suffers meanwhile, by a name that the target knows.
    :param expect: where a boot that must fail is to stop; one that has none conforms, whatever the cloud suffers.
    :param needs: what a cloud that others use must be allowed to suffer for it.
    """

    name: str
    title: str
    servers: tuple[Wanted, ...] = (Wanted(),)
    trouble: str | None = None
    expect: Expectation | None = None
    needs: Needs | None = None
