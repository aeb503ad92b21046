"""Tells the observer of each message that is sent and each that is handed out, when it happens.

What is told is channel `rpc` of `docs/trace.md`. A publish is told just before the message leaves, so that nobody can
be told of its delivery first; a delivery before anything is done about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..observe import Observe
from .topology import Address
from .wire import Failure, Reply, Request

SERVED_BY = {"scheduler": "nova-scheduler", "conductor": "nova-conductor", "compute": "nova-compute"}
"""Who serves a topic, also where it is served by another process."""
_INSTANCE_KEYS = ("instance_uuid", "instance_id")

Facts = Mapping[str, Any]


class Teller:
    """Knows which component serves a topic and which waits at a reply queue, and tells what happens."""

    def __init__(self, observe: Observe) -> None:
        self._observe = observe
        self._served_by = dict(SERVED_BY)
        self._waiting_at: dict[str, str] = {}

    def serves(self, component: str, topic: str) -> None:
        """From now on a component serves a topic."""
        self._served_by[topic] = component

    def waits(self, component: str, reply_q: str) -> None:
        """From now on a component waits at a reply queue."""
        self._waiting_at[reply_q] = component

    def waits_no_more(self, reply_q: str) -> None:
        """Nobody waits at that queue any more."""
        self._waiting_at.pop(reply_q, None)

    def sent(self, request: Request, address: Address, component: str, facts: Facts | None) -> None:
        """A component sends a request."""
        self._observe(
            "rpc",
            "publish",
            source=component,
            target=self._served_by.get(address.topic),
            cause=request.context.serving,
            facts=facts,
            **_fields(request, address),
        )

    def picked_up(self, request: Request, address: Address, component: str, *, redelivered: bool) -> None:
        """A request is handed to a server of a component."""
        self._observe("rpc", "deliver", source=component, redelivered=redelivered, **_fields(request, address))

    def answered(self, reply: Reply, request: Request, component: str, facts: Facts | None) -> None:
        """A component sends the reply to a request."""
        self._observe(
            "rpc",
            "publish",
            source=component,
            target=self._waiting_at.get(request.reply_q or ""),
            cause=request.msg_id,
            facts=_with_failure(facts, reply.failure),
            **_reply_fields(reply, request),
        )

    def got_answer(self, reply: Reply, request: Request | None, component: str, *, redelivered: bool) -> None:
        """A reply is handed to the component that called; `request` is `None` where it no longer waits for it."""
        facts = _with_failure(None, reply.failure)
        fields = _reply_fields(reply, request)
        self._observe("rpc", "deliver", source=component, facts=facts, redelivered=redelivered, **fields)


def _fields(request: Request, address: Address) -> dict[str, Any]:
    mode = "fanout" if address.fanout else "call" if request.msg_id else "cast"
    fields = {"mode": mode, "topic": address.topic, "server": address.server, "message_id": request.id}
    return fields | _about(request)


def _reply_fields(reply: Reply, request: Request | None) -> dict[str, Any]:
    fields = {"mode": "reply", "topic": None, "server": None, "message_id": reply.msg_id}
    return fields | (_about(request) if request else {})


def _about(request: Request) -> dict[str, Any]:
    """What a request says of itself; which instance it is about only where it names one."""
    about = {"method": request.method, "request_id": request.context.request_id}
    for key in _INSTANCE_KEYS:
        if key in request.args:
            about["instance_id"] = request.args[key]
            break
    return about


def _with_failure(facts: Facts | None, failure: Failure | None) -> Facts | None:
    if failure is None:
        return facts
    return {**(facts or {}), "failure": {"class": failure.class_name, "message": failure.message}}
