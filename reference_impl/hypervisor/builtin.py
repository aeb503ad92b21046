"""A hypervisor in memory that runs nothing: a stand-in where libvirt-python is not installed.

It holds to libvirt's rules: a name or uuid is taken once, only a domain that is shut off can be started, and after
`close` nothing can be asked any more.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from .domain import Domain, Info, State, check_size
from .errors import DomainExists, DriverError, NoSuchDomain


class Builtin:
    """The domains of one host; they are gone when it is closed."""

    describe: str = "built in (runs nothing)"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._domains: dict[str, Info] | None = {}
        self._uuids: dict[str, str] = {}

    def define(self, domain: Domain) -> None:
        """Makes a domain known; it is shut off.

        :raises DomainExists: its name or uuid is taken.
        :raises ImpossibleDomain: no domain can be of that size.
        """
        check_size(domain)
        with self._lock:
            known = self._open()
            if domain.name in known or domain.uuid in self._uuids.values():
                raise DomainExists(domain.name, domain.uuid)
            known[domain.name] = Info("shutoff", domain.vcpus, domain.memory_mb)
            self._uuids[domain.name] = domain.uuid

    def start(self, name: str) -> None:
        """Has a domain run.

        :raises NoSuchDomain: it is not known.
        :raises DriverError: it runs already.
        """
        with self._lock:
            info = self._known(name)
            if info.state == "running":
                raise DriverError(f"domain {name} is already running")
            self._open()[name] = replace(info, state="running")

    def destroy(self, name: str) -> None:
        """Stops a domain if it runs, and forgets it.

        :raises NoSuchDomain: it is not known.
        """
        with self._lock:
            self._known(name)
            del self._open()[name], self._uuids[name]

    def info(self, name: str) -> Info:
        """What a domain has been given, and whether it runs.

        :raises NoSuchDomain: it is not known.
        """
        with self._lock:
            return self._known(name)

    def domains(self) -> dict[str, State]:
        """All domains by name."""
        with self._lock:
            return {name: info.state for name, info in self._open().items()}

    def close(self) -> None:
        """Forgets all domains."""
        with self._lock:
            self._domains = None

    def _known(self, name: str) -> Info:
        known = self._open()
        if name not in known:
            raise NoSuchDomain(name)
        return known[name]

    def _open(self) -> dict[str, Info]:
        if self._domains is None:
            raise DriverError("the connection to the hypervisor is closed")
        return self._domains
