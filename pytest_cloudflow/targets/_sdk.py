"""A user whose client is openstacksdk, unmodified."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import requests
from keystoneauth1 import exceptions, loading, session
from openstack import connection
from openstack import exceptions as errors

from ..errors import TargetError
from ..scenarios import Wanted
from ._resources import Resources

_ENDED = ("ACTIVE", "ERROR")


class Credentials(Protocol):
    """What a user logs in with."""

    @property
    def auth_url(self) -> str:
        """Where keystone is, with the version."""

    @property
    def username(self) -> str:
        """The user's name."""

    @property
    def password(self) -> str:
        """The user's password."""

    @property
    def project_name(self) -> str:
        """In which project."""

    @property
    def domain_name(self) -> str:
        """In which both of them are."""


def connect(via: requests.Session, credentials: Credentials) -> connection.Connection:
    """A connection that goes by a session of requests, whatever that reaches."""
    auth: Any = loading.get_plugin_loader("v3password").load_from_options(
        auth_url=credentials.auth_url,
        username=credentials.username,
        password=credentials.password,
        project_name=credentials.project_name,
        user_domain_name=credentials.domain_name,
        project_domain_name=credentials.domain_name,
    )
    return connection.Connection(session=session.Session(auth=auth, session=via))


@contextmanager
def _quiet() -> Iterator[None]:
    """Warnings of openstacksdk about parts of its own that it will drop, and meanwhile uses, are not for the user."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=PendingDeprecationWarning, module="openstack")
        yield


class SdkUser:
    """Boots servers, and volumes for them.

    :param pause: what is done between two looks at a server.
    :param looks: how many looks make a boot's window.
    """

    def __init__(
        self, cloud: connection.Connection, resources: Resources, pause: Callable[[], None], looks: int
    ) -> None:
        self._cloud = cloud
        self._resources = resources
        self._pause = pause
        self._looks = looks
        self._volumes: list[str] = []

    def boot(self, name: str, wanted: Wanted) -> str | None:
        """See `User`."""
        volumes = [
            self._volume(f"{name}-{number}", bootable=number == 1 and not wanted.from_image)
            for number in range(1, wanted.volumes + 1)
        ]
        body = {
            "name": name,
            "flavor_id": self._resources.flavor,
            "networks": [{"uuid": network} for network in self._resources.networks[: wanted.networks]],
            **self._disks(wanted, volumes),
        }
        try:
            with _quiet():
                return str(self._cloud.compute.create_server(**body).id)
        except errors.HttpException:
            return None  # what was refused, and why, is in the trace
        except exceptions.ConnectFailure as error:
            raise TargetError(f"nova-api does not answer: {error}", "", "start it") from error

    def wait(self, server: str) -> None:
        """See `User`."""
        for _ in range(self._looks):
            if self._status(server) in (None, *_ENDED):
                return
            self._pause()

    def delete(self, server: str) -> None:
        """See `User`."""
        with _quiet():
            self._cloud.compute.delete_server(server)
        for _ in range(self._looks):
            if self._status(server) is None:
                return
            self._pause()

    def tidy(self) -> None:
        """See `User`."""
        while self._volumes:
            with _quiet():
                self._cloud.block_storage.delete_volume(self._volumes.pop())

    def _status(self, server: str) -> str | None:
        """A server's status; `None` if it is no more."""
        try:
            with _quiet():
                return str(self._cloud.compute.get_server(server).status)
        except errors.NotFoundException:
            return None

    def _volume(self, name: str, *, bootable: bool) -> str:
        image = {"image_id": self._resources.image} if bootable else {}
        with _quiet():
            volume = self._cloud.block_storage.create_volume(name=name, size=1, **image)
        self._volumes.append(volume.id)
        return str(volume.id)

    def _disks(self, wanted: Wanted, volumes: Sequence[str]) -> dict[str, Any]:
        """The root disk first: the image, or the first volume."""
        disks = [
            {"source_type": "volume", "destination_type": "volume", "uuid": volume, "boot_index": -1}
            for volume in volumes
        ]
        if not wanted.from_image:
            disks[0]["boot_index"] = 0
            return {"block_device_mapping": disks}
        image = self._resources.image
        root = {"source_type": "image", "destination_type": "local", "uuid": image, "boot_index": 0}
        return {"image_id": image, "block_device_mapping": [root, *disks]} if disks else {"image_id": image}
