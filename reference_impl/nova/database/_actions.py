"""What was done to instances, by which request: nova's own record, which users read as `server event list`.

An action belongs to an instance and the request (`ctx.request_id`) that set it off; its events are what components did
about it. It outlives its instance. None of this is told: it is a record of what is told elsewhere.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, insert, select, update

from ...context import Context
from ._errors import NotFound
from ._records import Action, ActionEvent
from ._session import Cells, Session
from ._tables import action_events as events
from ._tables import actions

ERROR = "Error"

_START = insert(actions)
_START_EVENT = insert(events)
_FINISH = update(actions).where(
    actions.c.instance_id == bindparam("of_instance"), actions.c.request_id == bindparam("of_request")
)
_FINISH_EVENT = update(events).where(
    events.c.instance_id == bindparam("of_instance"),
    events.c.request_id == bindparam("of_request"),
    events.c.name == bindparam("of_name"),
    events.c.finished.is_(None),
)
_JOINED = and_(events.c.instance_id == actions.c.instance_id, events.c.request_id == actions.c.request_id)
_FIELDS = [column for column in actions.c if column.name != "number"]
_EVENT_FIELDS = [events.c[name] for name in ActionEvent.__slots__]
_ACTIONS = (
    select(actions.c.number, *_FIELDS, *_EVENT_FIELDS)
    .select_from(actions.outerjoin(events, _JOINED))
    .where(actions.c.instance_id == bindparam("wanted"))
    .order_by(actions.c.number.desc(), events.c.number)
)
_ACTION = _ACTIONS.where(actions.c.request_id == bindparam("request"))


class Actions(Session):
    """Tables `instance_actions` and `instance_actions_events`."""

    def start_action(self, ctx: Context, instance_id: str, action: str) -> None:
        """The request begins to do something to an instance: `create`, `delete`, `attach_volume`."""
        now = self._now()
        row = {**_key(ctx, instance_id), "action": action, "user_id": ctx.user_id, "project_id": ctx.project_id}
        self._execute(_START, {**row, "started": now, "updated": now})

    def fail_action(self, ctx: Context, instance_id: str, message: str = ERROR) -> None:
        """It failed."""
        self._execute(_FINISH, {**_of(ctx, instance_id), "updated": self._now(), "message": message})

    def start_event(self, ctx: Context, instance_id: str, name: str, host: str | None = None) -> None:
        """A component begins its part, as `compute__do_build_and_run_instance`."""
        self._execute(_START_EVENT, {**_key(ctx, instance_id), "name": name, "host": host, "started": self._now()})

    def finish_event(
        self, ctx: Context, instance_id: str, name: str, *, result: str = "Success", details: str | None = None
    ) -> None:
        """The part is done; if its result is `Error`, the action has failed."""
        done = {"finished": self._now(), "result": result, "details": details}
        self._execute(_FINISH_EVENT, {**_of(ctx, instance_id), "of_name": name, **done})
        if result == ERROR:
            self.fail_action(ctx, instance_id)

    def actions(self, instance_id: str) -> list[Action]:
        """All that was done to an instance, the latest first."""
        return _grouped(self._rows(_ACTIONS, wanted=instance_id))

    def action(self, instance_id: str, request_id: str) -> Action:
        """What a request did to an instance.

        :raises NotFound: nothing.
        """
        found = _grouped(self._rows(_ACTION, wanted=instance_id, request=request_id))
        if not found:
            raise NotFound(f"action {request_id} of instance {instance_id}")
        return found[0]


def _key(ctx: Context, instance_id: str) -> dict[str, Any]:
    return {"instance_id": instance_id, "request_id": ctx.request_id}


def _of(ctx: Context, instance_id: str) -> dict[str, Any]:
    return {"of_instance": instance_id, "of_request": ctx.request_id}


def _grouped(rows: list[Cells]) -> list[Action]:
    return [_action(list(group)) for _, group in groupby(rows, key=lambda row: row[0])]


def _action(rows: list[Cells]) -> Action:
    """One action from its rows: one for each of its events, or one without."""
    end = 1 + len(_FIELDS)
    instance_id, request_id, action, user_id, project_id, started, updated, message = rows[0][1:end]
    found = tuple(ActionEvent(*row[end:]) for row in rows if row[end] is not None)
    latest = max([updated, *(event.finished or event.started for event in found)])
    return Action(instance_id, request_id, action, user_id, project_id, started, latest, message, found)
