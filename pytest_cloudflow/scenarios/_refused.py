"""Scenarios in which the user asks for what cannot be, or may not ask: each is refused, with a status."""

from __future__ import annotations

from ..trace import Expectation
from ._model import Scenario, Wanted


def _refused(name: str, title: str, wanted: Wanted, stopped_at: str, ends: int | str) -> Scenario:
    """A request that is refused, with a status, or a server that comes to no good end."""
    return Scenario(name, title, (wanted,), expect=Expectation(stopped_at, "rejected", ends), needs="negative")


REFUSED = (
    _refused("wrong-password", "a login with a wrong password", Wanted(token="wrong_password"), "CF-02", 401),
    _refused("no-token", "a request that shows no token", Wanted(token="none"), "CF-03", 401),
    _refused("forged-token", "a token that keystone never gave", Wanted(token="forged"), "CF-05", 401),
    _refused("expired-token", "a token whose time is over", Wanted(token="expired"), "CF-05", 401),
    _refused("revoked-token", "a token that was revoked", Wanted(token="revoked"), "CF-05", 401),
    _refused("role-that-may-not", "a user who may only look", Wanted(token="reader"), "CF-07", 403),
    _refused("malformed-request", "a request without a name and a flavor", Wanted(malformed=True), "CF-07", 400),
    _refused("no-such-image", "an image that is not there", Wanted(missing="image"), "CF-07", 400),
    _refused("no-such-flavor", "a flavor that is not there", Wanted(missing="flavor"), "CF-07", 400),
    _refused("no-such-network", "a network that is not there", Wanted(missing="network"), "CF-07", 400),
    _refused("no-such-volume", "a volume that is not there", Wanted(missing="volume"), "CF-07", 400),
    _refused("foreign-image", "another project's image", Wanted(foreign="image"), "CF-07", 400),
    _refused("foreign-network", "another project's network", Wanted(foreign="network"), "CF-07", 400),
    _refused("foreign-volume", "another project's volume", Wanted(foreign="volume"), "CF-07", 400),
    _refused("too-big", "a server larger than any host", Wanted(too_big=True), "CF-10", "error"),
)
"""Those in which the user asks for what cannot be."""
