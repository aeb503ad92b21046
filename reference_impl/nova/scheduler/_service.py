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
from ._filters import DiskFilter, EnabledFilter, Filter, MemoryFilter, VcpuFilter
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

    def run_instance(self, ctx: Context, *, instance_uuid: str, request_spec: Mapping[str, Any]) -> messaging.Answer:
        """Picks a host, enters it, answers with it, and has the instance launched there.

        :param request_spec: `{"flavor": {…}}` beside what else the boot request asked for.
        :raises NoValidHost: no host passes all filters.
        :raises UnexpectedState: the instance does not wait for a host: it is being built, or deleted.
        """
        flavor = msgspec.convert(request_spec["flavor"], Flavor)
        nodes = self._database.hosts(ctx, NAME)  # 10
        host = choose(ctx, nodes, flavor, self._filters, self._weighers, self._observe, instance_uuid)
        self._database.update_instance(ctx, NAME, instance_uuid, expect=_WAITING, host=host)  # 11
        entry = {"instance_uuid": instance_uuid, "host": host}
        return messaging.Answer(entry, {"host": host}, lambda: self._launch(ctx, instance_uuid, host))

    def _launch(self, ctx: Context, instance_uuid: str, host: str) -> None:
        """Step 12; the answer is out by then."""
        self._rpc.cast(ctx, "compute", "run_instance", server=host, instance_uuid=instance_uuid)
