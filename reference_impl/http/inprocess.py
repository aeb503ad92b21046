"""Carries a component's requests to the services of this process, by calling them."""

from __future__ import annotations

from collections.abc import Mapping

from .client import App, Outgoing, Response, Unreachable
from .wsgi import call, environ_of


class InProcess:
    """A transport with no network.

    :param apps: the services' WSGI applications by component id; read at each request, so that services can be added,
        replaced and taken down.
    """

    def __init__(self, apps: Mapping[str, App]) -> None:
        self._apps = apps

    def send(self, service: str, outgoing: Outgoing) -> Response:
        """Has the service answer.

        :raises Unreachable: it is not there.
        """
        app = self._apps.get(service)
        if app is None:
            raise Unreachable(service, "ConnectionError", "connection refused")
        environ = environ_of(outgoing.method, service, outgoing.path, outgoing.query, outgoing.headers, outgoing.body)
        status, _, headers, body = call(app, environ)
        return Response(status, {name.lower(): value for name, value in headers}, body)
