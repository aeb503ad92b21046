"""What there is to choose about a boot that is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..trace import Expectation
from ._clocks import ONE_CLOCK, Clocks
from ._ids import Login

Stop = Literal[
    "wrong_password", "no_token", "revoked_token", "role", "quota", "no_valid_host",
    "silent_scheduler", "silent_compute", "silent_conductor",
    "image_down", "image_unavailable", "image_missing", "image_unvalidated",
    "network_down", "network_unavailable", "network_refused", "network_unvalidated",
    "volume_down", "volume_unavailable", "volume_refused", "volume_unvalidated",
    "driver",
]  # fmt: skip
"""Where a failing boot stops; section 3 *Stops* of the contract says which step each is charged to."""

Noise = Literal["polls", "logins", "notifications", "fanout", "periodic", "lookups"]


@dataclass(frozen=True)
class Boot:
    """One boot, as its teller is asked for it. Without any option: one image, one network, one volume, one clock.

    :param image: an image's id is named in the request; without it a volume is booted from.
    :param networks: how many networks the request names.
    :param auto: the choice of network is left to neutron (`networks` must be 0 then).
    :param given_ports: how many ports the request names.
    :param volumes: how many volumes the request names.
    :param cloud: eight hex digits; boots of one cloud share their flavor, image, networks and the services' own tokens.
    :param login: whose token is used; none: a login of the boot's own.
    :param logs_in: whether steps 1 and 2 are told here, or by another boot of the same login.
    :param start: true time of the first event, UNIX seconds.
    :param pace: seconds between two events.
    :param host: the one that is chosen.
    :param hosts: those that are weighed, the chosen one among them.
    :param filters: how many filters are run.
    :param rejected_hosts: those that the filters sort out.
    :param no_task: whether the instance shows no task for a while between 13 and its second row.
    :param service_tokens: whether nova-compute shows a token of its own beside the user's.
    :param noise: what else happens meanwhile.
    :param looked_at: whether the client asks for the finished instance and its addresses.
    :param clocks: what stamps the events.
    :param stop: where the boot fails; none: it conforms.
    :param ends: whether a boot that fails reaches `error` with no task.
    :param released: whether a boot that fails gives back what it took.
    :param failed_hosts: hosts of earlier attempts, whose driver failed.
    :param redelivered: the messages that their first worker lost: `scheduler`, `compute`, `conductor`.
    :param scenario: the name of the kit's scenario around it.
    :param expect: what that scenario declares.
    """

    image: bool = True
    networks: int = 1
    auto: bool = False
    given_ports: int = 0
    volumes: int = 1
    cloud: str | None = None
    login: Login | None = None
    logs_in: bool = True
    start: float = 1_760_000_000.0
    pace: float = 0.01
    host: str = "h1"
    hosts: tuple[str, ...] = ("h1", "h2", "h3")
    filters: int = 2
    rejected_hosts: tuple[str, ...] = ("h8", "h9")
    no_task: bool = True
    service_tokens: bool = False
    noise: tuple[Noise, ...] = ()
    looked_at: bool = True
    clocks: Clocks = ONE_CLOCK
    stop: Stop | None = None
    ends: bool = True
    released: bool = True
    failed_hosts: tuple[str, ...] = ()
    redelivered: tuple[str, ...] = ()
    scenario: str | None = None
    expect: Expectation | None = None
