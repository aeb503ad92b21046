"""Bodies for neutron: networks, their subnets, and ports on them."""

from __future__ import annotations

from factory.random import randgen

from ._body import ABSENT, Body, drawn, named, trait, uuid


class NetworkFactory(Body):
    """`POST /v2.0/networks`."""

    _envelope = "network"

    name = named("network")
    admin_state_up = True

    class Params:
        shared_by_all = trait(shared=True)
        """For administrators."""
        external = trait(**{"router:external": True})
        """For administrators."""


class SubnetFactory(Body):
    """`POST /v2.0/subnets`: 254 addresses within 10.0.0.0/8. `network_id` is drawn unless it is given."""

    _envelope = "subnet"

    name = named("subnet")
    network_id = drawn(uuid)
    ip_version = 4
    cidr = drawn(lambda: f"10.{randgen.randrange(256)}.{randgen.randrange(256)}.0/24")
    enable_dhcp = True

    class Params:
        ipv6 = trait(ip_version=6, cidr=drawn(lambda: f"fd{_group()[2:]}:{_group()}:{_group()}::/64"))


class PortFactory(Body):
    """`POST /v2.0/ports`. `network_id` is drawn unless it is given; `fixed_ips` is absent."""

    _envelope = "port"

    name = named("port")
    network_id = drawn(uuid)
    admin_state_up = True
    fixed_ips = ABSENT


def _group() -> str:
    return f"{randgen.getrandbits(16):04x}"
