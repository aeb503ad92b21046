"""A hypervisor by libvirt: its test driver, or whatever a URI leads to. Needs libvirt-python.

`test:///default` is one state for the whole process. A test driver that reads its host from a file has a state private
to its connection, so each host has its own. libvirt lets several threads use one connection at once.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import libvirt  # type: ignore[import-untyped,import-not-found,unused-ignore]  # has no types, and may be missing

from .domain import Domain, Info, State, check_size
from .domain_xml import domain_xml, node_xml
from .errors import DomainExists, DriverError, NoSuchDomain

_STATES: MappingProxyType[int, State] = MappingProxyType({
    libvirt.VIR_DOMAIN_RUNNING: "running",
    libvirt.VIR_DOMAIN_SHUTOFF: "shutoff",
    libvirt.VIR_DOMAIN_PAUSED: "paused",
    libvirt.VIR_DOMAIN_CRASHED: "crashed",
})  # fmt: skip
_KIB_IN_MIB = 1024


class Libvirt:
    """One connection.

    :param uri: libvirt's; `None` is a test driver with a state of its own.
    :raises DriverError: it leads nowhere.
    """

    def __init__(self, uri: str | None = None) -> None:
        libvirt.registerErrorHandler(_hear, None)
        with _told():
            self._connection: Any = _private() if uri is None else libvirt.open(uri)
            self._driver: str = self._connection.getType().lower()
            version = _version(self._connection.getLibVersion())
        self._defining = threading.Lock()
        self._describe = f"libvirt {version} ({self._driver} driver)"

    @property
    def describe(self) -> str:
        """Its version and driver."""
        return self._describe

    def define(self, domain: Domain) -> None:
        """Makes a domain known; it is shut off.

        :raises DomainExists: its name or uuid is taken.
        :raises DriverError: no domain can be of that size, or libvirt refuses it.
        """
        check_size(domain)
        xml = domain_xml(domain, self._driver)
        with self._defining, _told(domain.name):
            connection = self._open()
            if _finds(connection.lookupByUUIDString, domain.uuid):
                raise DomainExists(domain.name, domain.uuid)  # libvirt itself would redefine it
            try:
                connection.defineXML(xml)
            except libvirt.libvirtError as error:
                if _finds(connection.lookupByName, domain.name):
                    raise DomainExists(domain.name, domain.uuid) from error
                raise

    def start(self, name: str) -> None:
        """Has a domain run.

        :raises NoSuchDomain: it is not known.
        :raises DriverError: libvirt cannot start it, or it runs already.
        """
        with _told(name):
            self._open().lookupByName(name).create()

    def destroy(self, name: str) -> None:
        """Stops a domain if it runs, and forgets it.

        :raises NoSuchDomain: it is not known.
        """
        with _told(name):
            domain = self._open().lookupByName(name)
            if domain.isActive():
                domain.destroy()
            domain.undefine()

    def info(self, name: str) -> Info:
        """What a domain has been given, and whether it runs.

        :raises NoSuchDomain: it is not known.
        """
        with _told(name):
            state, memory_kib, _, vcpus, _ = self._open().lookupByName(name).info()
        return Info(_STATES.get(state, "other"), vcpus, memory_kib // _KIB_IN_MIB)

    def domains(self) -> dict[str, State]:
        """All domains by name."""
        with _told():
            return {each.name(): _STATES.get(each.state()[0], "other") for each in self._open().listAllDomains()}

    def close(self) -> None:
        """Ends the connection; the domains of a test driver of its own go with it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with _told():
                connection.close()

    def _open(self) -> Any:
        if self._connection is None:
            raise DriverError("the connection to the hypervisor is closed")
        return self._connection


def _private() -> Any:
    """A test driver on a host of its own. libvirt reads the file when it opens, and never again."""
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
        file.write(node_xml())
        file.flush()
        return libvirt.open(f"test://{file.name}")


def _finds(look: Callable[[str], Any], wanted: str) -> bool:
    """Whether a domain has that name or uuid."""
    try:
        look(wanted)
    except libvirt.libvirtError as error:
        if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
            return False
        raise
    return True


@contextmanager
def _told(name: str = "") -> Iterator[None]:
    """Makes of libvirt's errors what a hypervisor raises."""
    try:
        yield
    except libvirt.libvirtError as error:
        if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
            raise NoSuchDomain(name) from error
        raise DriverError(str(error), "libvirtError") from error


def _hear(_context: object, _error: object) -> None:
    """Every error is raised as well; with no handler libvirt would also print it on stderr."""


def _version(number: int) -> str:
    """As libvirt counts: 9,000,000 is 9.0.0."""
    return f"{number // 1_000_000}.{number // 1_000 % 1_000}.{number % 1_000}"
