"""A user whose client is the reference's own: where openstacksdk is not installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from reference_impl.client import BootFailed, Client, NotThere, ServerRequest
from reference_impl.http import HttpError, Refused
from reference_impl.keystone import LoginFailed

from ..errors import TargetError
from ._resources import Resources
from ._stranger import Stranger
from ._user import GONE, Asked, CloudUser


@contextmanager
def _using() -> Iterator[None]:
    """Turns what the client raises into what is wrong with the target."""
    try:
        yield
    except (LoginFailed, HttpError, Refused) as error:
        raise TargetError(str(error), "", "is the cloud whole?") from error


class OwnUser(CloudUser):
    """Boots servers by the reference's own client."""

    def __init__(
        self, client: Client, resources: Resources, stranger: Stranger, pause: Callable[[], None], looks: int
    ) -> None:
        super().__init__(resources, stranger, pause, looks)
        self._client = client

    def log_in(self) -> None:
        """See `CloudUser`."""
        with _using():
            self._client.log_in()

    def create_server(self, asked: Asked) -> str | None:
        """See `CloudUser`."""
        request = ServerRequest(asked.name, asked.flavor, asked.image, networks=asked.networks, volumes=asked.volumes)
        try:
            with _using():
                return self._client.boot(request)
        except BootFailed:
            return None

    def status(self, server: str) -> str:
        """See `CloudUser`."""
        try:
            with _using():
                return self._client.show(server).status
        except NotThere:
            return GONE

    def delete_server(self, server: str) -> None:
        """See `CloudUser`."""
        with suppress(NotThere), _using():
            self._client.delete(server)

    def create_volume(self, name: str, image: str | None) -> str:
        """See `CloudUser`."""
        with _using():
            return self._client.create_volume(name, 1, image)

    def delete_volume(self, volume: str) -> None:
        """See `CloudUser`."""
        with _using():
            self._client.delete_volume(volume)
