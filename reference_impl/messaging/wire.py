"""Messages as oslo.messaging writes them, so that this cloud's traffic reads like a real one's.

A body is `{"oslo.version": "2.0", "oslo.message": "<JSON text>"}`. Within, a request has `method`, `args`, `version`,
`namespace` (if any), `_unique_id` and its context as `_context_<key>`; a call also `_msg_id`, `_reply_q` and `_timeout`
(of the heartbeat that nobody here asks for: null). A reply has `result`, `failure`, `ending`, `_msg_id`, `_unique_id`;
`failure` is null or again a JSON text: `class`, `module`, `message`, `tb`, `args`, `kwargs`.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from ..context import Context
from .errors import MalformedMessage

CONTENT_TYPE = "application/json"
_VERSION = "2.0"
_TRIVIAL = (str, int, float, bool, type(None))


@dataclass(frozen=True, slots=True)
class Request:
    """A call, or, without `msg_id` and `reply_q`, a cast or fanout."""

    method: str
    args: Mapping[str, Any]
    context: Context
    unique_id: str
    msg_id: str | None = None
    reply_q: str | None = None
    version: str = "1.0"
    namespace: str | None = None

    @property
    def id(self) -> str:
        """By what its deliveries and its reply are known: `_msg_id` of a call, else `_unique_id`."""
        return self.msg_id or self.unique_id


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception, as it travels. `class_name` is `class` on the wire."""

    class_name: str
    module: str
    message: str
    tb: tuple[str, ...] = ()
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        """What can be said of an exception; arguments that JSON cannot hold are left as text."""
        args = tuple(each if isinstance(each, _TRIVIAL) else str(each) for each in error.args)
        lines = tuple(traceback.format_exception(error))
        return cls(type(error).__name__, type(error).__module__, str(error), lines, args)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to the call `msg_id`."""

    msg_id: str
    unique_id: str
    result: Any = None
    failure: Failure | None = None


class _Envelope(msgspec.Struct, frozen=True):
    version: str = msgspec.field(name="oslo.version")
    message: str = msgspec.field(name="oslo.message")


class _Marks(msgspec.Struct, frozen=True):
    msg_id: str | None = msgspec.field(name="_msg_id", default=None)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
_decode_envelope = msgspec.json.Decoder(_Envelope).decode
_decode_marks = msgspec.json.Decoder(_Marks).decode


def write(message: Request | Reply) -> bytes:
    """The body of a message.

    :raises TypeError: it holds what JSON cannot hold.
    """
    inner = _request(message) if isinstance(message, Request) else _reply(message)
    return _encode({"oslo.version": _VERSION, "oslo.message": _encode(inner).decode()})


def read(body: bytes | str) -> Request | Reply:
    """The message in a body.

    :raises MalformedMessage: there is none.
    """
    try:
        inner = _decode(_decode_envelope(body).message)
        return _read_request(inner) if "method" in inner else _read_reply(inner)
    except (msgspec.MsgspecError, UnicodeError, LookupError, TypeError, AttributeError) as error:
        raise MalformedMessage(f"no rpc message of oslo.messaging's format: {type(error).__name__}: {error}") from error


def awaited(body: bytes | str) -> bool:
    """Whether somebody waits for what this message brings: it is a call or a reply. False if it is no message."""
    try:
        return _decode_marks(_decode_envelope(body).message).msg_id is not None
    except (msgspec.MsgspecError, UnicodeError):
        return False


def requested(body: bytes | str) -> str | None:
    """The method that a message asks for; `None` if it is a reply, or no message."""
    try:
        message = read(body)
    except MalformedMessage:
        return None
    return message.method if isinstance(message, Request) else None


def _request(request: Request) -> dict[str, Any]:
    message: dict[str, Any] = {"method": request.method, "args": request.args, "version": request.version}
    if request.namespace is not None:
        message["namespace"] = request.namespace
    if request.msg_id is not None:
        message |= {"_msg_id": request.msg_id, "_reply_q": request.reply_q, "_timeout": None}
    message["_unique_id"] = request.unique_id
    return message | _context(request.context)


def _context(context: Context) -> dict[str, Any]:
    """The context, flattened. `user` and `project_id` beside `user_id` are there for readers of either age."""
    return {
        "_context_request_id": context.request_id,
        "_context_global_request_id": None,
        "_context_auth_token": context.token,
        "_context_user": context.user_id,
        "_context_user_id": context.user_id,
        "_context_project": context.project_id,
        "_context_project_id": context.project_id,
        "_context_roles": context.roles,
    }


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "result": reply.result,
        "failure": _failure(reply.failure) if reply.failure else None,
        "ending": True,
        "_msg_id": reply.msg_id,
        "_unique_id": reply.unique_id,
    }


def _failure(failure: Failure) -> str:
    names = ("module", "message", "tb", "args", "kwargs")
    said = {"class": failure.class_name} | {name: getattr(failure, name) for name in names}
    return _encode(said).decode()


def _read_request(inner: dict[str, Any]) -> Request:
    return Request(
        _text(inner["method"]),
        _mapping(inner.get("args") or {}),
        _read_context(inner),
        _text(inner["_unique_id"]),
        inner.get("_msg_id"),
        inner.get("_reply_q"),
        inner.get("version", "1.0"),
        inner.get("namespace"),
    )


def _read_context(inner: dict[str, Any]) -> Context:
    get = inner.get
    return Context(
        get("_context_request_id") or "",
        get("_context_auth_token"),
        get("_context_user_id"),
        get("_context_project_id"),
        tuple(get("_context_roles") or ()),
    )


def _read_reply(inner: dict[str, Any]) -> Reply:
    failure = inner.get("failure")
    return Reply(
        _text(inner["_msg_id"]),
        _text(inner["_unique_id"]),
        inner.get("result"),
        None if failure is None else _read_failure(_decode(failure)),
    )


def _read_failure(said: dict[str, Any]) -> Failure:
    return Failure(
        _text(said["class"]),
        _text(said.get("module", "")),
        _text(said.get("message", "")),
        tuple(said.get("tb") or ()),
        tuple(said.get("args") or ()),
        _mapping(said.get("kwargs") or {}),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a string, found {type(value).__name__}")
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"expected an object, found {type(value).__name__}")
    return value
