"""What oslo.messaging logs of each message, where `default_log_levels` has it at DEBUG.

```
oslo_messaging._drivers.amqpdriver  Calling RPC method build_and_run_instance on target compute
oslo_messaging._drivers.amqpdriver  CAST unique_id: 2055… exchange 'nova' topic 'compute.h1'
oslo_messaging._drivers.amqpdriver  CALL msg_id: 584c… exchange 'nova' topic 'scheduler'
oslo_messaging._drivers.amqpdriver  received message with unique_id: 2055…
oslo_messaging._drivers.amqpdriver  received message msg_id: 584c… reply to reply_77b4…
oslo_messaging._drivers.amqpdriver  sending reply msg_id: 584c… reply queue: …
oslo_messaging.rpc.server           Replied failure for incoming message with id 584c… and method: …
oslo_messaging._drivers.amqpdriver  received reply msg_id: 584c…
```
Who picks a message up says nothing of it but its id: what it is about stands where it was sent, maybe in another file.
Of an act on an object only the method is told, and not which object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from ...trace._events import Event, Facts, Failure
from .._components import Components
from .._seen import Seen
from ._line import Line

_METHOD = re.compile(r"Calling RPC method (?P<method>\w+) on target")
_SENT = re.compile(r"(?P<mode>CALL|CAST) (?:msg_id|unique_id): (?P<id>[0-9a-f]+) (?P<rest>.*)")
_TOPIC = re.compile(r"topic '(?P<topic>[^'.]+)(?:\.(?P<server>[^']+))?'")
_PICKED = re.compile(r"received message (?:msg_id: |with unique_id: )(?P<id>[0-9a-f]+)")
_REPLYING = re.compile(r"sending reply msg_id: (?P<id>[0-9a-f]+)")
_REPLIED = re.compile(r"Replied (?P<how>failure|success) .*?with id (?P<id>[0-9a-f]+)")
_ANSWERED = re.compile(r"received reply msg_id: (?P<id>[0-9a-f]+)")
_LOGGERS = ("oslo_messaging.", "oslo.messaging.")
_OBJECTS = frozenset({"object_action", "object_class_action", "object_class_action_versions"})


@dataclass
class Messages:
    """The messages that all logs of a deployment tell of.

    :ivar sent: by message id.
    :ivar failures: what was said of a failure, by the request under which it was said.
    """

    sent: dict[str, Seen] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)

    def completed(self, seen: Seen) -> Seen:
        """A delivery, or a reply, with what its message was sent with."""
        event = seen.event
        message = self.sent.get(str(event.message_id)) if event.channel == "rpc" else None
        if message is None or seen is message:
            return seen
        about = message.event
        more: dict[str, Any] = {"method": about.method, "request_id": about.request_id}
        if event.mode == "reply":
            if event.kind == "publish":
                more |= {"target": about.source, "facts": self._why(event, about)}
            return replaced(seen, event=replace(event, **more))
        more |= {"mode": about.mode, "topic": about.topic, "server": about.server}
        serves = () if about.method in _OBJECTS else message.acts_under
        return replaced(seen, event=replace(event, **more), serves=serves)

    def _why(self, event: Event, about: Event) -> Facts:
        """A failure, in the words of whoever logged it."""
        said = self.failures.get(str(about.request_id))
        return Facts(failure=said) if said is not None and event.facts.failure is not UNSET else event.facts


class MessagesLog:
    """Reads one file.

    :param component: whose log it is.
    """

    def __init__(self, component: str, clock: str, components: Components, messages: Messages) -> None:
        self._component = component
        self._clock = clock
        self._components = components
        self._messages = messages
        self._methods: dict[tuple[object, ...], str] = {}
        self._replies: dict[str, Seen] = {}
        self.seen_any = False

    def read(self, line: Line) -> Iterator[Seen]:
        """What a record says of a message."""
        if not line.logger.startswith(_LOGGERS):
            return
        text = line.text
        if method := _METHOD.match(text):
            self._methods[line.pid, line.requests] = method["method"]
        elif sent := _SENT.match(text):
            yield from self._sent(line, sent)
        elif picked := _PICKED.match(text):
            yield self._seen(line, "deliver", picked["id"], cause=None, target=None)
        elif replying := _REPLYING.match(text):
            message = replying["id"]
            self._replies[message] = self._seen(line, "publish", message, mode="reply", cause=message)
        elif (replied := _REPLIED.match(text)) and replied["id"] in self._replies:
            yield self._replied(self._replies.pop(replied["id"]), failed=replied["how"] == "failure")
        elif answered := _ANSWERED.match(text):
            yield self._seen(line, "deliver", answered["id"], mode="reply", cause=None, target=None)

    def end(self) -> Iterator[Seen]:
        """Replies that nothing more was said of."""
        yield from self._replies.values()
        self._replies.clear()

    def _sent(self, line: Line, sent: re.Match[str]) -> Iterator[Seen]:
        """A call or a cast; a notification, and what is of no topic, is none."""
        topic = _TOPIC.search(sent["rest"])
        if topic is None or "NOTIFY" in sent["rest"]:
            return
        fanout = "FANOUT" in sent["rest"]
        method = self._methods.pop((line.pid, line.requests), None)
        seen = self._seen(
            line, "publish", sent["id"],
            mode="fanout" if fanout else sent["mode"].lower(), method=method or UNSET,
            topic=topic["topic"], server=topic["server"], target=self._components.at(topic["topic"]) or UNSET,
        )  # fmt: skip
        self._messages.sent[sent["id"]] = seen
        yield seen

    def _seen(self, line: Line, kind: Any, message: str, **fields: Any) -> Seen:
        self.seen_any = True
        event = Event(
            seq=0, time=line.time, clock=self._clock, channel="rpc", kind=kind, source=self._component,
            message_id=message, request_id=line.requests[0] if line.requests else UNSET,
            instance_id=line.instance or UNSET, **fields,
        )  # fmt: skip
        if kind == "deliver":
            return Seen(event, server=self._component)
        return Seen(event, actor=self._component, acts_under=line.requests)

    @staticmethod
    def _replied(seen: Seen, *, failed: bool) -> Seen:
        failure = Facts(failure=Failure(class_="rpc failure")) if failed else Facts()
        return replaced(seen, event=replace(seen.event, facts=failure))
