"""The life of the domains of one host, as libvirt tells of it while it happens.

The events come in the thread of libvirt's loop; what a domain has been given is asked for in another, since a callback
must not wait for the connection that it came by.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import libvirt  # type: ignore[import-untyped,import-not-found,unused-ignore]  # has no types, and may be missing

from ...errors import TargetError
from ...trace._masking import mask
from ._libvirt_loop import LOOP

Kind = Literal["define", "start", "destroy", "error"]
_FAILURES = {
    (libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_FAILED): "VIR_DOMAIN_EVENT_STOPPED_FAILED",
    (libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_CRASHED): "VIR_DOMAIN_EVENT_STOPPED_CRASHED",
    (libvirt.VIR_DOMAIN_EVENT_CRASHED, libvirt.VIR_DOMAIN_EVENT_CRASHED_PANICKED): "VIR_DOMAIN_EVENT_CRASHED_PANICKED",
}
_KINDS: Mapping[tuple[int, int | None], Kind] = {
    (libvirt.VIR_DOMAIN_EVENT_DEFINED, libvirt.VIR_DOMAIN_EVENT_DEFINED_ADDED): "define",
    (libvirt.VIR_DOMAIN_EVENT_STARTED, libvirt.VIR_DOMAIN_EVENT_STARTED_BOOTED): "start",
    (libvirt.VIR_DOMAIN_EVENT_UNDEFINED, None): "destroy",
    **dict.fromkeys(_FAILURES, "error"),
}
"""A domain that is stopped and still defined is not given back yet."""
_KIB_IN_MIB = 1024
PATIENCE = 30.0
"""Seconds that a host is given to say what a domain has been given."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to a domain. What it has been given is `None` where it was gone before it could be asked."""

    time: float
    kind: Kind
    uuid: str
    domain: str
    vcpus: int | None
    memory_mb: int | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class _Told:
    time: float
    domain: Any
    event: int
    detail: int


class DomainEvents:
    """Listens to one host, from `open` to `close`.

    :param uri: libvirt's. It is opened for reading only.
    """

    def __init__(self, uri: str, where: str, now: Callable[[], float] = time.time) -> None:
        self._uri = uri
        self._where = where
        self._now = now
        self._connection: Any = None
        self._callback: int | None = None
        self._told: queue.SimpleQueue[_Told | threading.Event | None] = queue.SimpleQueue()
        self._happened: list[Happened] = []
        self._lock = threading.Lock()
        self._gone: set[str] = set()
        self._worker: threading.Thread | None = None
        self._error: Exception | None = None

    def open(self) -> None:
        """Begins to listen.

        :raises TargetError: the host cannot be reached.
        """
        LOOP.join()
        self._error = None
        try:
            self._connection = libvirt.openReadOnly(self._uri)
            lifecycle = libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE
            self._callback = self._connection.domainEventRegisterAny(None, lifecycle, self._hear, None)
        except libvirt.libvirtError as error:
            self._leave()
            mend = "libvirt's URI of a host, such as qemu:///system or qemu+ssh://nova@h1/system"
            raise TargetError(f"cannot be listened to: {mask(str(error))}", self._where, mend) from error
        self._worker = threading.Thread(target=self._work, name="cloudflow-domains", daemon=True)
        self._worker.start()

    def take(self) -> list[Happened]:
        """What happened since it was last asked.

        :raises TargetError: the connection was lost, or the host says no longer what its domains are.
        """
        if self._connection is None or not self._connection.isAlive():
            raise TargetError("the connection to libvirt was lost", self._where, "is libvirtd up?")
        behind = threading.Event()
        self._told.put(behind)
        if not behind.wait(PATIENCE):
            raise TargetError(f"says nothing for {PATIENCE:.0f} s", self._where, "does libvirtd hang?")
        if self._error is not None:
            said = mask(str(self._error)) or type(self._error).__name__
            raise TargetError(f"cannot be understood: {said}", self._where, "is libvirtd up?") from self._error
        with self._lock:
            happened, self._happened = self._happened, []
        return happened

    def close(self) -> None:
        """Listens no longer."""
        if self._connection is None:
            return
        with suppress(libvirt.libvirtError):  # a connection that is lost tells nothing more
            if self._connection.isAlive():
                self._connection.domainEventDeregisterAny(self._callback)
        self._told.put(None)
        if self._worker is not None:
            self._worker.join(PATIENCE)
        self._leave()

    def _leave(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        LOOP.leave()

    def _hear(self, _connection: object, domain: Any, event: int, detail: int, _opaque: object) -> None:
        self._told.put(_Told(self._now(), domain, event, detail))

    def _work(self) -> None:
        while (told := self._told.get()) is not None:
            if isinstance(told, threading.Event):
                told.set()
            else:
                self._understand(told)

    def _understand(self, told: _Told) -> None:
        try:
            if kind := _kind(told):
                self._add(_happened(told, kind))
        except Exception as error:  # noqa: BLE001 -- it is raised where somebody takes
            self._error = error

    def _add(self, happened: Happened) -> None:
        """A domain is given back once: when it stops, if it is defined no longer by the time that is asked."""
        if happened.kind in ("define", "start"):
            self._gone.discard(happened.uuid)
        elif happened.kind == "destroy":
            if happened.uuid in self._gone:
                return
            self._gone.add(happened.uuid)
        with self._lock:
            self._happened.append(happened)


def _kind(told: _Told) -> Kind | None:
    """What it is to a trace; a domain that is not defined is gone once it stops."""
    found = _KINDS.get((told.event, told.detail)) or _KINDS.get((told.event, None))
    if found is None and told.event == libvirt.VIR_DOMAIN_EVENT_STOPPED and _was_transient(told.domain):
        return "destroy"
    return found


def _was_transient(domain: Any) -> bool:
    try:
        return not domain.isPersistent()
    except libvirt.libvirtError as error:
        return bool(error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN)


def _happened(told: _Told, kind: Kind) -> Happened:
    vcpus, memory = _given(told.domain) if kind in ("define", "start") else (None, None)
    failure = _FAILURES.get((told.event, told.detail))
    return Happened(told.time, kind, told.domain.UUIDString(), told.domain.name(), vcpus, memory, failure)


def _given(domain: Any) -> tuple[int | None, int | None]:
    """Virtual processors, and memory in MiB."""
    try:
        _, memory_kib, _, vcpus, _ = domain.info()
    except libvirt.libvirtError:
        return None, None  # it is gone already
    return vcpus, memory_kib // _KIB_IN_MIB
