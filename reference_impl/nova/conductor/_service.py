"""What the computes may ask of the database, by rpc."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ...context import Context
from ...messaging import Answer
from ..database import Database, Flavor, Instance

NAME = "nova-conductor"
_CHANGES = frozenset(
    ("vm_state", "task_state", "power_state", "host", "launched", "vifs", "block_devices", "fault")
)  # fmt: skip
"""What a compute may change of an instance."""


class Conductor:
    """The endpoint of topic `conductor`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def instance_get_by_uuid(self, ctx: Context, *, instance_uuid: str) -> Answer:
        """The instance with its host and flavor, as a dict (steps 16 and 17).

        :raises NotFound: there is none.
        """
        instance = self._database.instance(ctx, NAME, instance_uuid)
        return Answer(msgspec.to_builtins(instance), _facts(instance))

    def instance_update(
        self, ctx: Context, *, instance_uuid: str, updates: Mapping[str, Any], expect: Mapping[str, Any] | None = None
    ) -> None:
        """Changes an instance.

        :param expect: values that it must still have.
        :raises NotFound: there is none.
        :raises UnexpectedState: it is no longer what it was expected to be: somebody else has taken it on.
        :raises ValueError: a compute may not change that.
        """
        if unknown := set(updates) - _CHANGES:
            raise ValueError(f"a compute may not change {', '.join(sorted(unknown))} of an instance")
        self._database.update_instance(ctx, NAME, instance_uuid, expect=expect, **updates)

    def instance_destroy(self, ctx: Context, *, instance_uuid: str) -> None:
        """Takes an instance out of the database."""
        self._database.delete_instance(ctx, NAME, instance_uuid)

    def claim(self, ctx: Context, *, instance_uuid: str, host: str, flavor: Mapping[str, Any]) -> None:  # noqa: ARG002
        """Takes of the host what a flavor says, for an instance.

        :raises NoRoom: it has not that much left.
        """
        self._database.claim(ctx, NAME, host, msgspec.convert(flavor, Flavor))

    def give_back(self, ctx: Context, *, instance_uuid: str, host: str, flavor: Mapping[str, Any]) -> None:  # noqa: ARG002
        """Gives back to the host what was claimed for an instance."""
        self._database.claim(ctx, NAME, host, msgspec.convert(flavor, Flavor), give_back=True)

    def event_start(self, ctx: Context, *, instance_uuid: str, event: str, host: str) -> None:
        """A compute has begun a part of the action that this request is."""
        self._database.start_event(ctx, instance_uuid, event, host)

    def event_finish(self, ctx: Context, *, instance_uuid: str, event: str, failure: str | None = None) -> None:
        """A compute is done with it, well or with a failure."""
        result = "Success" if failure is None else "Error"
        self._database.finish_event(ctx, instance_uuid, event, result=result, details=failure)


def _facts(instance: Instance) -> dict[str, Any]:
    """What the reply shows."""
    flavor = instance.flavor
    return {
        "host": instance.host,
        "flavor_id": flavor.id,
        "vcpus": flavor.vcpus,
        "memory_mb": flavor.memory_mb,
        "disk_gb": flavor.disk_gb,
        "image_id": instance.image_id,
    }
