"""What can go wrong with a message."""

from __future__ import annotations


class MessagingError(Exception):
    """Something about rpc did not go well."""


class MessagingTimeout(MessagingError):
    """No answer came in time, or none can come any more."""

    def __init__(self, method: str, address: str, msg_id: str, why: str) -> None:
        super().__init__(f"no reply to {method} at {address} (message {msg_id}): {why}")
        self.msg_id = msg_id


class RemoteError(MessagingError):
    """The method was called, and failed where it was called.

    :param class_name: name of the exception's class over there.
    :param message: what it said.
    :param traceback: its lines, as the other side sent them.
    """

    def __init__(self, class_name: str, message: str, traceback: tuple[str, ...] = ()) -> None:
        super().__init__(f"{class_name}: {message}")
        self.class_name = class_name
        self.message = message
        self.traceback = traceback


class NoSuchMethod(MessagingError):
    """The endpoint has no public method of that name."""

    def __init__(self, method: str, topic: str) -> None:
        super().__init__(f"the server of topic {topic} has no method {method!r}")


class MalformedMessage(MessagingError):
    """A body that is no rpc message."""


class BusClosed(MessagingError):
    """The bus was closed; nothing is sent or waited for any more."""

    def __init__(self) -> None:
        super().__init__("the bus is closed")


class BrokerUnreachable(MessagingError):
    """There is no connection to be had to the broker."""

    def __init__(self, url: str, why: object) -> None:
        super().__init__(f"{url}: {why}; is the broker running, and are user and virtual host right?")


class WorkerLost(BaseException):
    """A worker died in the middle of its work: raised by an endpoint, to have it happen.

    No `Exception`, so that no component's error handling can tidy up after a process that is gone. No reply is sent.
    What becomes of the message, `Bus.serve` says.
    """
