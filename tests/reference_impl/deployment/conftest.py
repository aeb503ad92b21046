"""A cloud of one thread with a user in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import text

from reference_impl.client import Client, Server, ServerRequest
from reference_impl.deployment import Cloud, Seed, seed
from reference_impl.nova.database import ComputeNode
from reference_impl.world import World


@dataclass
class Site:
    """A cloud, what is in it, what it told, and its user."""

    cloud: Cloud
    kept: Seed
    client: Client
    told: list[dict[str, Any]] = field(default_factory=list)

    def request(self, **more: Any) -> ServerRequest:
        given = {"image": self.kept.image, "networks": self.kept.networks[:1], **more}
        return ServerRequest("mine", self.kept.flavor, **given)

    def boot(self, **more: Any) -> Server:
        """A server, as it is when the cloud has nothing left to do."""
        return self.client.show(self.client.boot(self.request(**more)))

    def left(self) -> dict[str, Any]:
        """All that servers take, as it is now."""
        cloud = self.cloud
        nodes = cloud.database._rows(text("select * from compute_nodes order by host"))
        return {
            "domains": {host: watched.domains() for host, watched in cloud.hypervisors.items()},
            "ports": len(cloud.neutron.ports.all()),
            "attachments": len(cloud.cinder.volumes.attachments()),
            "volumes": sorted(volume.status for volume in cloud.cinder.volumes.all()),
            "hosts": [tuple(node) for node in nodes],
        }


@pytest.fixture
def make_site() -> Iterator[Callable[..., Site]]:
    clouds = []

    def make(*hosts: ComputeNode, seed_number: int = 5, **more: Any) -> Site:
        told: list[dict[str, Any]] = []

        def observe(channel: str, kind: str, **fields: Any) -> None:
            told.append({"channel": channel, "kind": kind, **fields})

        given = {"hosts": hosts, **more} if hosts else more
        cloud = Cloud(World.seeded(seed_number), observe, hypervisor="builtin", **given)
        clouds.append(cloud)
        return Site(cloud, seed(cloud), cloud.client(), told)

    yield make
    for cloud in clouds:
        cloud.close()


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    return make_site()
