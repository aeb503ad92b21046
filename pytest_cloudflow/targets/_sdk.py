"""A user whose client is openstacksdk, unmodified."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests
from keystoneauth1 import exceptions, loading, session
from openstack import connection
from openstack import exceptions as errors

from ..errors import TargetError
from ._account import Account
from ._resources import Resources
from ._stranger import Stranger
from ._user import GONE, Asked, CloudUser


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
def unwarned() -> Iterator[None]:
    """Keeps from the user what openstacksdk warns of: parts of its own that it will drop, and meanwhile uses."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openstack")
        yield


@contextmanager
def using(asked: str) -> Iterator[None]:
    """Turns what openstacksdk raises into what is wrong with the target."""
    with unwarned():
        try:
            yield
        except errors.HttpException as refused:
            raise Refused(asked, refused.status_code or 0) from refused
        except exceptions.HttpError as refused:
            raise Refused(asked, refused.http_status) from refused
        except (errors.SDKException, exceptions.ClientException) as lost:
            raise TargetError(f"cannot ask for {asked}: {type(lost).__name__}", "", "is the cloud there?") from lost


def if_there(get: Callable[[str], Any], id_: str) -> Any:
    """What openstacksdk gets by an id; none if there is nothing of that id."""
    try:
        return get(id_)
    except errors.NotFoundException:
        return None


def remove_volume(storage: Any, id_: str, seconds: int) -> None:
    """Deletes a volume, once nothing has it, and waits until it is gone, if it is there.

    :param storage: openstacksdk's proxy of cinder.
    :param seconds: that it may take to be let go of, and again to go.
    :raises openstack.exceptions.SDKException: it stays.
    """
    found = if_there(storage.get_volume, id_)
    if found is None:
        return
    with suppress(errors.ResourceFailure):  # one that could not be made is deleted as it is
        storage.wait_for_status(found, "available", failures=["error"], interval=1, wait=seconds)
    storage.delete_volume(id_)
    storage.wait_for_delete(found, interval=1, wait=seconds)


class SdkUser(CloudUser):
    """Boots servers by a connection."""

    def __init__(
        self,
        cloud: connection.Connection,
        resources: Resources,
        stranger: Stranger,
        pause: Callable[[], None],
        looks: int,
    ) -> None:
        super().__init__(resources, stranger, pause, looks)
        self._cloud = cloud

    def log_in(self) -> None:
        """See `CloudUser`."""
        self._cloud.session.invalidate()
        with using("a token"):
            self._cloud.authorize()

    def create_server(self, asked: Asked) -> str | None:
        """See `CloudUser`."""
        networks = [{"uuid": network} for network in asked.networks]
        body = {"name": asked.name, "flavor_id": asked.flavor, "networks": networks, **_disks(asked), **self.placed()}
        with using("a token"):
            self._cloud.authorize()
        try:
            with using("a server"):
                return str(self._cloud.compute.create_server(**body).id)
        except Refused:
            return None

    def placed(self) -> dict[str, Any]:
        """Where servers are asked to be: wherever the cloud puts them."""
        return {}

    def status(self, server: str) -> str:
        """See `CloudUser`."""
        try:
            with using("the server"):
                return str(self._cloud.compute.get_server(server).status)
        except Refused as refused:
            return GONE if refused.status == 404 else ""

    def delete_server(self, server: str) -> None:
        """See `CloudUser`."""
        with suppress(Refused), using(f"to delete server {server}"):
            self._cloud.compute.delete_server(server)

    def create_volume(self, name: str, image: str | None) -> str:
        """See `CloudUser`."""
        on_it = {"image_id": image} if image is not None else {}
        with using("a volume"):
            return str(self._cloud.block_storage.create_volume(name=name, size=1, **on_it).id)

    def delete_volume(self, volume: str) -> None:
        """See `CloudUser`."""
        with using(f"to delete volume {volume}"):
            self._cloud.block_storage.delete_volume(volume)


def _disks(asked: Asked) -> dict[str, Any]:
    """The root disk first: the image, or the first volume."""
    disks = [
        {"source_type": "volume", "destination_type": "volume", "uuid": volume, "boot_index": -1}
        for volume in asked.volumes
    ]
    if asked.image is None:
        disks[0]["boot_index"] = 0
        return {"block_device_mapping": disks}
    root = {"source_type": "image", "destination_type": "local", "uuid": asked.image, "boot_index": 0}
    return {"image_id": asked.image, "block_device_mapping": [root, *disks]} if disks else {"image_id": asked.image}
