"""What a violation is, and all that there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..deployment import Seams
from . import api, builds, compute, hypervisor, scheduling, services, states


class NoSuchViolation(LookupError):
    """There is none of that name."""


@dataclass(frozen=True, slots=True)
class Violation:
    """What is done wrong, and which clause of which scenario fails for it, and why.

    :param seams: makes what a cloud is built with; new for each cloud, for some remember things.
    """

    name: str
    scenario: str
    clause: str
    reason: str
    seams: Callable[[], Seams]

    @property
    def title(self) -> str:
        """What is done wrong, in a sentence."""
        return (self.seams.__doc__ or "").strip()


def find(name: str) -> Violation:
    """The violation of that name.

    :raises NoSuchViolation: there is none.
    """
    for violation in VIOLATIONS:
        if violation.name == name:
            return violation
    raise NoSuchViolation(name)


_IMAGE, _VOLUME, _REFUSING = "image", "image-volume", "hypervisor-refuses"
VIOLATIONS = (
    Violation("flavors-remembered", _IMAGE, "CF-06", "missing", api.flavors_remembered),
    Violation("another-flavor-entered", _IMAGE, "CF-07", "wrong_data", api.another_flavor_entered),
    Violation("hosts-remembered", _IMAGE, "CF-10", "missing", scheduling.hosts_remembered),
    Violation("another-host-answered", _IMAGE, "CF-11", "wrong_data", scheduling.another_host_answered),
    Violation("cast-forgotten", _IMAGE, "CF-12", "missing", scheduling.cast_forgotten),
    Violation("cast-elsewhere", _IMAGE, "CF-12", "wrong_data", scheduling.cast_elsewhere),
    Violation("cast-before-the-answer", _IMAGE, "CF-12", "out_of_order", scheduling.cast_before_the_answer),
    Violation("instance-remembered", _IMAGE, "CF-16", "missing", scheduling.instance_remembered),
    Violation("another-size-answered", _IMAGE, "CF-17", "wrong_data", scheduling.another_size_answered),
    Violation("image-not-asked-for", _IMAGE, "CF-19", "missing", compute.image_not_asked_for),
    Violation("own-token-shown-to-glance", _IMAGE, "CF-19", "wrong_data", compute.own_token_shown_to_glance),
    Violation("glance-trusts-others", _IMAGE, "CF-20", "missing", services.glance_trusts_others),
    Violation("glance-asks-about-itself", _IMAGE, "CF-20", "wrong_data", services.glance_asks_about_itself),
    Violation("data-not-fetched", _IMAGE, "CF-21", "missing", compute.data_not_fetched),
    Violation("port-on-another-network", _IMAGE, "CF-22", "wrong_data", compute.port_on_another_network),
    Violation("neutron-trusts-others", _IMAGE, "CF-23", "missing", services.neutron_trusts_others),
    Violation("neutron-asks-about-itself", _IMAGE, "CF-23", "wrong_data", services.neutron_asks_about_itself),
    Violation("volumes-forgotten", _VOLUME, "CF-25", "missing", builds.volumes_forgotten),
    Violation("another-volume-attached", _VOLUME, "CF-25", "wrong_data", compute.another_volume_attached),
    Violation("cinder-trusts-others", _VOLUME, "CF-26", "missing", services.cinder_trusts_others),
    Violation("cinder-asks-about-itself", _VOLUME, "CF-26", "wrong_data", services.cinder_asks_about_itself),
    Violation("connected-later", _VOLUME, "CF-27", "wrong_data", compute.connected_later),
    Violation("too-much-memory", _IMAGE, "CF-28", "wrong_data", hypervisor.too_much_memory),
    Violation("never-started", _IMAGE, "CF-28", "missing", hypervisor.never_started),
    Violation("queued-instead", _IMAGE, "CF-S1", "wrong_state", states.queued_instead),
    Violation("networking-unsaid", _IMAGE, "CF-S2", "missing", states.networking_unsaid),
    Violation("allocating-instead", _IMAGE, "CF-S2", "wrong_state", states.allocating_instead),
    Violation("networking-said-late", _IMAGE, "CF-S2", "out_of_order", states.networking_said_late),
    Violation("block-devices-unsaid", _VOLUME, "CF-S3", "missing", states.block_devices_unsaid),
    Violation("attaching-instead", _VOLUME, "CF-S3", "wrong_state", states.attaching_instead),
    Violation("block-devices-said-late", _VOLUME, "CF-S3", "out_of_order", states.block_devices_said_late),
    Violation("spawning-unsaid", _IMAGE, "CF-S4", "missing", states.spawning_unsaid),
    Violation("launching-instead", _IMAGE, "CF-S4", "wrong_state", states.launching_instead),
    Violation("spawning-said-late", _IMAGE, "CF-S4", "out_of_order", states.spawning_said_late),
    Violation("active-without-power", _IMAGE, "CF-S5", "wrong_state", states.active_without_power),
    Violation("active-too-early", _IMAGE, "CF-S5", "out_of_order", states.active_too_early),
    Violation("two-ports", _IMAGE, "CF-ONCE", "duplicated", compute.two_ports),
    Violation("another-address-shown", _IMAGE, "CF-ADDRESS", "wrong_data", api.another_address_shown),
    Violation("error-unsaid", _REFUSING, "CF-END", "missing", builds.error_unsaid),
    Violation("active-in-spite", _REFUSING, "CF-END", "wrong_state", builds.active_in_spite),
    Violation("ports-kept", _REFUSING, "CF-RELEASE", "missing", builds.ports_kept),
)
