"""A host's hypervisor as nova-compute uses it: each act is told once it has been done (channel `hypervisor`)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ..context import Context
from ..observe import Observe, nobody
from .domain import Domain, State
from .driver import Hypervisor
from .errors import DriverError

_SELF = "hypervisor"
_LONGEST = 300
_log = logging.getLogger(__name__)


class Watched:
    """A hypervisor that tells what is done on it.

    :param host: the host's name.
    :param by: who drives it.
    """

    def __init__(self, hypervisor: Hypervisor, host: str, observe: Observe = nobody, by: str = "nova-compute") -> None:
        self.hypervisor = hypervisor
        self.host = host
        self._observe = observe
        self._by = by

    def driven_by(self, component: str) -> Watched:
        """The same hypervisor in the hands of another component."""
        return Watched(self.hypervisor, self.host, self._observe, component)

    @property
    def describe(self) -> str:
        """What it is, in a few words."""
        return self.hypervisor.describe

    def define(self, ctx: Context, domain: Domain) -> None:
        """Makes an instance's domain known. What it was given is told as the hypervisor has it.

        :raises DriverError: the hypervisor does not do it.
        """
        self._do(ctx, domain, lambda: self.hypervisor.define(domain))
        self._tell(ctx, "define", domain, self._given(domain))

    def start(self, ctx: Context, domain: Domain) -> None:
        """Has it run. What it was given is told as the hypervisor has it.

        :raises DriverError: the hypervisor does not do it.
        """
        self._do(ctx, domain, lambda: self.hypervisor.start(domain.name))
        self._tell(ctx, "start", domain, self._given(domain))

    def destroy(self, ctx: Context, domain: Domain) -> None:
        """Stops and forgets it.

        :raises NoSuchDomain: it is not known.
        :raises DriverError: the hypervisor does not do it.
        """
        self._do(ctx, domain, lambda: self.hypervisor.destroy(domain.name))
        self._tell(ctx, "destroy", domain, {})

    def domains(self) -> dict[str, State]:
        """All domains of the host by name."""
        return self.hypervisor.domains()

    def close(self) -> None:
        """Ends the connection to the hypervisor."""
        self.hypervisor.close()

    def _do(self, ctx: Context, domain: Domain, act: Callable[[], None]) -> None:
        """Does it, or tells why it was not done and raises on."""
        try:
            act()
        except DriverError as error:
            failure = {"class": error.kind, "message": str(error)[:_LONGEST]}
            self._tell(ctx, "error", domain, {"failure": failure})
            raise

    def _given(self, domain: Domain) -> dict[str, Any]:
        """What the hypervisor says that the domain has; nothing where it cannot say, for then it is not known."""
        try:
            info = self.hypervisor.info(domain.name)
        except DriverError as error:
            _log.warning("domain %s cannot be read back: %s", domain.name, error)
            return {}
        return {"vcpus": info.vcpus, "memory_mb": info.memory_mb}

    def _tell(self, ctx: Context, kind: str, domain: Domain, more: dict[str, Any]) -> None:
        self._observe(
            _SELF,
            kind,
            source=self._by,
            target=_SELF,
            cause=ctx.serving,
            facts={"host": self.host, "domain": domain.name, **more},
            request_id=ctx.request_id,
            instance_id=domain.uuid,
        )
