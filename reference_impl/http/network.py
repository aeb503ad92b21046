"""Carries a component's requests over the network, with requests."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import requests

from .client import Outgoing, Response, Unreachable


class Network:
    """A transport over sockets. Proxies and credentials of the environment are not used.

    :param urls: the services' URLs by component id, up to before the version, as `http://127.0.0.1:9292`; read at
        each request.
    :param timeout: seconds without a sign of life after which a service counts as not reachable.
    """

    def __init__(self, urls: Mapping[str, str], timeout: float = 60.0) -> None:
        self._urls = urls
        self._timeout = timeout
        self._own = threading.local()
        self._sessions: list[requests.Session] = []

    def close(self) -> None:
        """Closes all connections."""
        while self._sessions:
            self._sessions.pop().close()

    def send(self, service: str, outgoing: Outgoing) -> Response:
        """Has the service answer.

        :raises Unreachable: no connection, a broken one, or nothing came in time.
        """
        url = self._urls.get(service)
        if url is None:
            raise Unreachable(service, "ConnectionError", "no URL is known")
        asked = f"{url.rstrip('/')}{outgoing.path}{'?' if outgoing.query else ''}{outgoing.query}"
        try:
            got = self._session().request(
                outgoing.method,
                asked,
                data=outgoing.body or None,
                headers=outgoing.headers,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as lost:
            raise Unreachable(service, type(lost).__name__, _reason(lost)) from lost
        return Response(got.status_code, {name.lower(): value for name, value in got.headers.items()}, got.content)

    def _session(self) -> requests.Session:
        """One for each thread: requests does not promise that one may be shared."""
        session: requests.Session | None = getattr(self._own, "session", None)
        if session is None:
            session = self._own.session = requests.Session()
            session.trust_env = False
            self._sessions.append(session)
        return session


def _reason(lost: requests.RequestException) -> str:
    """Why, without the addresses of objects that requests' own text has."""
    if isinstance(lost, requests.Timeout):
        return "no answer in time"
    if isinstance(lost, requests.ConnectionError):
        return "connection refused or broken"
    return "the request could not be carried out"
