"""What nova-scheduler is asked by rpc: steps 9 to 12 of the flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ... import messaging
from ...context import Context
from ...observe import Observe, nobody
from ..database import Database, Flavor
from ._choice import NAME, choose
from ._filters import DiskFilter, EnabledFilter, Filter, MemoryFilter, RetryFilter, VcpuFilter
from ._weighers import FreeMemoryWeigher, FreeVcpusWeigher, Weigher

FILTERS: tuple[Filter, ...] = (EnabledFilter(), VcpuFilter(), MemoryFilter(), DiskFilter())
WEIGHERS: tuple[Weigher, ...] = (FreeMemoryWeigher(), FreeVcpusWeigher())
_WAITING = {"vm_state": "building", "task_state": "scheduling"}


class Scheduler:
    """The endpoint of topic `scheduler`.

    :param rpc: what it casts to the computes by.
    """

    def __init__(
        self,
        database: Database,
        rpc: messaging.Client,
        observe: Observe = nobody,
        *,
        filters: tuple[Filter, ...] = FILTERS,
        weighers: tuple[Weigher, ...] = WEIGHERS,
    ) -> None:
        self._database = database
        self._rpc = rpc
        self._observe = observe
        self._filters = filters
        self._weighers = weighers

    def run_instance(
        self,
        ctx: Context,
        *,
        instance_uuid: str,
        request_spec: Mapping[str, Any],
        filter_properties: Mapping[str, Any] | None = None,
    ) -> messaging.Answer:
        """Picks a host, enters it, answers with it, and has the instance launched there.

        :param request_spec: `{"flavor": {…}}` beside what else the boot request asked for.
        :param filter_properties: `{"retry": {"hosts": […]}}` where hosts were tried before.
        :raises NoValidHost: no host passes all filters.
        :raises UnexpectedState: the instance does not wait for a host: it is being built, or deleted.
        """
        flavor = msgspec.convert(request_spec["flavor"], Flavor)
        nodes = self._database.hosts(ctx, NAME)  # 10
        tried: list[str] = (filter_properties or {}).get("retry", {}).get("hosts", [])
        filters = (*([RetryFilter(tried)] if tried else []), *self._filters)
        host = choose(ctx, nodes, flavor, filters, self._weighers, self._observe, instance_uuid)
        self._database.update_instance(ctx, NAME, instance_uuid, expect=_WAITING, host=host)  # 11
        entry = {"instance_uuid": instance_uuid, "host": host}
        retry = {"num_attempts": len(tried) + 1, "hosts": [*tried, host]}
        launch = {"instance_uuid": instance_uuid, "request_spec": request_spec, "filter_properties": {"retry": retry}}
        return messaging.Answer(entry, {"host": host}, lambda: self._launch(ctx, host, launch))

    def _launch(self, ctx: Context, host: str, launch: Mapping[str, Any]) -> None:
        """Step 12; the answer is out by then. nova-compute is told all that it needs to ask for another host."""
        self._rpc.cast(ctx, "compute", "run_instance", server=host, **launch)
