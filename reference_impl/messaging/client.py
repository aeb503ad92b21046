"""How a component asks things of others: rpc.call, rpc.cast and fanout."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..context import Context
from . import wire
from .dispatch import Dispatcher
from .errors import BusClosed, MessagingTimeout, RemoteError
from .line import Line
from .shared import Shared
from .topology import Address
from .wire import Reply, Request

Facts = Mapping[str, Any]


def _nothing() -> None:
    """Nothing is done meanwhile."""


class Client:
    """Sends for one component.

    Arguments by name go to the method. `facts` is what the publish shows, for the observer. Lines are lent to one
    call at a time, in any number of threads; one whose call got no reply in time is thrown away with its queue, so
    that a reply which comes too late finds nobody.
    """

    def __init__(self, component: str, dispatcher: Dispatcher, shared: Shared) -> None:
        self._component = component
        self._dispatcher = dispatcher
        self._shared = shared
        self._idle: list[Line] = []
        self._lent = 0
        self._closed = False
        self._returned = threading.Condition()

    def call(
        self,
        context: Context,
        topic: str,
        method: str,
        /,
        *,
        server: str | None = None,
        timeout: float = 60.0,
        facts: Facts | None = None,
        version: str = "1.0",
        meanwhile: Callable[[], None] = _nothing,
        **args: Any,
    ) -> Any:
        """Have a method called by a server of a topic, or by the one named, and wait for its result.

        :param timeout: seconds.
        :param meanwhile: what is done once the call is sent; what it raises is raised, and nobody waits then.
        :raises RemoteError: the method failed.
        :raises MessagingTimeout: no reply came in time.
        :raises BusClosed: the bus was closed before, or meanwhile.
        """
        address = Address(topic, server)
        with self._line() as line:
            uid, msg_id = self._shared.uid(), self._shared.uid()
            request = Request(method, args, context, uid, msg_id, line.reply_q, version)
            line.expect(request)
            self._send(line, request, address, facts, timeout)
            meanwhile()
            why = self._dispatcher.wait(line, timeout)
            if line.stopped:
                raise BusClosed
            if why is not None or line.reply is None:
                raise MessagingTimeout(method, str(address), msg_id, why or "")
            return _result(line.reply)

    def cast(
        self,
        context: Context,
        topic: str,
        method: str,
        /,
        *,
        server: str | None = None,
        facts: Facts | None = None,
        version: str = "1.0",
        **args: Any,
    ) -> None:
        """Have a method called by a server of a topic, or by the one named, some time; nothing comes back.

        :raises BusClosed: the bus is closed.
        """
        self._tell(context, Address(topic, server), method, args, facts, version)

    def fanout(
        self,
        context: Context,
        topic: str,
        method: str,
        /,
        *,
        facts: Facts | None = None,
        version: str = "1.0",
        **args: Any,
    ) -> None:
        """Have a method called by each server that there is of a topic; nothing comes back.

        :raises BusClosed: the bus is closed.
        """
        self._tell(context, Address(topic, fanout=True), method, args, facts, version)

    def close(self) -> None:
        """Lend no more lines, and wait for those that are lent: whoever has one was told that there is no reply."""
        with self._returned:
            self._closed = True
            idle, self._idle = self._idle, []
        for line in idle:
            self._drop(line)
        with self._returned:
            self._returned.wait_for(lambda: self._lent == 0)

    def refuse(self) -> None:
        """Lend no more lines."""
        self._closed = True

    def _tell(
        self, context: Context, address: Address, method: str, args: Facts, facts: Facts | None, version: str
    ) -> None:
        request = Request(method, args, context, self._shared.uid(), version=version)
        with self._line() as line:
            self._send(line, request, address, facts, None)

    def _send(self, line: Line, request: Request, address: Address, facts: Facts | None, timeout: float | None) -> None:
        body = wire.write(request)
        self._shared.teller.sent(request, address, self._component, facts)
        line.link.request(body, address, timeout)

    @contextmanager
    def _line(self) -> Iterator[Line]:
        line = self._borrow()
        try:
            yield line
        except RemoteError:
            self._give_back(line)
            raise
        except BaseException:
            self._drop(line)
            raise
        else:
            self._give_back(line)
        finally:
            with self._returned:
                self._lent -= 1
                self._returned.notify_all()

    def _borrow(self) -> Line:
        with self._returned:
            if self._closed:
                raise BusClosed
            self._lent += 1
            if self._idle:
                return self._idle.pop()
        try:
            return self._new_line()
        except BaseException:
            with self._returned:
                self._lent -= 1
            raise

    def _new_line(self) -> Line:
        line = Line(self._component, self._shared)
        self._dispatcher.add(line)
        if self._closed:  # meanwhile, and perhaps before the line could be told
            self._drop(line)
            raise BusClosed
        return line

    def _give_back(self, line: Line) -> None:
        with self._returned:
            if not self._closed:
                self._idle.append(line)
                return
        self._drop(line)

    def _drop(self, line: Line) -> None:
        self._dispatcher.remove(line)
        line.close()


def _result(reply: Reply) -> Any:
    if (failure := reply.failure) is not None:
        raise RemoteError(failure.class_name, failure.message, failure.tb)
    return reply.result
