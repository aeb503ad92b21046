"""oslo.messaging on the wire: what a message body says of the call, the reply or the notification that it is.

A body is `{"oslo.version": "2.0", "oslo.message": "<JSON text>"}`; a recorder may have decoded the text already, and
the `messaging` driver of notifications sends the message without the envelope. Of the context, `_context_request_id`
and `_context_global_request_id` are read and nothing else: `_context_auth_token` is the user's token.

The acts on objects that nova-conductor carries out for nova-compute all bear one of three methods. The name that tells
them apart is put behind it: `object_action:Instance.save`, or
`object_class_action_versions:InstanceActionEvent.event_start`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ._fields import json_of, known, mapping

_ENVELOPE = "oslo.message"
_OBJECT_CALLS = frozenset({"object_action", "object_class_action", "object_class_action_versions"})


@dataclass(frozen=True, slots=True)
class Call:
    """A call, a cast or a fanout: only a call has a `msg_id`. `requests`: its own request id, then the global one."""

    method: str
    args: Mapping[str, Any]
    msg_id: str | None
    unique_id: str | None
    requests: tuple[str, ...]

    @property
    def id(self) -> str | None:
        """By what deliveries and the reply refer to it."""
        return self.msg_id or self.unique_id

    @property
    def on_object(self) -> bool:
        """Whether it is an act on an object that nova-conductor carries out for a process without a database."""
        return self.method.partition(":")[0] in _OBJECT_CALLS


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to the call `msg_id`."""

    msg_id: str
    result: Any
    failure: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Notification:
    """What a service tells whoever listens."""

    event_type: str
    payload: Mapping[str, Any]
    message_id: str | None
    requests: tuple[str, ...]


def read_body(body: Any) -> Call | Reply | Notification | None:
    """The message in a body, or `None` where it is none: a keep-alive of a long call, or not oslo.messaging at all."""
    message = _opened(body)
    if event_type := known(message.get("event_type")):
        payload, message_id = mapping(message.get("payload")), known(message.get("message_id"))
        return Notification(event_type, payload, message_id, _requests(message))
    if method := known(message.get("method")):
        return _call(method, message)
    if (msg_id := known(message.get("_msg_id"))) and message.get("ending") is True:
        return Reply(msg_id, message.get("result"), _failure(message.get("failure")))
    return None


def _opened(body: Any) -> Mapping[str, Any]:
    outer = mapping(_decoded(body))
    return mapping(_decoded(outer[_ENVELOPE])) if _ENVELOPE in outer else outer


def _decoded(value: Any) -> Any:
    """The value that a JSON text holds, and that of others is `None`; anything else as it is."""
    return json_of(value) if isinstance(value, str) else value


def _call(method: str, message: Mapping[str, Any]) -> Call:
    args = mapping(message.get("args"))
    if method in _OBJECT_CALLS:
        method = _with_object(method, args)
    msg_id, unique_id = known(message.get("_msg_id")), known(message.get("_unique_id"))
    return Call(method, args, msg_id, unique_id, _requests(message))


def _with_object(method: str, args: Mapping[str, Any]) -> str:
    name = known(args.get("objname")) or known(mapping(args.get("objinst")).get("nova_object.name"))
    act = known(args.get("objmethod"))
    return f"{method}:{name}.{act}" if name and act else method


def _requests(message: Mapping[str, Any]) -> tuple[str, ...]:
    ids = (known(message.get("_context_request_id")), known(message.get("_context_global_request_id")))
    return tuple(dict.fromkeys(each for each in ids if each))


def _failure(value: Any) -> Mapping[str, Any] | None:
    """A failure is the JSON text of its class, module, message and traceback."""
    return None if value is None else mapping(_decoded(value))
