"""Which component a process is, by the name that a recorder gives it.

The names come from where a deployment tells its processes apart: the RabbitMQ user of a connection, the file that a
recorder names after an API, the command line of a client. A deployment that names them otherwise hands in its table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from ._seen import Seen

NAMES: Mapping[str, str] = MappingProxyType({
    "keystone": "keystone",
    "placement": "placement",
    "glance": "glance-api",
    "glance_api": "glance-api",
    "neutron": "neutron-server",
    "neutron_server": "neutron-server",
    "nova_api": "nova-api",
    "nova_scheduler": "nova-scheduler",
    "nova_conductor": "nova-conductor",
    "nova_compute": "nova-compute",
    "cinder_api": "cinder-api",
    "cinder_scheduler": "cinder-scheduler",
    "cinder_volume": "cinder-volume",
    "cinder_backup": "cinder-backup",
})  # fmt: skip
"""A name stands for itself and for `<name>_<host>`."""

TOPICS: Mapping[str, str] = MappingProxyType({
    "scheduler": "nova-scheduler",
    "conductor": "nova-conductor",
    "compute": "nova-compute",
    "compute-alt": "nova-compute",
    "cinder-scheduler": "cinder-scheduler",
    "cinder-volume": "cinder-volume",
    "cinder-backup": "cinder-backup",
})  # fmt: skip
"""Who a message on that topic is meant for."""

LEFT_OUT = frozenset({"recorder", "poller", "nova_observer"})
"""What belongs to a recording itself and is no part of the cloud."""

_COMMAND = "proc:"
_CLIENTS = frozenset({"openstack"})


class Components:
    """The table of one deployment.

    :param names: process names and the components they are; extends `NAMES`.
    :param topics: rpc topics and the components that serve them; extends `TOPICS`.
    :param left_out: processes whose acts are not reported.
    """

    def __init__(
        self,
        names: Mapping[str, str] = MappingProxyType({}),
        topics: Mapping[str, str] = MappingProxyType({}),
        left_out: Collection[str] = LEFT_OUT,
    ) -> None:
        self._names = {_plain(name): component for name, component in {**NAMES, **names}.items()}
        self._longest = sorted(self._names, key=len, reverse=True)
        self._topics = {**TOPICS, **topics}
        self._left_out = frozenset(_plain(name) for name in left_out)

    def of(self, process: str | None) -> str | None:
        """The component that a process is, or `None` if the table does not know it."""
        if not process:
            return None
        if process.startswith(_COMMAND):
            return "client" if _is_client(process.removeprefix(_COMMAND)) else None
        plain = f"{_plain(process)}_"
        return next((self._names[name] for name in self._longest if plain.startswith(f"{name}_")), None)

    def unified(self, seen: Seen) -> Seen:
        """The same, with its processes called after their components: probes of one machine name them differently."""
        return replace(seen, actor=self.of(seen.actor) or seen.actor, server=self.of(seen.server) or seen.server)

    def at(self, topic: str | None) -> str | None:
        """The component that serves a topic."""
        return self._topics.get(topic) if topic else None

    def leaves_out(self, process: str | None) -> bool:
        """Whether what this process does is not part of what is observed."""
        return process is not None and _plain(process) in self._left_out


def _plain(name: str) -> str:
    return name.replace("-", "_")


def _is_client(command: str) -> bool:
    return any(word.rsplit("/", 1)[-1] in _CLIENTS for word in command.split())
