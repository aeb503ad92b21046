"""A user whose client is openstacksdk, unmodified."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import requests
from keystoneauth1 import exceptions, loading, session
from openstack import connection
from openstack import exceptions as errors

from ..errors import TargetError
from ..scenarios import Wanted
from ._account import Account
from ._resources import NOWHERE, Resources
from ._stranger import Stranger

_ENDED = ("ACTIVE", "ERROR")
GONE = "gone"
"""In place of the status of a server that is no more."""


def connect(via: requests.Session, credentials: Account) -> connection.Connection:
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


class Refused(TargetError):
    """The cloud answers, and does not do it."""

    def __init__(self, asked: str, status: int) -> None:
        super().__init__(f"the cloud refuses {asked} with {status}", "", "see what its services log")
        self.status = status


@contextmanager
def _using(asked: str) -> Iterator[None]:
    """Turns what openstacksdk raises into what is wrong with the target.

    Warnings of openstacksdk about parts of its own that it will drop, and meanwhile uses, are not for the user.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=PendingDeprecationWarning, module="openstack")
        try:
            yield
        except errors.HttpException as refused:
            raise Refused(asked, refused.status_code or 0) from refused
        except exceptions.HttpError as refused:
            raise Refused(asked, refused.http_status) from refused
        except (errors.SDKException, exceptions.ClientException) as lost:
            raise TargetError(f"cannot ask for {asked}: {type(lost).__name__}", "", "is the cloud there?") from lost


class SdkUser:
    """Boots servers, and volumes for them.

    :param pause: what is done between two looks at a server.
    :param looks: how many looks make a boot's window.
    """

    def __init__(
        self,
        cloud: connection.Connection,
        resources: Resources,
        stranger: Stranger,
        pause: Callable[[], None],
        looks: int,
    ) -> None:
        self._cloud = cloud
        self._resources = resources
        self._stranger = stranger
        self._pause = pause
        self._looks = looks
        self._volumes: list[str] = []

    def make_volumes(self, name: str, wanted: Wanted) -> list[str]:
        """See `User`."""
        return [
            self._volume(f"{name}-{number}", bootable=number == 1 and not wanted.from_image)
            for number in range(1, wanted.volumes + 1)
        ]

    def boot(self, name: str, wanted: Wanted, volumes: Sequence[str]) -> str | None:
        """See `User`."""
        missing = wanted.missing
        networks = [{"uuid": network} for network in self._resources.networks[: wanted.networks]]
        body = {
            "name": name,
            "flavor_id": NOWHERE if missing == "flavor" else self._resources.flavor,
            "networks": [{"uuid": NOWHERE}] if missing == "network" else networks,
            **self._disks(wanted, [*volumes, *([NOWHERE] if missing == "volume" else [])]),
        }
        if wanted.token == "wrong_password":
            self._stranger.try_wrong_password()
            return None
        if wanted.token == "revoked":
            asked = {"name": name, "flavorRef": body["flavor_id"], "imageRef": self._resources.image}
            self._stranger.boot_with_revoked_token({**asked, "networks": networks})
            return None
        try:
            with _using("a server"):
                return str(self._cloud.compute.create_server(**body).id)
        except Refused:
            return None  # what was refused, and why, is in the trace

    def wait(self, server: str) -> None:
        """See `User`."""
        for _ in range(self._looks):
            if self._status(server) in (GONE, *_ENDED):
                return
            self._pause()

    def delete(self, server: str) -> None:
        """See `User`."""
        with suppress(Refused), _using(f"to delete server {server}"):
            self._cloud.compute.delete_server(server)
        for _ in range(self._looks):
            if self._status(server) == GONE:
                return
            self._pause()
        raise TargetError(f"server {server} cannot be deleted", "", "delete it by hand")

    def tidy(self) -> None:
        """See `User`."""
        while self._volumes:
            volume = self._volumes.pop()
            with _using(f"to delete volume {volume}"):
                self._cloud.block_storage.delete_volume(volume)

    def _status(self, server: str) -> str:
        """A server's status; `GONE` if it is no more, none where nova-api does not say."""
        try:
            with _using("the server"):
                return str(self._cloud.compute.get_server(server).status)
        except Refused as refused:
            return GONE if refused.status == 404 else ""

    def _volume(self, name: str, *, bootable: bool) -> str:
        image = {"image_id": self._resources.image} if bootable else {}
        with _using("a volume"):
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
        image = NOWHERE if wanted.missing == "image" else self._resources.image
        root = {"source_type": "image", "destination_type": "local", "uuid": image, "boot_index": 0}
        return {"image_id": image, "block_device_mapping": [root, *disks]} if disks else {"image_id": image}
