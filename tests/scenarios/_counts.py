"""What a cloud has, counted in its components: so that it shows whether something is left."""

from __future__ import annotations

from pytest_cloudflow.embedded import EmbeddedCloud
from reference_impl.context import Context


def counts(embedded: EmbeddedCloud) -> dict[str, int]:
    """How many there are of each, once all that was asked of the cloud is done."""
    embedded.run_until_idle()
    cloud = embedded.cloud
    hosts = cloud.database.hosts(Context("req-count"), "nova-conductor")
    volumes = cloud.cinder.volumes
    return {
        "domains": sum(len(watched.domains()) for watched in cloud.hypervisors.values()),
        "ports": len(cloud.neutron.ports.all()),
        "attachments": len(volumes.attachments()),
        "volumes": len(volumes.all()),
        "volumes in use": len([volume for volume in volumes.all() if volume.status != "available"]),
        "instances": len(cloud.database.instances()),
        "vcpus": sum(host.vcpus_used for host in hosts),
        "memory": sum(host.memory_mb_used for host in hosts),
        "disk": sum(host.disk_gb_used for host in hosts),
    }
