"""A user who deletes a server while it is built: at once when it enters a state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ...nova.database import Instance
from ._trouble import Trouble, instead

if TYPE_CHECKING:
    from .._cloud import Cloud


def _deleted_while(task: str | None) -> Trouble:
    """Its user deletes a server that is building, as soon as it has this task.

    :param task: its `task_state`; `None` has it from when its host has begun until it has a network.
    """

    @contextmanager
    def trouble(cloud: Cloud) -> Iterator[None]:
        user, update = cloud.client(), cloud.database.update_instance

        def updated(*args: Any, **changes: Any) -> Instance:
            instance: Instance = update(*args, **changes)
            if "task_state" in changes and (instance.vm_state, instance.task_state) == ("building", task):
                user.delete(instance.id)
            return instance

        with instead(cloud.database, "update_instance", updated):
            yield

    return trouble


DELETIONS: dict[str, Trouble] = {
    "deleted-while-fetching-the-image": _deleted_while(None),
    "deleted-while-networking": _deleted_while("networking"),
    "deleted-while-attaching": _deleted_while("block_device_mapping"),
    "deleted-while-spawning": _deleted_while("spawning"),
}
"""By name, when a server is deleted."""
