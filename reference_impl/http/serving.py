"""Puts a service on a loopback port, and takes it off again with no thread left.

cheroot: it speaks HTTP/1.1 with connections kept, and its stop waits for its threads.
"""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from cheroot.wsgi import Server

from .api import Environ, StartResponse
from .client import App

HOST = "127.0.0.1"
THREADS = 10
"""Of each service. One that waits for another holds its thread meanwhile."""
_STOP_SEEN = 0.05
"""Seconds within which a server sees that it is to stop."""
_PIECE = 65_536


class Serving:
    """A service that is being served.

    :ivar url: without a slash at its end.
    """

    def __init__(self, app: App, port: int = 0, host: str = HOST) -> None:
        """Listens from now on; a port of 0 is any free one.

        :raises OSError: the port is taken.
        """
        socket.create_server((host, port)).close()  # cheroot's own refusal has no errno, and leaves a socket open
        self._server = Server((host, port), _reading_all(app), numthreads=THREADS, shutdown_timeout=5)
        self._server.expiration_interval = _STOP_SEEN
        self._server.prepare()
        self.port: int = self._server.bind_addr[1]
        self.url = f"http://{host}:{self.port}"
        self._thread = threading.Thread(target=self._server.serve, name=f"serving {self.url}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Serves what has come in, closes all connections and ends all threads."""
        self._server.stop()
        self._thread.join()


@contextmanager
def serve(app: App, port: int = 0, host: str = HOST) -> Iterator[Serving]:
    """Serves an application for as long as the block runs."""
    serving = Serving(app, port, host)
    try:
        yield serving
    finally:
        serving.stop()


def _reading_all(app: App) -> App:
    """The application, which has then read what came, to the end.

    Of a body that came in pieces cheroot leaves the last line unread. It takes that for the next request, and a thread
    waits for the rest of it.
    """

    def serving(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        answer = app(environ, start_response)
        if environ.get("wsgi.input_terminated"):
            body = environ["wsgi.input"]
            while body.read(_PIECE):
                pass
            deque(body.read_trailer_lines(), maxlen=0)
        return answer

    return serving
