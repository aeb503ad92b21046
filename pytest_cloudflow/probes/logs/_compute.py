"""nova-compute's log: what its driver did.

```
nova.compute.claims        [instance: …] Claim successful on node h1
nova.virt.libvirt.driver   [instance: …] End _get_guest_xml xml=<domain type="kvm">…   (DEBUG)
nova.virt.libvirt.driver   [instance: …] Guest created on hypervisor                    (DEBUG)
nova.compute.manager       [instance: …] Took 1.78 seconds to spawn the instance on the hypervisor.
nova.compute.manager       [instance: …] Instance failed to spawn: libvirt.libvirtError: …
nova.compute.manager       [instance: …] Took 0.17 seconds to destroy the instance on the hypervisor.
```
libvirt's driver tells of the domain that it defines. Other drivers, nova's fake one among them, define none that
anybody could be told of: that they have spawned is then all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from ...trace._events import Event, Facts
from .._fields import failure, text
from .._seen import Seen
from ._line import Line

SERVICE, HYPERVISOR = "nova-compute", "hypervisor"
_NODE = re.compile(r"Claim successful on node (?P<node>\S+)")
_XML = "End _get_guest_xml xml="
_CREATED = "Guest created on hypervisor"
_SPAWNED = re.compile(r"Took [\d.]+ seconds to spawn the instance on the hypervisor")
_DESTROYED = re.compile(
    r"Took [\d.]+ seconds to destroy the instance on the hypervisor|Instance destroyed successfully"
)
_FAILED = "Instance failed to spawn"
_ERROR = re.compile(r"^(?:[\w.]+ )*?(?P<name>[\w.]*(?:Error|Exception|Failure|Invalid\w*))(?:: (?P<said>.*))?$")
_NAME, _VCPU = re.compile(r"<name>([^<]+)</name>"), re.compile(r"<vcpu[^>]*>(\d+)</vcpu>")
_MEMORY = re.compile(r"<memory(?: unit=.KiB.)?>(\d+)</memory>")
_LIBVIRT = "nova.virt.libvirt"


class ComputeLog:
    """Reads one file.

    :param host: that the service runs on; else the node on which it claims, which for most drivers is called the same.
    """

    channel = "hypervisor"

    def __init__(self, clock: str, host: str | None) -> None:
        self._clock = clock
        self._host = host
        self._node: dict[str, str] = {}
        self._domains: dict[str, str] = {}
        self._libvirt = False

    def read(self, line: Line) -> Iterator[Seen]:
        """See `Reader`."""
        self._libvirt = self._libvirt or line.logger.startswith(_LIBVIRT)
        if line.instance is None:
            return
        if claimed := _NODE.match(line.text):
            self._node[line.instance] = claimed["node"]
        elif line.text.startswith(_XML):
            yield self._seen(line, "define", _domain(line.whole))
        elif line.text.startswith(_CREATED) or (not self._libvirt and _SPAWNED.match(line.text)):
            yield self._seen(line, "start", Facts())
        elif _DESTROYED.match(line.text):
            yield self._seen(line, "destroy", Facts())
        elif line.text.startswith(_FAILED):
            yield self._seen(line, "error", Facts(failure=failure(*_why(line))))

    def end(self) -> Iterator[Seen]:
        """Nothing waits."""
        return iter(())

    def _seen(self, line: Line, kind: Any, facts: Facts) -> Seen:
        instance = str(line.instance)
        if isinstance(facts.domain, str):
            self._domains[instance] = facts.domain
        more = {"host": text(self._host or self._node.get(instance)), "domain": text(self._domains.get(instance))}
        told = Facts(
            vcpus=facts.vcpus,
            memory_mb=facts.memory_mb,
            failure=facts.failure,
            **more,  # type: ignore[arg-type]
        )
        event = Event(
            seq=0, time=line.time, clock=self._clock, channel="hypervisor", kind=kind, source=SERVICE,
            target=HYPERVISOR, request_id=line.requests[0] if line.requests else UNSET, instance_id=instance,
            facts=told,
        )  # fmt: skip
        return Seen(event, actor=SERVICE, acts_under=line.requests)


def _domain(xml: str) -> Facts:
    """What the domain's XML says of it; libvirt counts memory in KiB."""
    name, vcpus, memory = _NAME.search(xml), _VCPU.search(xml), _MEMORY.search(xml)
    return Facts(
        domain=text(name[1]) if name else UNSET,
        vcpus=int(vcpus[1]) if vcpus else UNSET,
        memory_mb=int(memory[1]) // 1024 if memory else UNSET,
    )


def _why(line: Line) -> tuple[str, str]:
    """The class and the text of the error that a record ends with; or of what it says first."""
    for said in (line.text.partition(f"{_FAILED}: ")[2], *reversed(line.more)):
        found = _ERROR.match(said.strip()) if said else None
        if found:
            return found["name"], found["said"] or ""
    return _FAILED, line.text
