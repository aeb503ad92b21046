"""REST APIs in trouble: nobody is there, or what comes back is of no use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import TYPE_CHECKING, Any

from ...http.client import App
from ...keystone import Keystone
from ._trouble import Trouble

if TYPE_CHECKING:
    from .._cloud import Cloud

_COMPONENTS = {"glance": "glance-api", "neutron": "neutron-server", "cinder": "cinder-api"}


def _away(component: str) -> Trouble:
    """Nobody answers at a service's place."""

    @contextmanager
    def trouble(cloud: Cloud) -> Iterator[None]:
        app = cloud.apps.pop(component)
        try:
            yield
        finally:
            cloud.apps[component] = app

    return trouble


def _replaced(component: str, by: Callable[[Cloud, App], App]) -> Trouble:
    """Something else stands at a service's place."""

    @contextmanager
    def trouble(cloud: Cloud) -> Iterator[None]:
        app: App = cloud.apps[component]
        cloud.apps[component] = by(cloud, app)
        try:
            yield
        finally:
            cloud.apps[component] = app

    return trouble


def _answering(component: str, status: str, body: bytes) -> Trouble:
    """A service answers whatever it is asked in the same way."""
    return _replaced(component, lambda _cloud, _app: _same(status, body))


def _same(status: str, body: bytes) -> App:
    def answer(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return answer


def _slow(component: str) -> Trouble:
    """A service does what it is asked for, and answers when nobody waits any longer."""

    def late(_cloud: Cloud, app: App) -> App:
        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            list(app(environ, start_response))
            raise TimeoutError

        return answer

    return _replaced(component, late)


def _token_ends(service: str) -> Trouble:
    """To one service keystone says of every token that it holds no longer.

    :param service: the name of the service's user.
    """

    def forgetful(cloud: Cloud, app: App) -> App:
        gone = _same("404 Not Found", b"{}")

        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            asked = environ["REQUEST_METHOD"] == "GET" and _asks(cloud.keystone, environ) == service
            return (gone if asked else app)(environ, start_response)

        return answer

    return _replaced("keystone", forgetful)


def _asks(keystone: Keystone, environ: dict[str, Any]) -> str | None:
    """The name of the user who asks keystone."""
    token = keystone.tokens.find(environ.get("HTTP_X_AUTH_TOKEN", ""))
    return token.user.name if token is not None else None


def _once_at_work(trouble: Trouble) -> Trouble:
    """It befalls a keystone that the services have been logged in to for long."""

    @contextmanager
    def later(cloud: Cloud) -> Iterator[None]:
        cloud.log_in()
        with trouble(cloud):
            yield

    return later


_AILMENTS: dict[str, Callable[[str], Trouble]] = {
    "away": _away,
    "slow": _slow,
    "500": lambda component: _answering(component, "500 Internal Server Error", b"{}"),
    "401": lambda component: _answering(component, "401 Unauthorized", b"{}"),
    "garbage": lambda component: _answering(component, "200 OK", b"<html>"),
}
SERVICES: dict[str, Trouble] = {
    **{f"{name}-{each}": _AILMENTS[each](_COMPONENTS[name]) for name, each in product(_COMPONENTS, _AILMENTS)},
    **{f"keystone-{name}": _once_at_work(ailing("keystone")) for name, ailing in _AILMENTS.items()},
    **{f"token-ends-at-{name}": _token_ends(name) for name in ("glance", "neutron", "cinder")},
}
"""By name, services that cannot be reached or do not do what they are asked for."""
