"""Another host: what nova-compute asks nova-scheduler for where its own cannot have an instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ... import messaging
from ...context import Context
from ...hypervisor import DriverError

MOST = 3
"""Hosts that are tried for an instance, at most (nova's `scheduler_max_attempts`)."""
_NO_ROOM = "NoRoom"


@dataclass(frozen=True, slots=True)
class Launch:
    """What nova-scheduler said when it had the instance launched here.

    :param request_spec: what it was asked for.
    :param filter_properties: `{"retry": {"num_attempts": 1, "hosts": ["h1"]}}`; without `retry` no other host is tried.
    """

    request_spec: Mapping[str, Any] = field(default_factory=dict)
    filter_properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_last(self) -> bool:
        """Whether no other host is to be tried."""
        retry = self.filter_properties.get("retry")
        return retry is None or retry["num_attempts"] >= MOST


def is_of_the_host(error: Exception) -> bool:
    """Whether another host may well have what this one has not: room, or a hypervisor that works."""
    return isinstance(error, DriverError) or (isinstance(error, messaging.RemoteError) and error.class_name == _NO_ROOM)


class SchedulerClient:
    """What a nova-compute knows of nova-scheduler."""

    def __init__(self, rpc: messaging.Client) -> None:
        self._rpc = rpc

    def run_instance(self, ctx: Context, instance_id: str, launch: Launch) -> None:
        """Has the instance launched on another host.

        :raises MessagingError: there is none, or nobody answers.
        """
        self._rpc.call(
            ctx,
            "scheduler",
            "run_instance",
            instance_uuid=instance_id,
            request_spec=launch.request_spec,
            filter_properties=launch.filter_properties,
        )
