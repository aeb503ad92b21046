"""Notifications of the services: what they say has happened, and the states that an instance went through.

A capture has one record for each: `ts`, `exchange`, `payload` (the body, decoded or as text). Nova tells of an instance
in two formats at once: `instance.update` (versioned) and `compute.instance.update` (unversioned, without the power
state). `old_task_state` is not read: where it was null, nova writes the current one there. Nor is `publisher_id`: of an
update it names nova-compute, although nova-conductor is the process that publishes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from ..trace._events import Event, Facts
from ._components import Components
from ._fields import known, mapping
from ._jsonlines import Record, moment
from ._notification_facts import notification_facts
from ._objects import data
from ._oslo import Notification, read_body
from ._seen import Seen

CLOCK = "notifications"
"""One clock for each exchange: the recorder has one queue on each, and a queue keeps its order."""

_VERSIONED = "instance.update"
_UNVERSIONED = "compute.instance.update"
_POWER: Mapping[str, str] = {"pending": "nostate", "nostate": "nostate"}
"""Nova writes NOSTATE as `pending` into notifications; the other power states have their own names there."""
POWER_NUMBERS = {0: "nostate", 1: "running", 3: "paused", 4: "shutdown", 6: "crashed", 7: "suspended"}

_State = tuple[str, str | None, str | None | UnsetType]
_Change = tuple[float, str, str, _State, Notification]


class Notifications:
    """Turns records into `notification` events and, once all are read, `state` events."""

    def __init__(self, components: Components) -> None:
        self._components = components
        self._latest = 0.0
        self._changes: dict[str, list[_Change]] = {_VERSIONED: [], _UNVERSIONED: []}

    def see(self, record: Record, where: str) -> list[Seen]:
        """The events of a record: one, or none where it is no notification.

        :param where: `FILE:LINE`.
        :raises TraceError: it is no record of notifications.
        """
        time = self._latest = max(self._latest, moment(record, "ts", where))
        message = read_body(record.get("payload"))
        if not isinstance(message, Notification):
            return []
        return self.tell(message, time, f"{CLOCK}:{known(record.get('exchange')) or ''}", None)

    def tell(self, message: Notification, time: float, clock: str, process: str | None) -> list[Seen]:
        """The event of a notification; `process` published it, if that is known."""
        instance, facts = notification_facts(message)
        event = _event(message, time, clock, "notification", instance, facts, self._components.of(process))
        if message.event_type in self._changes and instance and (state := _state(message)):
            self._changes[message.event_type].append((time, clock, instance, state, message))
        return [Seen(event)]

    def changes(self) -> list[Seen]:
        """Each change of state of each instance since it was last asked: an update that leaves the state is none.

        Of an instance that versioned notifications tell of, the unversioned ones say nothing new.
        """
        versioned = {instance for _, _, instance, _, _ in self._changes[_VERSIONED]}
        told = [change for change in self._changes[_UNVERSIONED] if change[2] not in versioned]
        latest: dict[str, _State] = {}
        changes = []
        for time, clock, instance, state, message in sorted(told + self._changes[_VERSIONED], key=lambda c: c[0]):
            if latest.get(instance) != state:
                latest[instance] = state
                changes.append(Seen(_change(message, time, clock, instance, state)))
        for told_of in self._changes.values():
            told_of.clear()
        return changes


def _event(
    message: Notification, time: float, clock: str, channel: Any, instance: str | None, facts: Facts, source: str | None
) -> Event:
    return Event(
        seq=0, time=time, clock=clock, channel=channel, kind="publish",
        source=source or UNSET,
        request_id=message.requests[-1] if message.requests else UNSET,
        instance_id=instance or UNSET,
        method=message.event_type,
        facts=facts,
    )  # fmt: skip


def _change(message: Notification, time: float, clock: str, instance: str, state: _State) -> Event:
    vm_state, task_state, power_state = state
    return Event(
        seq=0, time=time, clock=clock, channel="state", kind="change",
        request_id=message.requests[-1] if message.requests else UNSET,
        instance_id=instance,
        vm_state=vm_state, task_state=task_state, power_state=power_state,
    )  # fmt: skip


def _state(message: Notification) -> _State | None:
    """The state that an update tells of; `None` if it tells of none."""
    if message.event_type == _UNVERSIONED:
        fields, update = message.payload, message.payload
    else:
        fields = data(message.payload)
        update = data(fields.get("state_update"))
    vm_state = known(update.get("state")) or known(fields.get("state"))
    task_state = update.get("new_task_state", fields.get("task_state"))
    if vm_state is None or not (task_state is None or known(task_state)):
        return None
    return vm_state, task_state, _power(mapping(fields))


def _power(fields: Mapping[str, Any]) -> str | None | UnsetType:
    value = fields.get("power_state")
    if type(value) is int:
        return POWER_NUMBERS.get(value, UNSET)
    name = known(value)
    return _POWER.get(name, name) if name else UNSET
