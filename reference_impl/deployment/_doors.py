"""How clients in this process reach a cloud: by the host names of its services, through a session of requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

import requests

from ..http.adapter import WsgiAdapter
from ..http.client import App
from ..messaging import Bus


class Doors:
    """The applications by host name, as strangers find them.

    A cloud of one thread (`stepped`) gets on with its work when somebody looks: before a GET is answered, all that
    was asked for before has been done. What is asked for meanwhile waits, so servers that are asked for one after the
    other are built at the same time.

    :param apps: by component id; read at each request.
    :param names: the host names by component id, as `keystone.cloud.test`.
    :param bus: that of the cloud.
    :ivar components: the doors by component id.
    :ivar apps: the same by host name.
    """

    def __init__(self, apps: Mapping[str, App], names: Mapping[str, str], bus: Bus) -> None:
        self._bus = bus
        self.components: Mapping[str, App] = _Open({each: _Door(each, apps, self) for each in names}, apps)
        self.apps: Mapping[str, App] = _Open(
            {name: _Door(component, apps, self) for component, name in names.items()}, apps
        )

    def get_on(self) -> None:
        """Has a cloud of one thread do all that was asked of it; others do it by themselves."""
        while self._bus.step():
            pass

    def turn(self) -> AbstractContextManager[None]:
        """What is cast inside waits until it is over."""
        return self._bus.turn()

    def session(self) -> requests.Session:
        """A session that reaches this cloud, and beside it nothing."""
        session = requests.Session()
        session.trust_env = False
        self.mount(session)
        return session

    def mount(self, session: requests.Session) -> None:
        """Has a session reach this cloud."""
        adapter = WsgiAdapter(self.apps)
        for name in self.apps:
            session.mount(f"http://{name}/", adapter)
            session.mount(f"http://{name}:80/", adapter)


class _Open(Mapping[str, App]):
    """The doors behind which there is somebody."""

    def __init__(self, doors: Mapping[str, _Door], apps: Mapping[str, App]) -> None:
        self._doors = doors
        self._apps = apps

    def __getitem__(self, name: str) -> App:
        door = self._doors[name]
        if door.component not in self._apps:
            raise KeyError(name)
        return door

    def __iter__(self) -> Iterator[str]:
        return iter(self._doors)

    def __len__(self) -> int:
        return len(self._doors)


class _Door:
    """One application; in a cloud of one thread, the moment at which the cloud gets on."""

    def __init__(self, component: str, apps: Mapping[str, App], doors: Doors) -> None:
        self.component = component
        self._apps = apps
        self._doors = doors

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Serves one request (PEP 3333)."""
        if environ["REQUEST_METHOD"] == "GET":
            self._doors.get_on()
        with self._doors.turn():
            return self._apps[self.component](environ, start_response)
