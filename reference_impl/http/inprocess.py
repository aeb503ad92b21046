"""Carries a component's requests to the services of this process, by calling them."""

from __future__ import annotations

import traceback
from collections.abc import Mapping

from .api import Environ
from .client import App, Outgoing, Response, Unreachable
from .wsgi import Answer, call, environ_of

_BROKEN = Answer(500, "Internal Server Error", [], b"")


class InProcess:
    """A transport with no network.

    :param apps: the services' WSGI applications by component id; read at each request, so that services can be added,
        replaced and taken down.
    """

    def __init__(self, apps: Mapping[str, App]) -> None:
        self._apps = apps

    def send(self, service: str, outgoing: Outgoing) -> Response:
        """Has the service answer.

        :raises Unreachable: it is not there, or answers too late: its application says so by a `TimeoutError`.
        """
        app = self._apps.get(service)
        if app is None:
            raise Unreachable(service, "ConnectionError", "connection refused")
        environ = environ_of(outgoing.method, service, outgoing.path, outgoing.query, outgoing.headers, outgoing.body)
        try:
            status, _, headers, body = _served(app, environ)
        except TimeoutError:
            raise Unreachable(service, "ReadTimeout", "no answer in time") from None
        return Response(status, {name.lower(): value for name, value in headers}, body)


def _served(app: App, environ: Environ) -> Answer:
    """What a server would make of it: an application that breaks is said so in its log, and answered with 500.

    So the caller of somebody else's component sees the same here as over a network, and its exchange has an end.
    """
    try:
        return call(app, environ)
    except TimeoutError:
        raise
    except Exception:  # noqa: BLE001 -- whatever it is, it is the application's own
        environ["wsgi.errors"].write(traceback.format_exc())
        return _BROKEN
