"""What is taken to be so of a cloud where nobody has said otherwise."""

from __future__ import annotations

from ..trace import Header

SERVICES = ("nova-api", "glance-api", "neutron-server", "cinder-api", "placement")
"""Those that have keystone validate tokens, and may remember the answer."""
MAX_SKEW = 0.05
"""Seconds by which the clocks of hosts differ at most: what NTP holds, with room."""
WINDOW = Header().boot_timeout
"""Seconds for one boot."""


def window(timeout: float | None) -> float:
    """One boot's window in seconds.

    :param timeout: what the user has said.
    """
    return WINDOW if timeout is None else timeout
