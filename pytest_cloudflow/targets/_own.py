"""A user whose client is the reference's own: where openstacksdk is not installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from reference_impl.client import BootFailed, Client, NotThere, ServerRequest
from reference_impl.http import HttpError, Refused
from reference_impl.keystone import LoginFailed

from ..errors import TargetError
from ..scenarios import Wanted
from ._resources import NOWHERE, Resources
from ._stranger import Stranger

_ENDED = ("ACTIVE", "ERROR")
GONE = "gone"
"""In place of the status of a server that is no more."""


@contextmanager
def _using() -> Iterator[None]:
    """Turns what the client raises into what is wrong with the target."""
    try:
        yield
    except (LoginFailed, HttpError, Refused) as error:
        raise TargetError(str(error), "", "is the cloud whole?") from error


class OwnUser:
    """Boots servers, and volumes for them.

    :param pause: what is done between two looks at a server.
    :param looks: how many looks make a boot's window.
    """

    def __init__(
        self, client: Client, resources: Resources, stranger: Stranger, pause: Callable[[], None], looks: int
    ) -> None:
        self._client = client
        self._stranger = stranger
        self._resources = resources
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
        if wanted.token == "wrong_password":
            self._stranger.try_wrong_password()
            return None
        request = self._request(name, wanted, volumes)
        if wanted.token == "revoked":
            self._stranger.boot_with_revoked_token(request.body()["server"])
            return None
        try:
            with _using():
                return self._client.boot(request)
        except BootFailed:
            return None  # what was refused, and why, is in the trace

    def _request(self, name: str, wanted: Wanted, volumes: Sequence[str]) -> ServerRequest:
        resources, missing = self._resources, wanted.missing
        image = NOWHERE if missing == "image" else resources.image
        return ServerRequest(
            name,
            NOWHERE if missing == "flavor" else resources.flavor,
            image if wanted.from_image else None,
            networks=(NOWHERE,) if missing == "network" else tuple(resources.networks[: wanted.networks]),
            volumes=(*volumes, NOWHERE) if missing == "volume" else tuple(volumes),
        )

    def wait(self, server: str) -> None:
        """See `User`."""
        for _ in range(self._looks):
            if self._status(server) in (GONE, *_ENDED):
                return
            self._pause()

    def delete(self, server: str) -> None:
        """See `User`."""
        with suppress(NotThere), _using():
            self._client.delete(server)
        for _ in range(self._looks):
            if self._status(server) == GONE:
                return
            self._pause()
        raise TargetError(f"server {server} cannot be deleted", "", "delete it by hand")

    def tidy(self) -> None:
        """See `User`."""
        while self._volumes:
            with _using():
                self._client.delete_volume(self._volumes.pop())

    def _status(self, server: str) -> str:
        try:
            with _using():
                return self._client.show(server).status
        except NotThere:
            return GONE

    def _volume(self, name: str, *, bootable: bool) -> str:
        with _using():
            volume = self._client.create_volume(name, 1, self._resources.image if bootable else None)
        self._volumes.append(volume)
        return volume
