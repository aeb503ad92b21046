"""`[probes.libvirt]`: what becomes of the domains on a host, by libvirt's own events.

nova gives a domain the id of its instance. libvirt-python is imported when the probe is opened, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET, Struct

from ...errors import TargetError
from ...trace._events import Event, Facts, Failure, Watched
from .._components import Components
from .._seen import Seen

if TYPE_CHECKING:
    from ._domain_events import DomainEvents, Happened

_WHERE = "[probes.libvirt]"
_DOER = "nova-compute"


class LibvirtOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table.

    :param uri: of one host: `qemu:///system`, `qemu+ssh://nova@h1/system`.
    :param host: what nova calls that host.
    :param others: more hosts by the names that nova gives them, and their URIs.
    :param all_hosts: whether these are all there are: then what none of them shows has not happened.
    """

    uri: str
    host: str
    others: dict[str, str] = {}
    all_hosts: bool = False


class LibvirtProbe:
    """Watches the channel `hypervisor`."""

    name = "libvirt"

    def __init__(self, options: LibvirtOptions, components: Components) -> None:  # noqa: ARG002 -- as every probe
        self._uris = {**options.others, options.host: options.uri}
        self._all = options.all_hosts
        self._open: dict[str, DomainEvents] = {}

    def about(self) -> list[str]:
        """Which hosts; it does nothing to them."""
        return [f"domains of {', '.join(sorted(self._uris))}, by libvirt, for reading only"]

    def open(self) -> None:
        """Begins to listen to each host.

        :raises TargetError: libvirt-python is not installed, or one of them cannot be reached.
        """
        made = _listener()
        try:
            for host, uri in self._uris.items():
                self._open[host] = made(uri, f"{_WHERE} {host}")
                self._open[host].open()
        except TargetError:
            self.close()
            raise

    @property
    def watched(self) -> Watched:
        """Every host, if these are all."""
        return {"hypervisor": ["*"]} if self._all else {}

    def take(self) -> list[Seen]:
        """See `Probe`."""
        return [_seen(host, each) for host, events in self._open.items() for each in events.take()]

    def close(self) -> None:
        """Listens no longer."""
        while self._open:
            self._open.popitem()[1].close()


def _listener() -> type[DomainEvents]:
    """What listens to one host.

    :raises TargetError: libvirt-python is not installed.
    """
    try:
        from ._domain_events import DomainEvents
    except ModuleNotFoundError as error:
        raise TargetError("libvirt-python is not installed", _WHERE, "install pytest-cloudflow[libvirt]") from error
    return DomainEvents


def _seen(host: str, happened: Happened) -> Seen:
    """It shows no request: what it was done for is told by the instance and the time."""
    facts = Facts(
        host=host,
        domain=happened.domain,
        vcpus=UNSET if happened.vcpus is None else happened.vcpus,
        memory_mb=UNSET if happened.memory_mb is None else happened.memory_mb,
        failure=Failure(class_=happened.failure) if happened.failure else UNSET,
    )
    event = Event(
        seq=0, time=happened.time, clock=f"libvirt:{host}", channel="hypervisor", kind=happened.kind,
        source=_DOER, target="hypervisor", instance_id=happened.uuid, facts=facts,
    )  # fmt: skip
    return Seen(event, actor=_DOER, by_time=True)
