"""Bodies for nova but for the boot request itself: sizes of servers, and hosts."""

from __future__ import annotations

from ._body import Body, computed, drawn, named, one_of, trait, uuid

GIB = 1024
"""MiB."""


class FlavorFactory(Body):
    """`POST /v2.1/flavors`; `ram` in MiB, `disk` in GiB. nova-api makes up an `id` unless one is given."""

    _envelope = "flavor"

    name = named("flavor")
    vcpus = one_of((1, 2, 4))
    ram = computed(lambda flavor: flavor.vcpus * 2 * GIB)
    disk = one_of((1, 10, 20))

    class Params:
        tiny = trait(vcpus=1, ram=512, disk=1)
        too_large = trait(vcpus=100_000, ram=1_000_000 * GIB, disk=1_000_000)
        """No host has room for it: what is booted with it finds no valid host."""


class HostFactory(Body):
    """An entry of `GET /v2.1/os-hypervisors/detail` before microversion 2.88, which no request makes.

    `memory_mb` in MiB, `local_gb` in GiB. What is free follows from what there is and what is used.
    """

    id = drawn(uuid)
    hypervisor_hostname = named("host")
    hypervisor_type = "QEMU"
    hypervisor_version = 10_000_000
    host_ip = "127.0.0.1"
    state = "up"
    status = "enabled"
    service = computed(
        lambda host: {"id": host.service_id, "host": host.hypervisor_hostname, "disabled_reason": host.why_disabled}
    )
    vcpus = one_of((16, 32, 64))
    vcpus_used = 0
    memory_mb = computed(lambda host: host.vcpus * 4 * GIB)
    memory_mb_used = 0
    free_ram_mb = computed(lambda host: host.memory_mb - host.memory_mb_used)
    local_gb = 1000
    local_gb_used = 0
    free_disk_gb = computed(lambda host: host.local_gb - host.local_gb_used)
    disk_available_least = computed(lambda host: host.free_disk_gb)
    running_vms = 0
    current_workload = 0
    cpu_info = drawn(dict)

    service_id = drawn(uuid)
    why_disabled = None

    class Meta:
        exclude = ("service_id", "why_disabled")

    class Params:
        down = trait(state="down")
        disabled = trait(status="disabled", why_disabled="maintenance")
        full = trait(
            vcpus_used=computed(lambda host: host.vcpus),
            memory_mb_used=computed(lambda host: host.memory_mb),
            local_gb_used=computed(lambda host: host.local_gb),
        )
