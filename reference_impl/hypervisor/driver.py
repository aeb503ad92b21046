"""What is asked of a hypervisor. There is one connection to it for each host, and several threads use it."""

from __future__ import annotations

from typing import Protocol

from .domain import Domain, Info, State


class Hypervisor(Protocol):
    """Runs domains. Every method raises `DriverError` where the hypervisor does not do it."""

    @property
    def describe(self) -> str:
        """What it is, in a few words: `libvirt 10.0.0 (test driver)`."""

    def define(self, domain: Domain) -> None:
        """Makes a domain known; it is shut off.

        :raises DomainExists: its name or uuid is taken.
        """

    def start(self, name: str) -> None:
        """Has a domain run that was shut off.

        :raises NoSuchDomain: it is not known.
        """

    def destroy(self, name: str) -> None:
        """Stops a domain if it runs, and forgets it.

        :raises NoSuchDomain: it is not known.
        """

    def info(self, name: str) -> Info:
        """What a domain has been given, and whether it runs.

        :raises NoSuchDomain: it is not known.
        """

    def domains(self) -> dict[str, State]:
        """All domains by name."""

    def close(self) -> None:
        """Ends the connection. A second time does nothing."""
