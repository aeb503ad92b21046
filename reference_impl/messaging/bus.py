"""The bus of one cloud: what its components send each other goes over it, and over no other."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Literal, Self

from ..observe import Observe, nobody
from ..world import World
from .client import Client
from .dispatch import Dispatcher
from .errors import BusClosed, MessagingError
from .link import Links
from .memory import Broker
from .server import Acknowledge, Server
from .shared import Shared
from .stepped import Stepped
from .telling import Teller
from .threads import Threads
from .topology import CONTROL_EXCHANGE

Dispatch = Literal["stepped", "threads"]


class Bus:
    """rpc for all components of a cloud.

    :param world: source of ids and, for `stepped`, of the order in which messages are handed out.
    :param observe: is told of each publish and deliver.
    :param dispatch: `stepped` (one thread, an order that can be had again) or `threads` (boots overlap).
    :param url: a RabbitMQ (`amqp://user:password@host:port/virtual_host`), for `threads` alone; `None` for a broker of
        this bus's own, in memory.
    :raises ValueError: `stepped` with a `url`: the order there is the broker's.
    """

    def __init__(
        self,
        world: World | None = None,
        observe: Observe = nobody,
        *,
        dispatch: Dispatch = "stepped",
        url: str | None = None,
        control_exchange: str = CONTROL_EXCHANGE,
    ) -> None:
        self.broker = Broker()
        links = Links(control_exchange, url, self.broker)
        self._shared = Shared(links, Teller(observe), world or World())
        self._dispatcher = _dispatcher(dispatch, url, self.broker, self._shared)
        self._servers: dict[Server, bool] = {}
        self._clients: dict[str, Client] = {}
        self._closed = False
        self._lock = threading.Lock()

    def serve(
        self,
        component: str,
        topic: str,
        server: str | None = None,
        *,
        endpoint: object,
        workers: int = 2,
        acknowledge: Acknowledge = "done",
        owner: str | None = None,
    ) -> Server:
        """Have an endpoint serve a topic; its queues are there when this returns.

        The endpoint's public methods are called with a `Context`, whose `serving` is the message's id, and the
        arguments by name. What a method returns is the result; an `Answer` also has facts for the observer, and
        what is to be done after the reply. What it raises is raised at the caller as `RemoteError`; of a cast it is
        logged.

        :param server: its name, where it can be asked for by name.
        :param workers: how many messages it works on at once, at most.
        :param acknowledge: when a message is gone for good: `done`, once it was worked on (what a lost worker had in
            hand is delivered again); `taken`, before (it is lost with the worker, as in the field).
        :param owner: who those who send to the topic take for its server, where that is not the component itself.
        :raises BusClosed: the bus is closed.
        """
        self._check_open()
        served = Server(component, topic, server, endpoint, self._shared, workers=workers, acknowledge=acknowledge)
        self._shared.teller.serves(owner or component, topic)
        self._dispatcher.start(served)
        self._servers[served] = True
        return served

    def stop(self, server: Server) -> None:
        """Have a server take no more messages. What it is at is done first; what is in its queues stays there."""
        if self._servers[server]:
            self._servers[server] = False
            self._dispatcher.stop(server)

    def resume(self, server: Server) -> None:
        """Have a server that was stopped take messages again, first those that came meanwhile.

        :raises BusClosed: the bus is closed.
        """
        self._check_open()
        if not self._servers[server]:
            self._dispatcher.start(server)
            self._servers[server] = True

    def client(self, component: str) -> Client:
        """By what a component asks others; the same each time.

        :raises BusClosed: the bus is closed.
        """
        with self._lock:
            self._check_open()
            if component not in self._clients:
                self._clients[component] = Client(component, self._dispatcher, self._shared)
            return self._clients[component]

    def step(self) -> bool:
        """Hand out one message; False if there is none, or if workers do that by themselves (`threads`)."""
        return self._dispatcher.step()

    def run_until_idle(self, timeout: float = 60.0) -> None:
        """Come back when all messages are handed out and all work is done.

        :param timeout: seconds; `stepped` does not look at it.
        :raises MessagingError: it took longer; or the broker is another process, of which it cannot be known.
        """
        if not self._dispatcher.run_until_idle(timeout):
            raise MessagingError(f"there is still work after {timeout:g} s")

    def turn(self) -> AbstractContextManager[None]:
        """What is cast inside is handed out afterwards (`stepped`): an API answers before what it began goes on."""
        return self._dispatcher.turn()

    def close(self) -> None:
        """Stop all servers, tell all who wait that no reply will come, and leave no queue behind."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        for client in self._clients.values():
            client.refuse()
        self._dispatcher.close()
        for client in self._clients.values():
            client.close()
        self._delete_queues()

    def _delete_queues(self) -> None:
        link = self._shared.links.open()
        for server in self._servers:
            for queue in server.queues:
                link.delete(queue)
        link.close()

    def _check_open(self) -> None:
        if self._closed:
            raise BusClosed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _dispatcher(dispatch: Dispatch, url: str | None, broker: Broker, shared: Shared) -> Dispatcher:
    if dispatch == "threads":
        return Threads(broker if url is None else None, shared)
    if url is not None:
        raise ValueError("stepped draws the order of messages itself: use it without a url, or threads with one")
    return Stepped(broker, shared)
