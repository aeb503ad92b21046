"""What a compute knows of nova-conductor: its calls as methods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ... import messaging
from ...context import Context
from ..database import Instance

TOPIC = "conductor"


class ConductorClient:
    """Calls on topic `conductor`.

    Each may raise what an rpc call raises, `RemoteError` naming the class on the other side.
    """

    def __init__(self, rpc: messaging.Client) -> None:
        self._rpc = rpc

    def instance(self, ctx: Context, instance_id: str) -> Instance:
        """The instance with its host and flavor (steps 14 to 18)."""
        got = self._rpc.call(ctx, TOPIC, "instance_get_by_uuid", instance_uuid=instance_id)
        return msgspec.convert(got, Instance)

    def update(
        self, ctx: Context, instance_id: str, *, expect: Mapping[str, Any] | None = None, **updates: Any
    ) -> None:
        """Changes the instance, provided that it is what is expected."""
        changes = msgspec.to_builtins(updates)
        self._rpc.call(ctx, TOPIC, "instance_update", instance_uuid=instance_id, updates=changes, expect=expect)

    def destroy(self, ctx: Context, instance_id: str) -> None:
        """The instance is no more."""
        self._rpc.call(ctx, TOPIC, "instance_destroy", instance_uuid=instance_id)

    def claim(self, ctx: Context, instance: Instance, host: str) -> None:
        """Takes the instance's share of the host."""
        self._on_host(ctx, "claim", instance, host)

    def give_back(self, ctx: Context, instance: Instance, host: str) -> None:
        """Gives the instance's share of the host back."""
        self._on_host(ctx, "give_back", instance, host)

    def event_start(self, ctx: Context, instance_id: str, event: str, host: str) -> None:
        """Has been begun: for `openstack server event show`."""
        self._rpc.call(ctx, TOPIC, "event_start", instance_uuid=instance_id, event=event, host=host)

    def event_finish(self, ctx: Context, instance_id: str, event: str, failure: str | None = None) -> None:
        """Is done, well or with a failure."""
        self._rpc.call(ctx, TOPIC, "event_finish", instance_uuid=instance_id, event=event, failure=failure)

    def _on_host(self, ctx: Context, method: str, instance: Instance, host: str) -> None:
        flavor = msgspec.to_builtins(instance.flavor)
        self._rpc.call(ctx, TOPIC, method, instance_uuid=instance.id, host=host, flavor=flavor)
